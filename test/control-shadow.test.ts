import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { runLane, runPasses } from '../src/sync/lane.ts';
import { shadowCounts } from '../src/sync/shadow.ts';
import type { Route } from '../src/sync/types.ts';
import { withLane } from '../src/sync/with-lane.ts';
import { newCustomer, newOrder, openWorld, shopNumber, type World } from './support/world.ts';

describe('a route in shadow', () => {
  let world: World;
  let shadow: Route;
  let kept: string;
  let deleted: string;
  before(async () => {
    world = await openWorld();
    world.crm.account.asUser(77).create('contacts', { email: 'known@example.com', firstname: 'Known' });
    shadow = { ...world.route, shadow: true };
    const buyer = world.store.store.createCustomer(newCustomer());
    kept = world.store.store.createOrder(newOrder({ customerId: buyer }));
    deleted = world.store.store.createOrder(newOrder({ customerId: buyer }));
    await world.touch(['order', kept], ['order', deleted]);
    await world.work();
  });
  after(() => world.close());

  const plan = () => withLane(shadow, 'shadow', (lane) => runPasses(shadow, lane, {}));
  const counted = async () => {
    const counters = await world.ledger.counters({ destination: world.route.destinationAccount.destination });
    return shadowCounts(counters).map(({ object, act, records }) => `${act} ${records} ${object}`);
  };

  it('plans and counts what it would do, and leaves the CRM as it is', async () => {
    const { store } = world.store;
    const known = store.createCustomer(newCustomer({ email: 'known@example.com', phone: null }));
    const orders = [
      store.createOrder(newOrder({ customerId: known, email: 'known@example.com' })),
      store.createOrder(newOrder({ email: 'guest@example.com' })),
      store.createOrder(newOrder({ email: 'guest@example.com' })),
    ];
    store.refund(kept, { at: new Date(), lines: [{ line: 0, quantity: 1 }], amount: '50.00', restock: 'RETURN' });
    store.deleteOrder(deleted, new Date());
    await world.ledger.enqueue({
      lane: world.route.destinationAccount.destination,
      keys: [],
      evidence: [
        {
          key: { source: shopNumber, kind: 'order', id: deleted },
          fact: 'deleted',
          other: null,
          saidBy: 'test',
          deliveryId: null,
          at: new Date(),
        },
      ],
      delivery: null,
    });
    const before = world.crm.counters.read().writes;
    await world.touch(...[kept, deleted, ...orders].map((id) => ['order', id] as const));
    const report = await plan();
    assert.equal(world.crm.counters.read().writes, before);
    assert.deepEqual([report.created, report.updated, report.linked, report.failed], [0, 0, 0, 0]);
    assert.deepEqual(await counted(), [
      'create 1 contact',
      'take over 1 contact',
      'create 3 order',
      'update 1 order',
      'archive 1 order',
    ]);
  });

  it('does it all, once, when it starts without shadow', async () => {
    const stop = new AbortController();
    let quiet = 0;
    await runLane(world.route, {
      holder: 'service',
      signal: stop.signal,
      betweenPasses: async () => {
        const summary = await world.ledger.dueSummary({
          lane: world.route.destinationAccount.destination,
          source: world.route.sourceAccount.source,
          now: new Date(),
        });
        quiet = summary.ready === 0 ? quiet + 1 : 0;
        if (quiet > 5) stop.abort();
      },
    });
    assert.deepEqual(await counted(), []);
    const { read } = world.crm.account;
    assert.equal(read.count('orders'), 4);
    assert.equal(read.findBy('contacts', 'email', 'guest@example.com').length, 1);
    assert.equal(read.findBy('contacts', 'email', 'known@example.com')[0]?.links().length, 1);
    assert.equal(
      read.findBy('orders', 'samestory_key', `${shopNumber}/order/${kept}`)[0]?.properties['hs_total_price'],
      '75',
    );
    assert.equal(read.findBy('orders', 'samestory_key', `${shopNumber}/order/${deleted}`).length, 0);
  });
});
