import type { WorkKey } from '../commerce/keys.ts';
import type { Evidence } from '../connector/source.ts';
import type { Route } from './types.ts';

/**
 * A customer that Shopify does not show any more, and nobody said why. Where all orders that were theirs now name one
 * other customer, that is a merge whose webhook never came (Shopify docs: a merge moves the orders without an event of
 * their own). Null = it cannot be told.
 */
export async function inferMerge(route: Route, vanished: WorkKey): Promise<Evidence | null> {
  const orders = await route.ledger.ordersOnceOf({ buyer: vanished });
  const left = await route.ledger.ordersOfBuyers({ buyers: [vanished] });
  const survivors = new Map<string, WorkKey>();
  for (const { buyer } of orders) if (buyer?.kind === 'customer') survivors.set(buyer.id, buyer);
  const [only, ...others] = survivors.values();
  if (only === undefined || others.length > 0 || left.length > 0) return null;
  const at = route.clock.now();
  return { key: vanished, fact: 'merged into', other: only, saidBy: 'its orders changed hands', deliveryId: null, at };
}
