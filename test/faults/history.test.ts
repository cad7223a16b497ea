import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { allFaults } from '../../simulator/faults/catalogue.ts';
import { backfill } from '../../src/sync/backfill.ts';
import { cutoffSetting, writeInstant } from '../../src/sync/settings.ts';
import { withLane } from '../../src/sync/with-lane.ts';
import { newCustomer, newOrder } from '../support/world.ts';
import { comesTrue, type FaultWorld, heal, openFaultWorld, parked, strikes } from './world.ts';

const dayMs = 86_400_000;
let made = 0;

/** Forty-four orders and some customers of last month, one an hour. */
function lastMonth({ truth, clock }: FaultWorld): Date {
  const begin = clock.now().getTime() - 35 * dayMs;
  const at = (hour: number) => new Date(Math.floor(begin / 1000) * 1000 + hour * 3_600_000);
  for (let hour = 0; hour < 44; hour += 1) {
    made += 1;
    const email = `past${made}@example.com`;
    const createdAt = at(hour);
    const customerId =
      hour % 2 === 0 ? truth.store.createCustomer(newCustomer({ email, phone: null, createdAt })) : null;
    truth.store.createOrder(newOrder({ customerId, email, createdAt }));
  }
  return new Date(begin - dayMs);
}

/** Imports everything since the instant, as the command does. */
async function importHistory(world: FaultWorld, since: Date): Promise<number> {
  const { route } = world;
  await writeInstant(
    route.ledger,
    cutoffSetting(route.destinationAccount.destination, route.sourceAccount.source),
    world.clock.now(),
  );
  let orders = 0;
  await withLane(route, 'test', (lane) =>
    backfill(route, lane, {
      since,
      onProgress: () => undefined,
      onMonth: (month) => {
        orders += month.orders;
      },
    }),
  );
  return orders;
}

const bulk = allFaults.filter(({ name }) => name.startsWith('shopify-bulk-'));

describe('history goes on after what bulk operations do', () => {
  let world: FaultWorld;
  let since: Date;
  before(async () => {
    world = await openFaultWorld({ store: { bulkDelayMs: 400 } });
  });
  after(() => world.close());

  for (const { name, promise } of bulk) {
    it(`${name}: ${promise}`, async () => {
      since = lastMonth(world);
      const all = world.store.store.state.orders.size;
      // One of the operations for customers, one of those for orders, in whichever order they start.
      world.store.named.arm([{ fault: name, times: name === 'shopify-bulk-busy' ? 3 : 2 }]);
      const orders = await importHistory(world, since);
      assert.ok(strikes(world, name) >= 2, `${name} never struck`);
      assert.equal(orders, all, 'every order of the months is read, and none is counted twice');
      heal(world);
      await comesTrue(world, 2);
      assert.deepEqual(await parked(world), []);
    });
  }

  it('ends with a message when every operation fails, and goes on from there when it is run again', async () => {
    since = lastMonth(world);
    world.store.named.arm([{ fault: 'shopify-bulk-expired', times: 20 }]);
    await assert.rejects(importHistory(world, since), /the bulk operation ended as EXPIRED/);
    heal(world);
    await importHistory(world, since);
    await comesTrue(world, 2);
  });

  it('survives a filter that one operation ignores, in orders and in customers', async () => {
    since = lastMonth(world);
    world.truth.store.createOrder(
      newOrder({ email: 'long.ago@example.com', createdAt: new Date(world.clock.now().getTime() - 300 * dayMs) }),
    );
    world.store.named.arm([{ fault: 'shopify-filter-ignored', times: 3 }]);
    await importHistory(world, since);
    assert.equal(strikes(world, 'shopify-filter-ignored'), 3);
    const { orders } = world.hands.seen();
    assert.equal(orders.length, world.store.store.state.orders.size - 1, 'what was not asked for is not imported');
  });
});
