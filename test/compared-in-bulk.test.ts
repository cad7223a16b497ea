import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ConnectorError } from '../src/connector/failure.ts';
import type { Source } from '../src/connector/source.ts';
import { backfill } from '../src/sync/backfill.ts';
import { fullBalance } from '../src/sync/balance.ts';
import { defaultPasses } from '../src/sync/pass.ts';
import type { Route } from '../src/sync/types.ts';
import { withLane } from '../src/sync/with-lane.ts';
import { createFastClock } from './support/fast-clock.ts';
import { rep } from './support/people.ts';
import { newCustomer, newOrder, openWorld, shopNumber, type World } from './support/world.ts';

const dayMs = 86_400_000;
const count = 30;

function inBulk(route: Route, source: Partial<Source> = {}): Route {
  return { ...route, source: { ...route.source, ...source }, passes: { ...defaultPasses, comparedInBulk: 10 } };
}

describe('a comparison of many records', () => {
  let world: World;
  let route: Route;
  const orders: string[] = [];
  before(async () => {
    world = await openWorld();
    route = inBulk(world.route);
    const { store } = world.store;
    for (let index = 0; index < count; index += 1) {
      const email = `b${index}@example.com`;
      const customerId = index % 3 === 0 ? null : store.createCustomer(newCustomer({ email, phone: null }));
      orders.push(store.createOrder(newOrder({ customerId, email })));
    }
    await world.touch(...orders.map((id) => ['order', id] as const));
    await world.work();
  });
  after(() => world.close());

  const record = (id = '') => {
    const [found] = world.crm.account.read.findBy('orders', 'samestory_key', `${shopNumber}/order/${id}`);
    assert.ok(found);
    return found;
  };

  it('has the store prepare its side, and reads no record by id', async () => {
    world.store.counters.reset();
    const { balance, inconclusive, money } = await fullBalance(route, { repair: false });
    const calls = world.store.counters.calls();
    assert.deepEqual([calls['BulkRun'], calls['OrdersByIds'], calls['CustomersByIds']], [2, undefined, undefined]);
    assert.equal(inconclusive, false);
    assert.deepEqual(
      balance.map(({ kind, listed, matching, inCrm }) => [kind, listed, matching, inCrm]),
      [
        ['customer', 20, 20, 20],
        ['guest', 10, 10, 10],
        ['order', count, count, count],
        ['company', 0, 0, 0],
      ],
    );
    assert.deepEqual(money[0]?.orders, { shopify: count, crm: count, different: 0 });
  });

  it('finds what a comparison of few records finds, and looks again at that alone', async () => {
    world.crm.account.asUser(rep).update('orders', record(orders[4]).id, { hs_total_price: '999' });
    world.store.counters.reset();
    const found = await fullBalance(route, { repair: false });
    assert.equal(world.store.counters.calls()['OrdersByIds'], 1);
    const few = await fullBalance(world.route, { repair: false });
    assert.deepEqual({ ...found, at: null }, { ...few, at: null });
    assert.deepEqual(
      found.differences.map(({ key }) => key.id),
      [orders[4]],
    );
    await fullBalance(route, { repair: true });
    await world.work();
    assert.notEqual(record(orders[4]).properties['hs_total_price'], '999');
  });

  it('is not misled by what changed on both sides while the store prepared its rows', async () => {
    let changed = false;
    const pollBulk: Source['pollBulk'] = async (ticket) => {
      const state = await world.route.source.pollBulk(ticket);
      if (ticket.kind === 'order' && state.state === 'completed' && !changed) {
        changed = true;
        const refund = { at: new Date(), lines: [], amount: '5.00', restock: 'NO_RESTOCK' } as const;
        world.store.store.refund(orders[7] ?? '', refund);
        await world.touch(['order', orders[7] ?? '']);
        await world.work();
      }
      return state;
    };
    const { balance, differences } = await fullBalance(inBulk(world.route, { pollBulk }), { repair: true });
    assert.equal(record(orders[7]).properties['samestory_refunded'], '5');
    assert.deepEqual(differences, []);
    assert.equal(balance.find(({ kind }) => kind === 'order')?.matching, count);
  });

  it('goes on by another operation where one fails, and fails itself where none comes to its end', async () => {
    world.store.bulk.failNext({ afterRows: 12, errorCode: 'INTERNAL_SERVER_ERROR' });
    const { balance } = await fullBalance(route, { repair: false });
    assert.equal(balance.find(({ kind }) => kind === 'order')?.matching, count);
    const startBulk = () =>
      Promise.reject(new ConnectorError({ class: 'credential', code: 'ACCESS_DENIED', message: 'no bulk reads here' }));
    await assert.rejects(fullBalance(inBulk(world.route, { startBulk }), { repair: false }), /no bulk reads here/);
  });
});

describe('a history', () => {
  it('has the next month prepared, and its own comparison, before the CRM is written', async () => {
    // In the middle of a month: each of the three has orders.
    const clock = createFastClock(new Date('2026-11-20T10:00:00Z'));
    const now = clock.now();
    const past = (days: number) => new Date(now.getTime() - days * dayMs);
    const world = await openWorld({ cutoff: now, clock });
    try {
      for (const days of [2, 40, 80]) {
        for (let index = 0; index < 12; index += 1) {
          const email = `h${days}-${index}@example.com`;
          world.store.store.createOrder(newOrder({ customerId: null, email, createdAt: past(days) }));
        }
      }
      const acts: string[] = [];
      const { source, destination } = world.route;
      const route: Route = {
        ...inBulk(world.route, {
          startBulk: (kind, window) => {
            acts.push(`${kind}s asked for`);
            return source.startBulk(kind, window);
          },
        }),
        destination: {
          ...destination,
          create: (object, rows) => {
            acts.push(`${object}s made`);
            return destination.create(object, rows);
          },
        },
      };
      const ignore = () => undefined;
      const options = { since: past(90), onProgress: ignore, onMonth: ignore };
      await withLane(route, 'test', (lane) => backfill(route, lane, options));
      assert.equal(world.crm.account.read.count('orders'), 36);
      const before = acts.slice(0, acts.indexOf('contacts made')).toSorted();
      // Both kinds of this month, both of the next one, and the orders of this one to compare: no customer bought anything.
      const [ordersAsked, customersAsked] = ['orders asked for', 'customers asked for'];
      assert.deepEqual(before, [customersAsked, customersAsked, ordersAsked, ordersAsked, ordersAsked]);
    } finally {
      await world.close();
    }
  });

  it('leaves no operation running behind when it ends early', async () => {
    const now = new Date();
    const past = (days: number) => new Date(now.getTime() - days * dayMs);
    const world = await openWorld({ cutoff: now, store: { bulkDelayMs: 60_000 } });
    try {
      const cancelled: string[] = [];
      const { source } = world.route;
      const stop = new AbortController();
      const route = inBulk(world.route, {
        startBulk: async (kind, window) => {
          const ticket = await source.startBulk(kind, window);
          setTimeout(() => stop.abort(new Error('stopped')), 50);
          return ticket;
        },
        cancelBulk: (ticket) => {
          cancelled.push(ticket.kind);
          return source.cancelBulk(ticket);
        },
      });
      const ignore = () => undefined;
      const options = { since: past(40), onProgress: ignore, onMonth: ignore, signal: stop.signal };
      await assert.rejects(
        withLane(route, 'test', (lane) => backfill(route, lane, options)),
        /stopped/,
      );
      assert.deepEqual(cancelled.toSorted(), ['customer', 'order']);
    } finally {
      await world.close();
    }
  });
});
