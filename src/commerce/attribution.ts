import type { Order, Visit } from './order.ts';
import type { BuyersOrder } from './repeat-signals.ts';

/** The earlier of two first visits: what Shopify saw first may move back in time, never forward, and never goes away. */
function earlier(left: Visit | null, right: Visit | null): Visit | null {
  if (left === null || right === null) return left ?? right;
  return Date.parse(right.occurredAt) < Date.parse(left.occurredAt) ? right : left;
}

/**
 * The order with the first visit that was seen of it before: Shopify may show none any more, or a later one, and what it
 * saw first is evidence all the same.
 */
export function withFirstVisit(order: Order, remembered: Visit | null): Order {
  if (order.acquisition === undefined || remembered === null) return order;
  const { ready = true, first = null, last = null } = order.acquisition ?? {};
  return { ...order, acquisition: { ready, first: earlier(remembered, first), last } };
}

/**
 * The first visit that Shopify saw of a buyer, over all orders, whatever became of them: how somebody was found stays
 * true when the order is cancelled. Test orders say nothing. Older orders that come later may move it back in time.
 */
export function firstTouch(orders: readonly BuyersOrder[]): Visit | null {
  let first: Visit | null = null;
  for (const { test, firstVisit } of orders) if (!test) first = earlier(first, firstVisit);
  return first;
}
