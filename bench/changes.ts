import type { HubSpotAccount } from '../simulator/hubspot/account.ts';
import { computeTotals } from '../simulator/store/state/totals.ts';
import type { Store } from '../simulator/store/store.ts';
import { systemClock } from '../src/lib/clock.ts';

/** An order that changed at a moment, in milliseconds. */
export interface Change {
  readonly order: string;
  readonly at: number;
}

/** Below this, in minor units, an order has not enough money for a refund of one unit of any currency. */
const enough = 1_000n;

/**
 * Gives a unit of money back for one order after the other, in an even rhythm. Rejects with RangeError where the store
 * has too few orders with money.
 */
export async function changeOrders(
  store: Store,
  currency: string,
  { perSecond, seconds }: { readonly perSecond: number; readonly seconds: number },
): Promise<Change[]> {
  const count = perSecond * seconds;
  const orders = [...store.state.orders.values()].filter((order) => {
    const { net } = computeTotals(order);
    // Orders that another system brought have a business date from before the history that is asked for.
    const own = order.processedAt >= order.createdAt;
    const plain = own && order.input.company === undefined && order.input.test !== true && order.cancelledAt === null;
    // A refund of its own makes the first one that the CRM shows the one that is waited for.
    return plain && order.refunds.length === 0 && order.input.presentmentCurrency === currency && net >= enough;
  });
  if (orders.length < count)
    throw new RangeError(`${count} changes need as many orders with money, and ${orders.length} are there`);
  const changes: Change[] = [];
  const begun = systemClock.now().getTime();
  for (const order of orders.slice(-count)) {
    const wait = begun + (changes.length * 1_000) / perSecond - systemClock.now().getTime();
    if (wait > 0) await systemClock.sleep(wait);
    const at = systemClock.now();
    store.refund(order.id, { at, lines: [], amount: '1', restock: 'NO_RESTOCK' });
    changes.push({ order: order.id, at: at.getTime() });
  }
  return changes;
}

/** From each change to the moment at which the CRM showed it, told from the CRM's own history. */
export function shownAfter(
  account: HubSpotAccount,
  shopNumber: string,
  changes: readonly Change[],
): { readonly milliseconds: readonly number[]; readonly open: number } {
  const byKey = new Map(account.read.records('orders').map((record) => [record.properties['samestory_key'], record]));
  const milliseconds = changes.flatMap(({ order, at }) => {
    const record = byKey.get(`${shopNumber}/order/${order}`);
    const name = record?.historyNames().find((property) => property.endsWith('refunded'));
    if (record === undefined || name === undefined) return [];
    const seen = record.history(name).findLast((entry) => entry.at >= at);
    return seen === undefined ? [] : [seen.at - at];
  });
  return { milliseconds, open: changes.length - milliseconds.length };
}
