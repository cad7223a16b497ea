import type { Random } from '../../src/lib/random.ts';
import type { NewOrder, NewVisit } from '../store/types.ts';

export interface SoldThrough {
  readonly sourceName: string;
  readonly channel: NewOrder['channel'];
  /** Shopify tracks visits only for orders of the online store and the sales channels that lead to it. */
  readonly tracked: boolean;
  readonly counter: boolean;
}

const onlineStore: SoldThrough = {
  sourceName: 'web',
  channel: { handle: 'web', displayName: 'Online Store' },
  tracked: true,
  counter: false,
};
export const pointOfSale: SoldThrough = {
  sourceName: 'pos',
  channel: { handle: 'pos', displayName: 'Point of Sale' },
  tracked: false,
  counter: true,
};
export const draftOrder: SoldThrough = {
  sourceName: 'shopify_draft_order',
  channel: { handle: 'draft_orders', displayName: 'Draft Orders' },
  tracked: false,
  counter: false,
};

/** An order's source may be the numeric id of the app that made it (Shopify docs: Order.sourceName). */
const others: readonly (SoldThrough & { readonly weight: number })[] = [
  { ...pointOfSale, weight: 8 },
  { ...draftOrder, weight: 4 },
  {
    sourceName: '2329312',
    channel: { handle: 'facebook', displayName: 'Facebook & Instagram' },
    tracked: true,
    counter: false,
    weight: 5,
  },
  {
    sourceName: '1780363',
    channel: { handle: 'google', displayName: 'Google & YouTube' },
    tracked: true,
    counter: false,
    weight: 4,
  },
  { sourceName: '3890849', channel: null, tracked: false, counter: false, weight: 3 },
  { sourceName: 'subscription_contract', channel: null, tracked: false, counter: false, weight: 2 },
];

export function soldThrough(random: Random): SoldThrough {
  let left = random.next() * 100;
  for (const channel of others) {
    left -= channel.weight;
    if (left < 0) return channel;
  }
  return onlineStore;
}

const campaigns = [
  {
    source: 'google',
    medium: 'cpc',
    campaign: 'brand-search',
    sourceName: 'Google',
    referrer: 'https://www.google.com/',
  },
  {
    source: 'facebook',
    medium: 'paid-social',
    campaign: 'autumn_lookbook',
    sourceName: 'Facebook',
    referrer: 'https://l.facebook.com/',
  },
  { source: 'newsletter', medium: 'email', campaign: 'Été 2026 – soldes', sourceName: 'direct', referrer: null },
  { source: 'instagram', medium: 'influencer', campaign: 'juniper+co', sourceName: 'Instagram', referrer: null },
] as const;

function visit(random: Random, at: Date): NewVisit {
  const campaign = random.chance(0.55) ? random.pick(campaigns) : null;
  if (!campaign) {
    const direct = random.chance(0.5);
    return {
      occurredAt: at,
      source: direct ? 'direct' : 'www.google.com',
      sourceType: direct ? null : 'SEO',
      referrerUrl: direct ? null : 'https://www.google.com/',
      landingPage: 'https://shop.example.com/',
      utm: null,
    };
  }
  const { source, medium, campaign: name } = campaign;
  const query = new URLSearchParams({ utm_source: source, utm_medium: medium, utm_campaign: name });
  return {
    occurredAt: at,
    source: campaign.sourceName,
    sourceType: null,
    referrerUrl: campaign.referrer,
    landingPage: `https://shop.example.com/collections/all?${query}`,
    utm: { source, medium, campaign: name },
  };
}

/** The visits before an order; null where Shopify has no journey (counter sales, drafts, apps, refused consent). */
export function journey(random: Random, through: SoldThrough, at: Date): NewOrder['journey'] {
  if (!through.tracked || random.chance(0.12)) return null;
  const last = visit(random, new Date(at.getTime() - (1 + random.int(50)) * 60_000));
  const first = random.chance(0.5)
    ? last
    : visit(random, new Date(last.occurredAt.getTime() - (1 + random.int(20)) * 86_400_000));
  return { readyAfterMs: random.pick([0, 2_000, 600_000]), first, last };
}
