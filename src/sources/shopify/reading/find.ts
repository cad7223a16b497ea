import { z } from 'zod';
import type { FoundOrder } from '../../../connector/source.ts';
import type { SourceContext } from '../context.ts';
import { ordersByName } from '../documents/lists.ts';
import type { OrdersByNameQuery } from '../documents.gen.ts';
import { digits } from '../parse/ids.ts';
import { instant, pageInfo } from '../parse/nodes.ts';
import { readByIds } from './by-ids.ts';
import { type Listing, pages } from './pages.ts';
import { nameFilter } from './search.ts';

const listing: Listing<OrdersByNameQuery, OrdersByNameQuery['orders']['nodes'][number]> = {
  operation: ordersByName,
  schema: z.object({
    orders: z.object({
      nodes: z.array(z.object({ id: z.string(), name: z.string(), processedAt: instant })),
      pageInfo,
    }),
  }),
  page: ({ orders }) => orders,
  first: 50,
};

/** A number this long is one of Shopify's own ids rather than an order's name. */
const idPattern = /^\d{8,}$/;

/**
 * Orders that go by this name ('#1001', '1001', 'EX-1001') or numeric id. Shopify's search matches parts of names, so
 * what it answers is compared again. Search lags: an order of the last seconds may not be found yet.
 */
export async function findOrders(context: SourceContext, text: string): Promise<readonly FoundOrder[]> {
  const { source } = context.connection();
  const wanted = plainName(text);
  const filter = nameFilter(wanted);
  const found: FoundOrder[] = [];
  if (filter !== null) {
    for await (const nodes of pages(context.client, listing, filter, 'live')) {
      for (const { id, name, processedAt } of nodes) {
        if (plainName(name) !== wanted) continue;
        found.push({ key: { source, kind: 'order', id: digits(id) }, name, date: new Date(processedAt) });
      }
    }
  }
  if (found.length > 0 || !idPattern.test(wanted)) return found;
  const looks = await readByIds(context, 'order', [wanted], 'live');
  return looks.flatMap(({ key, snapshot }) =>
    snapshot?.kind === 'order' ? [{ key, name: snapshot.name, date: new Date(snapshot.processedAt) }] : [],
  );
}

/** People write '#1001' and '1001', and capitals as they like. */
function plainName(text: string): string {
  return text.trim().replace(/^#/, '').toLowerCase();
}
