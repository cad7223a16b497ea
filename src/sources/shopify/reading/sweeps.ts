import type { RecordKind } from '../../../commerce/keys.ts';
import type { SweepName, Swept } from '../../../connector/source.ts';
import type { SourceContext } from '../context.ts';
import { mayRead } from '../documents/scopes.ts';
import { digits, digitsOfGid } from '../parse/ids.ts';
import * as listings from './listings.ts';
import { pages, pagesWithin } from './pages.ts';
import { isWithin, timeFilter } from './search.ts';

type Pages = AsyncGenerator<readonly Swept[]>;

/** Pages of records that may have changed in [from, to); a record that changed later as well is not held back. */
export function sweep(context: SourceContext, name: SweepName, from: Date, to: Date): Pages {
  switch (name) {
    case 'orders changed':
      return ordersChanged(context, from, to);
    case 'customers changed':
      return customersChanged(context, from, to);
    case 'returns':
      return returns(context, from);
    case 'deletions':
      return deletions(context, from, to);
    case 'companies':
      return companies(context);
  }
}

async function* ordersChanged(context: SourceContext, from: Date, to: Date): Pages {
  for await (const nodes of pagesWithin(context.client, listings.ordersChanged, { from, to }, 'live')) {
    yield nodes.map((node) => swept(context, 'order', node));
  }
}

const day = 86_400_000;

/** What the usual sweep spans (26 hours and its rhythm) with a day more at each end: one list is enough for it. */
const daysOfOneList = 5;

/**
 * The filter of customers matches whole days, of which time zone is not said: one day more is asked for at each end, newest
 * first, until a page is older than the window. After a longer absence the days are asked for one by one, so that no list
 * grows deeper than Shopify pages it.
 */
async function* customersChanged(context: SourceContext, from: Date, to: Date): Pages {
  const oldest = Math.floor(from.getTime() / day) * day - day;
  const end = Math.floor(to.getTime() / day) * day + 2 * day;
  const step = end - oldest <= daysOfOneList * day ? end - oldest : day;
  for (let start = end - step; start >= oldest; start -= step) {
    const filter = timeFilter('updated_at', { from: new Date(start), to: new Date(start + step) });
    for await (const nodes of pages(context.client, listings.customersChanged, filter, 'live')) {
      const recent = nodes.filter(({ updatedAt }) => isWithin(updatedAt, { from, to: null }));
      if (recent.length > 0) yield recent.map((node) => swept(context, 'customer', node));
      else return;
    }
  }
}

/**
 * Returns move neither `updatedAt` nor any other time of their order, so every order with returns is listed. Where the
 * scope shows the returns' own dates, orders whose returns ended before the window are left out.
 */
async function* returns(context: SourceContext, from: Date): Pages {
  const { client } = context;
  const everything = { from: null, to: null };
  if (!mayRead('Order.returns', context.connection().granted)) {
    for await (const nodes of pagesWithin(client, listings.ordersByReturnStatus, everything, 'live')) {
      const returned = nodes.filter(hasReturns);
      if (returned.length > 0) yield returned.map((node) => swept(context, 'order', node));
    }
    return;
  }
  for await (const nodes of pagesWithin(client, listings.ordersWithReturnDates, everything, 'live')) {
    const moving = nodes.filter(hasReturns).filter(({ returnStatus, returns: { nodes: dates } }) => {
      const times = dates.flatMap((dated) => [dated.createdAt, dated.closedAt, dated.requestApprovedAt]);
      const recent = times.some((time) => time !== null && isWithin(time, { from, to: null }));
      return returnStatus !== 'RETURNED' || recent;
    });
    if (moving.length > 0) yield moving.map((node) => swept(context, 'order', node));
  }
}

/** The filter leaves out orders without returns; where Shopify ignores it, we do. */
function hasReturns({ returnStatus }: { readonly returnStatus: string }): boolean {
  return returnStatus !== 'NO_RETURN';
}

async function* deletions(context: SourceContext, from: Date, to: Date): Pages {
  const kinds = [
    ['ORDER', 'order'],
    ['CUSTOMER', 'customer'],
  ] as const;
  for (const [subjectType, kind] of kinds) {
    const listing = listings.deletionsOf(subjectType);
    for await (const events of pagesWithin(context.client, listing, { from, to }, 'live')) {
      // Evidence cannot be taken back, so nothing is believed that the filter alone says.
      const sure = events.filter(
        (event) =>
          event.action === 'destroy' && event.subjectType === subjectType && isWithin(event.createdAt, { from, to }),
      );
      const gone = sure.flatMap((event) => destroyed(context, kind, event) ?? []);
      if (gone.length > 0) yield gone;
    }
  }
}

function destroyed(context: SourceContext, kind: RecordKind, event: listings.EventNode): Swept | null {
  const id = digitsOfGid(event.subjectId);
  if (id === null) return null;
  const key = { source: context.connection().source, kind, id };
  const at = new Date(event.createdAt);
  return {
    key,
    updatedAt: null,
    evidence: { key, fact: 'deleted', other: null, saidBy: 'events', deliveryId: null, at },
  };
}

async function* companies(context: SourceContext): Pages {
  const everything = { from: null, to: null };
  for await (const nodes of pagesWithin(context.client, listings.companiesListed, everything, 'backfill')) {
    yield nodes.map((node) => swept(context, 'company', node));
  }
}

function swept(context: SourceContext, kind: RecordKind, node: { id: string; updatedAt: string }): Swept {
  const key = { source: context.connection().source, kind, id: digits(node.id) };
  return { key, updatedAt: new Date(node.updatedAt) };
}
