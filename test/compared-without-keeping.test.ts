import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Destination } from '../src/connector/destination.ts';
import { fullBalance } from '../src/sync/balance.ts';
import { defaultPasses } from '../src/sync/pass.ts';
import type { Route } from '../src/sync/types.ts';
import { rep } from './support/people.ts';
import { newCustomer, newOrder, openWorld, shopNumber, type World } from './support/world.ts';

const count = 12;

describe('a comparison with more of the CRM than it keeps', () => {
  let world: World;
  let route: Route;
  let readById: Record<string, number>;
  const orders: string[] = [];
  before(async () => {
    world = await openWorld();
    readById = {};
    const { store } = world.store;
    for (let index = 0; index < count; index += 1) {
      const email = `k${index}@example.com`;
      const customerId = index % 3 === 0 ? null : store.createCustomer(newCustomer({ email, phone: null }));
      orders.push(store.createOrder(newOrder({ customerId, email })));
    }
    await world.touch(...orders.map((id) => ['order', id] as const));
    await world.work();
    const readBack: Destination['readBack'] = (object, wanted) => {
      readById[object] = (readById[object] ?? 0) + 1;
      return world.route.destination.readBack(object, wanted);
    };
    const destination = { ...world.route.destination, readBack };
    route = { ...world.route, destination, passes: { ...defaultPasses, keptListed: 3 } };
  });
  after(() => world.close());

  const record = (id = '') => {
    const [found] = world.crm.account.read.findBy('orders', 'samestory_key', `${shopNumber}/order/${id}`);
    assert.ok(found);
    return found;
  };

  /** What both find, which must be the same. */
  async function compared() {
    const found = await fullBalance(route, { repair: false });
    const kept = await fullBalance(world.route, { repair: false });
    assert.deepEqual({ ...found, at: null }, { ...kept, at: null });
    return found;
  }

  it('reads each record when its turn comes', async () => {
    const { balance } = await compared();
    assert.deepEqual(readById, { order: 1, contact: 2 });
    assert.deepEqual(
      balance.map(({ kind, listed, matching, inCrm, extra }) => [kind, listed, matching, inCrm, extra]),
      [
        ['customer', 8, 8, 8, 0],
        ['guest', 4, 4, 4, 0],
        ['order', count, count, count, 0],
        ['company', 0, 0, 0, 0],
      ],
    );
  });

  it('finds what was changed, removed or merged in the CRM, and what only the CRM has', async () => {
    const people = world.crm.account.asUser(rep);
    people.update('orders', record(orders[1]).id, { hs_total_price: '999' });
    people.archive('orders', record(orders[2]).id);
    // Digits that no number stands for are kept as they are.
    for (const id of ['7777', '007', '99999999999999999999']) {
      people.create('orders', { hs_order_name: `#${id}`, samestory_key: `${shopNumber}/order/${id}` });
    }
    const { balance, differences } = await compared();
    const row = balance.find(({ kind }) => kind === 'order');
    assert.deepEqual([row?.extra, row?.inCrm, row?.matching, row?.waiting], [3, count + 2, count - 2, 2]);
    assert.deepEqual(differences.map(({ key }) => key.id).toSorted(), [orders[1], orders[2]].toSorted());
  });

  it('counts an order that is gone in the store as gone where somebody has brought its record back', async () => {
    const { id } = record(orders[3]);
    world.store.store.deleteOrder(orders[3] ?? '', new Date());
    await world.touch(['order', orders[3] ?? '']);
    await world.work();
    world.crm.account.asUser(rep).restore('orders', id);
    const { balance } = await compared();
    const row = balance.find(({ kind }) => kind === 'order');
    assert.deepEqual([row?.listed, row?.gone, row?.extra], [count - 1, 1, 3]);
    await fullBalance(route, { repair: true });
    const lane = world.route.destinationAccount.destination;
    const { ready } = await world.route.ledger.dueSummary({ lane, source: shopNumber, now: new Date() });
    assert.equal(ready, 3, 'what was brought back is looked at, beside what was changed and what was removed');
  });

  it('brings the CRM to the truth as a comparison that keeps everything does', async () => {
    await world.work();
    assert.notEqual(record(orders[1]).properties['hs_total_price'], '999');
    const { differences } = await compared();
    assert.deepEqual(differences, []);
  });

  it('ends with the error of one list without asking the other to its end', async () => {
    const list: Destination['list'] = async (object, cursor) => {
      if (object === 'order') throw new Error('the orders cannot be listed');
      return { records: [], next: String(Number(cursor ?? 0) + 1) };
    };
    const broken = { ...route, destination: { ...route.destination, list } };
    await assert.rejects(fullBalance(broken, { repair: false }), /the orders cannot be listed/);
  });
});
