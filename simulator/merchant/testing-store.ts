import type { Clock } from '../../src/lib/clock.ts';
import { createStore, type Store } from '../store/store.ts';

/** A real simulated store for tests of what acts on one; its clock stands still. */
export function testStore(now: Date, currency = 'CAD'): Store {
  const clock: Clock = { now: () => now, sleep: async () => undefined };
  return createStore({
    shop: {
      number: '1',
      name: 'Harbor Goods',
      myshopifyDomain: 'harbor-goods.myshopify.com',
      currency,
      timeZone: 'America/Toronto',
      plan: 'standard',
    },
    clock,
    scopes: new Set(['read_customer_merge']),
    fulfillmentEventsMoveOrder: false,
  });
}
