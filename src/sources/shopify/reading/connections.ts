import { z } from 'zod';
import { ConnectorError } from '../../../connector/failure.ts';
import type { Answered, ShopifyClient } from '../client/client.ts';
import type { Priority } from '../client/pacer.ts';
import { orderLineItemsPage, orderReturnsPage } from '../documents/records.ts';
import type { OrderLineItemsPageQuery, OrderReturnsPageQuery } from '../documents.gen.ts';
import { lineItemsPage, type OrderNode, returnsPage } from '../parse/nodes.ts';
import type { PageOf } from './pages.ts';

const moreReturns: z.ZodType<OrderReturnsPageQuery> = z.object({
  order: z.object({ returns: returnsPage }).nullable(),
});
const moreLineItems: z.ZodType<OrderLineItemsPageQuery> = z.object({
  order: z.object({ lineItems: lineItemsPage }).nullable(),
});

/** The order with its returns and line items paged to the end; an order may have hundreds of lines. */
export async function withWholeConnections(
  client: ShopifyClient,
  order: OrderNode,
  priority: Priority,
): Promise<OrderNode> {
  const { id } = order;
  return {
    ...order,
    ...(order.returns && {
      returns: await whole(order.returns, async (after) => {
        const answer = await client.call(orderReturnsPage, { id, after }, moreReturns, priority);
        return stillThere(answer).returns;
      }),
    }),
    ...(order.lineItems && {
      lineItems: await whole(order.lineItems, async (after) => {
        const answer = await client.call(orderLineItemsPage, { id, after }, moreLineItems, priority);
        return stillThere(answer).lineItems;
      }),
    }),
  };
}

/** An order that vanishes between two of its pages is looked at again as a whole, later. */
function stillThere<T>({ data: { order } }: Answered<{ readonly order: T | null }>): T {
  if (order !== null) return order;
  throw new ConnectorError({
    class: 'transient',
    code: 'CHANGED_MEANWHILE',
    message: 'the order was not shown any more while its parts were read',
  });
}

async function whole<Node>(start: PageOf<Node>, next: (after: string) => Promise<PageOf<Node>>): Promise<PageOf<Node>> {
  const nodes = [...start.nodes];
  let page = start;
  while (page.pageInfo.hasNextPage && page.pageInfo.endCursor !== null) {
    page = await next(page.pageInfo.endCursor);
    nodes.push(...page.nodes);
  }
  return { nodes, pageInfo: { hasNextPage: false, endCursor: null } };
}
