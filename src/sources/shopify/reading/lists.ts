import { z } from 'zod';
import type { RecordKind } from '../../../commerce/keys.ts';
import type { Listed, Window } from '../../../connector/source.ts';
import type { SourceContext } from '../context.ts';
import * as documents from '../documents/lists.ts';
import type { CompaniesCountQuery, CustomersCountQuery, OrdersCountQuery } from '../documents.gen.ts';
import { digits } from '../parse/ids.ts';
import { companiesListed, customersListed, ordersListed } from './listings.ts';
import { pagesWithin, type TimedListing } from './pages.ts';
import { isWithin, timeFilter } from './search.ts';

export type ListedKind = 'order' | 'customer' | 'company';

/** Pages of everything whose business time lies in the window, exactly. */
export function list(context: SourceContext, kind: ListedKind, window: Window): AsyncGenerator<readonly Listed[]> {
  switch (kind) {
    case 'order':
      return listed(context, kind, ordersListed, window);
    case 'customer':
      return listed(context, kind, customersListed, window);
    case 'company':
      return listed(context, kind, companiesListed, window);
  }
}

async function* listed<Data, Node extends { readonly id: string; readonly updatedAt: string }>(
  context: SourceContext,
  kind: RecordKind,
  listing: TimedListing<Data, Node>,
  window: Window,
): AsyncGenerator<readonly Listed[]> {
  const { source } = context.connection();
  for await (const nodes of pagesWithin(context.client, listing, window, 'backfill')) {
    const exact = nodes.filter((node) => isWithin(listing.timeOf(node), window));
    if (exact.length === 0) continue;
    yield exact.map((node) => ({
      key: { source, kind, id: digits(node.id) },
      updatedAt: new Date(node.updatedAt),
      date: new Date(listing.timeOf(node)),
    }));
  }
}

const counted = z.object({ count: z.number().int().nonnegative(), precision: z.string() }).nullable();
const ordersCounted: z.ZodType<OrdersCountQuery> = z.object({ ordersCount: counted });
const customersCounted: z.ZodType<CustomersCountQuery> = z.object({ customersCount: counted });
const companiesCounted: z.ZodType<CompaniesCountQuery> = z.object({ companiesCount: counted });

/** What Shopify counts in the window; null where it only knows a lower bound, or cannot count a part of the companies. */
export async function count(context: SourceContext, kind: ListedKind, window: Window): Promise<number | null> {
  const { client } = context;
  if (kind === 'order') {
    const query = timeFilter(ordersListed.field, window);
    const { data } = await client.call(documents.ordersCount, { query }, ordersCounted, 'backfill');
    return exactly(data.ordersCount);
  }
  if (kind === 'customer') {
    const query = timeFilter(customersListed.field, window);
    const { data } = await client.call(documents.customersCount, { query }, customersCounted, 'backfill');
    return exactly(data.customersCount);
  }
  if (window.from !== null || window.to !== null) return null;
  const { data } = await client.call(documents.companiesCount, {}, companiesCounted, 'backfill');
  return exactly(data.companiesCount);
}

function exactly(answer: z.infer<typeof counted>): number | null {
  return answer?.precision === 'EXACT' ? answer.count : null;
}
