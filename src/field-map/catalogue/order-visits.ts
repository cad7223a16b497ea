import type { Order, Visit } from '../../commerce/order.ts';
import type { OrderEntry } from './entry.ts';
import { orderEntry } from './order-entry.ts';

interface VisitPart {
  readonly name: string;
  readonly words: string;
  readonly member: string;
  readonly read: (visit: Visit) => string | null;
  readonly shape?: Pick<OrderEntry, 'type' | 'unit'>;
}

const parts: readonly VisitPart[] = [
  {
    name: 'at',
    words: 'time',
    member: 'occurredAt',
    read: (visit) => visit.occurredAt,
    shape: { type: 'datetime', unit: 'a moment' },
  },
  { name: 'source', words: 'source', member: 'source', read: (visit) => visit.source },
  { name: 'referrer', words: 'referring page', member: 'referrerUrl', read: (visit) => visit.referrerUrl },
  { name: 'landing_page', words: 'landing page', member: 'landingPage', read: (visit) => visit.landingPage },
  { name: 'utm_source', words: 'campaign source', member: 'utmParameters.source', read: (visit) => visit.utmSource },
  { name: 'utm_medium', words: 'campaign medium', member: 'utmParameters.medium', read: (visit) => visit.utmMedium },
  { name: 'utm_campaign', words: 'campaign', member: 'utmParameters.campaign', read: (visit) => visit.utmCampaign },
  {
    name: 'utm_content',
    words: 'campaign content',
    member: 'utmParameters.content',
    read: (visit) => visit.utmContent,
  },
  { name: 'utm_term', words: 'campaign term', member: 'utmParameters.term', read: (visit) => visit.utmTerm },
];

function visitEntry(which: 'first' | 'last', { name, words, member, read, shape }: VisitPart): OrderEntry {
  const title = which === 'first' ? 'First visit' : 'Last visit';
  const rule =
    which === 'first' ? 'the earliest that Shopify ever showed; never overwritten' : 'as Shopify shows it now';
  return orderEntry({
    name: `order.${which}_visit_${name}`,
    label: `${title}: ${words}`,
    ...(shape ?? { type: 'text' }),
    meaning: `What Shopify saw of the ${which} visit that led to the order: ${words}.`,
    from: `Shopify: customerJourneySummary.${which}Visit.${member}`,
    formula: `${rule}; filled in when Shopify has finished attributing`,
    // A landing page may carry a click's number.
    privacy: 'personal',
    minimumOf: [],
    reads: ['acquisition'],
    value: (order: Order) => {
      const visit = order.acquisition?.[which] ?? null;
      return visit === null ? null : read(visit);
    },
  });
}

/** What Shopify saw of how the buyer came: evidence. What marketing makes of it is marketing's. */
export const visitEntries: readonly OrderEntry[] = (['first', 'last'] as const).flatMap((which) =>
  parts.map((part) => visitEntry(which, part)),
);
