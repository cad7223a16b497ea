import { firstTouch } from '../../commerce/attribution.ts';
import type { Visit } from '../../commerce/order.ts';
import { type RepeatSignals, repeatSignals } from '../../commerce/repeat-signals.ts';
import type { FieldValue, Person } from '../types.ts';
import type { ContactEntry } from './entry.ts';

type Told = Pick<ContactEntry, 'name' | 'label' | 'type' | 'unit' | 'meaning' | 'from' | 'formula'>;

const never = 'test, cancelled and voided orders never count';

function signal(entry: Told, value: (signals: RepeatSignals) => FieldValue): ContactEntry {
  return {
    object: 'contact',
    scopes: ['read_customers', 'read_orders'],
    owner: 'shopify',
    privacy: 'personal',
    minimumOf: ['dtc'],
    reads: ['orders'],
    value: (person: Person) => value(repeatSignals(person.orders)),
    ...entry,
  };
}

/** What the orders of one person add up to, over all their records and stores, as far as the history in the CRM goes. */
export const repeatEntries: readonly ContactEntry[] = [
  signal(
    {
      name: 'contact.first_order_at',
      label: 'First order',
      type: 'datetime',
      unit: 'a moment',
      meaning: 'When this person ordered first, as far back as orders are in the CRM.',
      from: 'Shopify: Order.processedAt of all orders of the person',
      formula: `the earliest; ${never}`,
    },
    ({ firstOrderAt }) => firstOrderAt,
  ),
  signal(
    {
      name: 'contact.last_order_at',
      label: 'Last order',
      type: 'datetime',
      unit: 'a moment',
      meaning: 'When this person last ordered something that was not refunded in full.',
      from: 'Shopify: Order.processedAt of all orders of the person',
      formula: `the latest; ${never}; an order whose money went back in full does not move it`,
    },
    ({ lastOrderAt }) => lastOrderAt,
  ),
  signal(
    {
      name: 'contact.order_count',
      label: 'Orders',
      type: 'number',
      unit: 'orders',
      meaning: 'How many orders this person has placed, as far back as orders are in the CRM.',
      from: 'Shopify: all orders of the person',
      formula: `counted; ${never}; an order that was refunded later stays counted`,
    },
    ({ orders }) => String(orders),
  ),
  signal(
    {
      name: 'contact.net_spent',
      label: 'Net spent',
      type: 'money',
      unit: 'the currency in Net spent currency',
      meaning: 'What this person paid and did not get back; empty where they paid in several currencies.',
      from: 'Shopify: netPaymentSet of all orders of the person, presentment currency',
      formula: `sum in one currency, else left out; ${never}`,
    },
    ({ netSpent }) => netSpent?.amount ?? null,
  ),
  signal(
    {
      name: 'contact.net_spent_currency',
      label: 'Net spent currency',
      type: 'text',
      meaning: 'Currency of Net spent; where there are several they are named here and Net spent is empty.',
      from: 'Shopify: Order.presentmentCurrencyCode of all orders of the person',
      formula: `the one currency, else "several" and their names; ${never}`,
    },
    ({ currencies }) => (currencies.length > 1 ? `several: ${currencies.join(', ')}` : (currencies[0] ?? null)),
  ),
  signal(
    {
      name: 'contact.usual_gap_days',
      label: 'Usual days between orders',
      type: 'number',
      unit: 'days',
      meaning:
        'Half of the times, this person ordered again within so many days. Empty before the second day with an order.',
      from: 'Shopify: Order.processedAt of all orders of the person',
      formula: `median of the days from one order to the next, by day in the time zone of the shop; orders of one day are one; ${never}, nor orders whose money went back in full`,
    },
    ({ usualGapDays }) => (usualGapDays === null ? null : String(usualGapDays)),
  ),
];

const earliest = 'of the earliest first visit over all orders of the person; it may move back in time, never forward';

function touch(
  name: string,
  label: string,
  meaning: string,
  member: string,
  value: (visit: Visit) => FieldValue,
  more: Partial<Pick<ContactEntry, 'type' | 'unit'>> = {},
): ContactEntry {
  return {
    object: 'contact',
    name: `contact.first_touch_${name}`,
    label,
    type: 'text',
    meaning,
    from: `Shopify: customerJourneySummary.firstVisit.${member}`,
    formula: earliest,
    scopes: ['read_customers', 'read_orders'],
    owner: 'shopify',
    privacy: 'personal',
    minimumOf: [],
    reads: ['orders', 'acquisition'],
    value: (person: Person) => {
      const visit = firstTouch(person.orders);
      return visit === null ? null : value(visit);
    },
    ...more,
  };
}

/** How Shopify saw this person come for the first time: evidence, which nothing overwrites. */
export const firstTouchEntries: readonly ContactEntry[] = [
  touch(
    'at',
    'First visit',
    'When Shopify first saw this person in the store.',
    'occurredAt',
    ({ occurredAt }) => occurredAt,
    { type: 'datetime', unit: 'a moment' },
  ),
  touch(
    'source',
    'First visit: source',
    'Where the first visit came from: direct, a website, an app.',
    'source',
    ({ source }) => source,
  ),
  touch(
    'utm_source',
    'First visit: campaign source',
    'Campaign source (utm_source) of the first visit.',
    'utmParameters.source',
    (visit) => visit.utmSource,
  ),
  touch(
    'utm_medium',
    'First visit: campaign medium',
    'Campaign medium (utm_medium) of the first visit.',
    'utmParameters.medium',
    (visit) => visit.utmMedium,
  ),
  touch(
    'utm_campaign',
    'First visit: campaign',
    'Campaign (utm_campaign) of the first visit.',
    'utmParameters.campaign',
    (visit) => visit.utmCampaign,
  ),
];

/** What marketing calls it: declared, so that everybody knows whose it is, and never written. */
export const marketingEntries: readonly ContactEntry[] = [
  {
    object: 'contact',
    name: 'contact.original_source',
    label: 'Original source',
    type: 'text',
    meaning: "Marketing's own word for where this person came from.",
    from: 'marketing alone',
    formula: 'none: marketing decides it',
    scopes: [],
    owner: 'marketing',
    privacy: 'personal',
    minimumOf: [],
  },
  {
    object: 'contact',
    name: 'contact.campaign',
    label: 'Campaign',
    type: 'text',
    meaning: "Marketing's own label of the campaign that won this person.",
    from: 'marketing alone',
    formula: 'none: marketing decides it',
    scopes: [],
    owner: 'marketing',
    privacy: 'personal',
    minimumOf: [],
  },
];
