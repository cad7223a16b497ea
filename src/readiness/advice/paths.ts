import type { Crm } from './answers.ts';

/** What can be recommended. */
export type PathId = 'none' | 'csv' | 'native' | 'direct' | 'direct-many' | 'middleware' | 'custom';

export type Availability = 'available' | 'limited' | 'planned' | 'not ours';

export interface Path {
  readonly id: PathId;
  readonly name: string;
  readonly maintenance: string;
  readonly setUp: string;
  readonly fits: string;
  readonly tradeOff: string;
  /** Where this product stands on the path. */
  readonly ours: string;
}

/** From the one that costs least to keep to the one that costs most: that comes before any feature. */
export const paths: readonly Path[] = [
  {
    id: 'none',
    name: 'no integration',
    maintenance: 'none',
    setUp: 'none',
    fits: 'nobody would do anything with the data in the CRM',
    tradeOff: 'whoever asks opens the Shopify admin',
    ours: 'samestory report answers a single question from Shopify’s own export, without any account',
  },
  {
    id: 'csv',
    name: 'a scheduled CSV',
    maintenance: 'very low',
    setUp: 'very low',
    fits: 'reports and periodic clean-up; the CRM is downstream of the sale',
    tradeOff: 'no live timeline',
    ours: 'available: samestory export and report, by hand or on a schedule',
  },
  {
    id: 'native',
    name: 'the CRM’s own native connector',
    maintenance: 'low to moderate',
    setUp: 'low',
    fits: 'basic customers and orders with one map owner: enough for most stores',
    tradeOff: 'limited mapping and few rules; fails at routing, layered accounts and detailed events such as refunds',
    ours: 'not ours; samestory compare checks from outside whether it tells the truth (HubSpot)',
  },
  {
    id: 'direct',
    name: 'samestory, direct',
    maintenance: 'low while one person answers its messages; one small server to keep',
    setUp: 'moderate: an afternoon',
    fits: 'a team that acts on orders, refunds and shipments the same day, with one map owner',
    tradeOff: 'you run it yourself; one store into one HubSpot account',
    ours: 'available for HubSpot',
  },
  {
    id: 'direct-many',
    name: 'samestory with several destinations',
    maintenance: 'moderate: one more account and one more route to keep for each',
    setUp: 'moderate for each destination',
    fits: 'several storefronts, or orders that go by team, region or account type',
    tradeOff: 'every route is one more thing that can drift',
    ours: 'planned: today one service brings one store into one account',
  },
  {
    id: 'middleware',
    name: 'middleware',
    maintenance: 'moderate to high',
    setUp: 'moderate',
    fits: 'several systems for one order, retries, custom routing',
    tradeOff: 'more parts to watch; cancellations, refunds and later edits arrive only where somebody wired them',
    ours: 'not ours',
  },
  {
    id: 'custom',
    name: 'a custom build on samestory’s connector interface',
    maintenance: 'high',
    setUp: 'high',
    fits: 'layered accounts, custom objects, one order that makes several records',
    tradeOff: 'the highest burden of ownership: somebody has to maintain code',
    ours: 'limited: interface and conformance suite lie in the repository (src/connector); they are no published package yet',
  },
];

export function pathOf(id: PathId): Path {
  const found = paths.find((path) => path.id === id);
  if (found === undefined) throw new RangeError(`there is no path ${id}`);
  return found;
}

/** CRMs that this product can write to today; a test compares them with the connectors that exist. */
export const writableCrms: readonly Crm[] = ['hubspot'];

/**
 * First-party connectors for Shopify as of November 2026, from the vendors' pages: HubSpot Data Sync and Zoho's extension
 * exist; for the others none is known, which is no proof.
 */
const nativeConnectors: Readonly<Record<Crm, 'exists' | 'none known' | 'look'>> = {
  hubspot: 'exists',
  zoho: 'exists',
  salesforce: 'none known',
  pipedrive: 'none known',
  attio: 'none known',
  twenty: 'none known',
  other: 'look',
};

export function nativeConnectorOf(crm: Crm): 'exists' | 'none known' | 'look' {
  return nativeConnectors[crm];
}

/** Whether a path that is ours can be gone today, into this CRM. */
export function availabilityOf(path: PathId, crm: Crm): Availability {
  switch (path) {
    case 'direct':
      return writableCrms.includes(crm) ? 'available' : 'planned';
    case 'csv':
      return 'available';
    case 'direct-many':
      return 'planned';
    case 'custom':
      return 'limited';
    default:
      return 'not ours';
  }
}
