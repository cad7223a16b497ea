import type { WorkKey } from '../commerce/keys.ts';
import type { Evidence } from '../connector/source.ts';
import { chunk } from '../lib/chunk.ts';
import { buyerOf } from './facts.ts';
import type { Route } from './types.ts';

const readAtOnce = 100;

/**
 * A customer that Shopify does not show any more, and nobody said why. Where all orders that were theirs now name one
 * other customer, that is a merge whose webhook never came (Shopify docs: a merge moves the orders without an event of
 * their own). Null = it cannot be told. Throws ConnectorError when the store cannot be read.
 */
export async function inferMerge(route: Route, vanished: WorkKey): Promise<Evidence | null> {
  const orders = await route.ledger.ordersOnceOf({ buyer: vanished });
  const moved = orders.map(({ buyer }) => buyer);
  // Orders that were not looked at since, for instance because they lie before what belongs to the CRM.
  const left = await route.ledger.ordersOfBuyers({ buyers: [vanished] });
  for (const part of chunk(left, readAtOnce)) {
    const looks = await route.source.read(
      'order',
      part.map(({ key }) => key.id),
    );
    for (const { snapshot } of looks) if (snapshot?.kind === 'order') moved.push(buyerOf(snapshot));
  }
  const survivors = new Map(moved.map((buyer) => [buyer?.kind === 'customer' ? buyer.id : null, buyer]));
  const [only, ...others] = survivors.values();
  // Orders that name nobody any more speak of a deletion, and those of several people of something else.
  if (only?.kind !== 'customer' || only.id === vanished.id || others.length > 0) return null;
  const at = route.clock.now();
  return { key: vanished, fact: 'merged into', other: only, saidBy: 'its orders changed hands', deliveryId: null, at };
}
