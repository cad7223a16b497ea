import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Ledger } from '../src/ledger/contract.ts';
import { fullBalance } from '../src/sync/balance.ts';
import { explain } from '../src/sync/explain.ts';
import { runLane } from '../src/sync/lane.ts';
import { quickBalance } from '../src/sync/quick-balance.ts';
import type { Route } from '../src/sync/types.ts';
import { inAccountTurn, LaneTakenError, serviceLane, withLane } from '../src/sync/with-lane.ts';
import { openTemporaryLedger } from './ledger/temporary.ts';
import { mapOf } from './support/maps.ts';
import { contact } from './support/people.ts';
import { newCustomer, newOrder, openWorld, type World } from './support/world.ts';

const map = mapOf({ pattern: 'dtc' });
const paris = {
  number: '548380010',
  name: 'Paris',
  myshopifyDomain: 'paris.myshopify.com',
  currency: 'EUR',
  timeZone: 'Europe/Paris',
  plan: 'plus',
} as const;
/** Everything is looked for at once, because no webhook tells of anything here. */
const timing = { sweepOrdersMs: 200, sweepCustomersMs: 200, sweepReturnsMs: 1_000, sweepDeletionsMs: 1_000 };

describe('two stores with one ledger and one CRM account', () => {
  let ledger: Ledger;
  let berlin: World;
  let second: World;
  before(async () => {
    ledger = await openTemporaryLedger();
    berlin = await openWorld({ map, ledger, timing, takesTurns: true });
    second = await openWorld({ map, ledger, timing, takesTurns: true, account: berlin.crm, store: { shop: paris } });
  });
  after(async () => {
    await second.close();
    await berlin.close();
    await ledger.close();
  });

  const contacts = () => berlin.crm.account.read.records('contacts');
  const signals = (id: string) => {
    const { properties } = contact(berlin, id);
    return [properties['samestory_order_count'], properties['samestory_net_spent'] ?? ''];
  };

  it('add up what one buyer orders in both, while both services run', async () => {
    const inBerlin = berlin.store.store.createCustomer(newCustomer({ email: 'amy@example.com', phone: null }));
    const inParis = second.store.store.createCustomer(newCustomer({ email: 'Amy@example.com', phone: null }));
    for (let count = 0; count < 3; count += 1) {
      berlin.store.store.createOrder(newOrder({ customerId: inBerlin, createdAt: new Date() }));
      second.store.store.createOrder(newOrder({ customerId: inParis, createdAt: new Date() }));
    }
    const guest = second.store.store.createOrder(newOrder({ email: 'amy@example.com', createdAt: new Date() }));
    const stop = new AbortController();
    const running = [berlin, second].map(({ route }) =>
      runLane(route, { holder: route.sourceAccount.name, signal: stop.signal }),
    );
    await until(() => contacts().length === 1 && signals(contacts()[0]?.id ?? '')[0] === '7');
    const [amy] = contacts();
    assert.ok(amy);
    assert.deepEqual(signals(amy.id), ['7', '875']);
    second.store.store.refund(guest, { at: new Date(), lines: [], amount: '125.00', restock: 'NO_RESTOCK' });
    await until(() => signals(amy.id)[1] === '750');
    berlin.store.store.createOrder(newOrder({ customerId: inBerlin, createdAt: new Date() }));
    await until(() => signals(amy.id)[0] === '8');
    stop.abort(new Error('done'));
    await Promise.all(running);
    assert.deepEqual(signals(amy.id), ['8', '875']);
    assert.equal(contacts().length, 1);
    assert.equal(berlin.crm.account.read.records('orders').length, 8);
  });

  it('each prove their own part of it', async () => {
    for (const [world, orders] of [
      [berlin, 4],
      [second, 4],
    ] as const) {
      const report = await fullBalance(world.route, { repair: false });
      assert.deepEqual(report.differences, []);
      const row = report.balance.find(({ kind }) => kind === 'order');
      assert.deepEqual([row?.listed, row?.matching, row?.extra], [orders, orders, 0]);
      const quick = await quickBalance(world.route);
      assert.ok(quick.balance.every(({ source }) => source === world.route.sourceAccount.source));
      assert.equal(quick.balance.find(({ kind }) => kind === 'order')?.matching, orders);
    }
  });

  it('explain their own order of a name that both have', async () => {
    const [order, ...more] = await explain(second.route, '#1001');
    assert.deepEqual(more, []);
    assert.match(order?.keys[0] ?? '', /^548380010\/order\//);
    assert.match(order?.shopifyUrl ?? '', /orders\/\d+$/);
  });

  it('never write at the same time, and a turn within a turn is the same', async () => {
    let writing = 0;
    let turns = 0;
    const work = async () => {
      writing += 1;
      assert.equal(writing, 1);
      await new Promise((resolve) => setTimeout(resolve, 5));
      writing -= 1;
      turns += 1;
    };
    const takeTen = (route: Route) =>
      withLane(route, route.sourceAccount.name, async (lane) => {
        assert.throws(() => lane.epoch, /outside a turn/);
        for (let count = 0; count < 3; count += 1) {
          await inAccountTurn(lane, async () => {
            const { epoch } = lane;
            await inAccountTurn(lane, work);
            assert.equal(lane.epoch, epoch);
          });
        }
      });
    await Promise.all([takeTen(berlin.route), takeTen(second.route)]);
    assert.equal(turns, 6);
  });

  it('let each other work when one dies in its turn, after its lease', async () => {
    const { destination } = berlin.route.destinationAccount;
    const dead = await ledger.takeLane({ destination, holder: 'a process that was killed', leaseMs: 500 });
    assert.ok(dead.taken);
    const asked = Date.now();
    const epoch = await withLane(second.route, 'paris', (lane) => inAccountTurn(lane, async () => lane.epoch));
    assert.ok(epoch > dead.epoch);
    assert.ok(Date.now() - asked >= 300, 'waited for the lease');
  });

  it('are served by one process each', async () => {
    await withLane(berlin.route, 'first', async () => {
      await assert.rejects(
        withLane(berlin.route, 'second', async () => undefined),
        LaneTakenError,
      );
      await withLane(second.route, 'second', async () => undefined);
      const { holder } = await ledger.laneState({ destination: serviceLane(berlin.route) });
      assert.equal(holder, 'first');
    });
  });
});

async function until(holds: () => boolean): Promise<void> {
  const end = Date.now() + 60_000;
  while (!holds()) {
    assert.ok(Date.now() < end, 'it did not come to hold within a minute');
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}
