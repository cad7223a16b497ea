import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fullBalance } from '../src/sync/balance.ts';
import { releaseBrake } from '../src/sync/brake.ts';
import { acceptDelivery } from '../src/sync/intake.ts';
import { runPasses } from '../src/sync/lane.ts';
import { defaultPasses } from '../src/sync/pass.ts';
import { pause, pauseOf, resume } from '../src/sync/pause.ts';
import { sweepNow } from '../src/sync/sweeps.ts';
import type { BalanceReport } from '../src/sync/types.ts';
import { withLane } from '../src/sync/with-lane.ts';
import type { World } from './support/world.ts';
import { newCustomer, newOrder, openWorld, shopNumber } from './support/world.ts';

function destinationOf(world: World): string {
  return world.route.destinationAccount.destination;
}

function rowOf(report: BalanceReport, kind: 'customer' | 'order') {
  const row = report.balance.find((one) => one.kind === kind);
  assert.ok(row);
  return row;
}

/** Calls that could change something in the CRM, counted there. */
function writeCalls(world: World): number {
  return world.crm.counters.read().writes;
}

describe('the brake', () => {
  const people = 600;
  const edited = 'Bulk';
  let world: World;
  before(async () => {
    world = await openWorld({ crm: { searchLagMs: 0 } });
    const ids = Array.from({ length: people }, (_, index) =>
      world.store.store.createCustomer(newCustomer({ email: `buyer${index}@example.com`, phone: null })),
    );
    await world.touch(...ids.map((id) => ['customer', id] as const));
    await world.work();
    const user = world.crm.account.asUser(77);
    for (const { id } of world.crm.account.read.records('contacts')) user.update('contacts', id, { firstname: edited });
  });
  after(() => world.close());

  const stillEdited = () => world.crm.account.read.findBy('contacts', 'firstname', edited).length;

  it('does not count what is made: a whole shop can come in', async () => {
    assert.equal(world.crm.account.read.count('contacts'), people);
    assert.equal(await pauseOf(world.ledger, destinationOf(world)), null);
  });

  it('stops a rewrite of 600 contacts that nobody planned before 500 are rewritten, and says why', async () => {
    const report = await fullBalance(world.route, { repair: true });
    assert.equal(rowOf(report, 'customer').waiting, people);
    await world.work();
    assert.ok(stillEdited() >= people - 500, `${stillEdited()} of ${people} are still as they were edited`);
    const stopped = await pauseOf(world.ledger, destinationOf(world));
    assert.equal(stopped?.by, 'brake');
    assert.match(stopped?.reason ?? '', /600 contacts would have been rewritten within an hour, more than 500/);
  });

  it('lets nothing through until a person has looked', async () => {
    const [writes, left] = [writeCalls(world), stillEdited()];
    await world.work();
    await fullBalance(world.route, { repair: true });
    await world.work();
    assert.equal(writeCalls(world), writes);
    assert.equal(stillEdited(), left);
  });

  it('lets it happen when a person says so, and everything matches', async () => {
    await releaseBrake(world.route);
    await resume(world.ledger, destinationOf(world));
    await world.work();
    assert.equal(stillEdited(), 0);
    const row = rowOf(await fullBalance(world.route, { repair: true }), 'customer');
    assert.equal(row.matching, people);
    assert.equal(await pauseOf(world.ledger, destinationOf(world)), null);
  });
});

describe('a pause', () => {
  let world: World;
  let orderId: string;
  before(async () => {
    world = await openWorld({ crm: { searchLagMs: 0 } });
    const customerId = world.store.store.createCustomer(newCustomer());
    orderId = world.store.store.createOrder(newOrder({ customerId }));
    await world.touch(['order', orderId]);
    await world.work();
    const since = new Date();
    await pause(world.ledger, destinationOf(world), { since, by: 'a person', reason: 'a migration in the CRM' });
  });
  after(() => world.close());

  it('writes nothing while webhooks and sweeps go on, and a run of passes ends instead of waiting', async () => {
    const writes = writeCalls(world);
    const at = new Date();
    world.store.store.refund(orderId, { at, lines: [{ line: 0, quantity: 1 }], amount: '50.00', restock: 'RETURN' });
    const swept = world.store.store.createOrder(newOrder({ email: 'new@example.com', createdAt: at }));
    const context = { ...world.route, lane: destinationOf(world), sourceId: shopNumber, debounceMs: 0 };
    await acceptDelivery(context, {
      status: 'signed',
      deliveryId: 'delivery-1',
      topic: 'orders/updated',
      triggeredAt: at,
      known: true,
      keys: [{ source: shopNumber, kind: 'order', id: orderId }],
      evidence: [],
      problem: null,
    });
    const timing = { ...world.route.timing, searchLagMs: -1_000 };
    assert.ok((await sweepNow({ ...world.route, timing }, 'orders changed')) >= 1);
    const { ready } = await world.ledger.dueSummary({
      lane: destinationOf(world),
      source: shopNumber,
      now: new Date(),
    });
    assert.equal(ready, 2);
    await world.work();
    await world.work();
    assert.equal(writeCalls(world), writes);
    assert.equal(world.crm.account.read.findBy('orders', 'samestory_key', `${shopNumber}/order/${swept}`).length, 0);
    const report = await fullBalance(world.route, { repair: true });
    assert.equal(writeCalls(world), writes);
    assert.equal(rowOf(report, 'order').matching, 0);
  });

  it('is over with one word, and then everything matches', async () => {
    await resume(world.ledger, destinationOf(world));
    await world.work();
    const report = await fullBalance(world.route, { repair: true });
    assert.equal(rowOf(report, 'order').matching, 2);
    assert.equal(rowOf(report, 'order').unseen, 0);
    assert.equal(report.money[0]?.orders.different, 0);
  });

  it('lets a batch that was under way settle, and holds the rest', async () => {
    const ids = Array.from({ length: 250 }, (_, index) =>
      world.store.store.createCustomer(newCustomer({ email: `mass${index}@example.com`, phone: null })),
    );
    await world.touch(...ids.map((id) => ['customer', id] as const));
    const made = () => world.crm.account.read.records('contacts').length;
    const before = made();
    const route = { ...world.route, passes: { ...defaultPasses, keys: 200, historyKeys: 200, atOnce: 1 } };
    const running = withLane(route, 'test', (lane) => runPasses(route, lane, {}));
    while (made() === before) await world.route.clock.sleep(1);
    await pause(world.ledger, destinationOf(world), { since: new Date(), by: 'a person', reason: 'stop' });
    await running;
    const { length } = await world.ledger.unsettled({ destination: destinationOf(world) });
    assert.equal(length, 0);
    assert.ok(made() < before + ids.length, 'a pass of 200 ends, the next one does not begin');
    await resume(world.ledger, destinationOf(world));
    await world.work();
    assert.equal(made(), before + ids.length);
  });
});
