import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { playHistory } from '../simulator/merchant/history.ts';
import { merchant } from '../simulator/merchant/merchant.ts';
import { type Truth, watchStore } from '../simulator/merchant/truth.ts';
import { checkSignalsTrue } from '../simulator/simulation/checkers/signals-true.ts';
import { hubSpotHands } from '../simulator/simulation/hubspot-hands.ts';
import type { StoreActs } from '../simulator/store/types.ts';
import { backfill } from '../src/sync/backfill.ts';
import { fullBalance } from '../src/sync/balance.ts';
import { withLane } from '../src/sync/with-lane.ts';
import { mapOf } from './support/maps.ts';
import { contact, customerKey, rep } from './support/people.ts';
import { newCustomer, newOrder, openWorld, shopNumber, type World } from './support/world.ts';

const timeZone = 'Europe/Berlin';
const map = mapOf({ pattern: 'dtc' });
const nobody = { person: () => false, key: () => false };

/** What is wrong with the signals of all contacts, by the simulated shop's own count. */
function wrongSignals(world: World, truth: Truth, since = new Date(0)): string[] {
  const seen = hubSpotHands(world.crm.account, (field) => world.route.destination.propertyOf(field)).seen();
  const { orders, persons } = truth.toJSON();
  return checkSignalsTrue(seen, { orders, persons }, { shop: shopNumber, since, needsBuyer: false, timeZone }, nobody);
}

function signalsOf(world: World, id: string) {
  const { properties } = contact(world, id);
  const {
    samestory_order_count: orders,
    samestory_net_spent: spent,
    samestory_net_spent_currency: currency,
  } = properties;
  return [orders, spent ?? '', currency ?? ''];
}

function contactOf(world: World, key: string): string {
  const [record] = world.crm.account.read.findBy('contacts', 'samestory_key', key);
  assert.ok(record, key);
  return record.id;
}

describe('repeat signals on contacts', () => {
  let world: World;
  let truth: Truth;
  let shop: StoreActs;

  before(async () => {
    world = await openWorld({ map });
    truth = watchStore(world.store.store);
    shop = truth.store;
  });
  after(() => world.close());

  const place = (change: Parameters<typeof newOrder>[0]) => shop.createOrder(newOrder(change));
  const bring = async (...orders: readonly string[]) => {
    await world.touch(...orders.map((id) => ['order', id] as const));
    await world.work();
    assert.deepEqual(wrongSignals(world, truth), []);
  };

  it('follow orders, refunds, cancellations, test orders and currencies', async () => {
    const customerId = shop.createCustomer(newCustomer({ email: 'amy@example.com', phone: null }));
    const first = place({ customerId, createdAt: new Date('2026-08-01T10:00:00Z') });
    // Half past eleven in the evening (UTC) is the next day in the shop.
    const second = place({ customerId, createdAt: new Date('2026-08-10T22:30:00Z') });
    const third = place({ customerId, createdAt: new Date('2026-09-01T10:00:00Z') });
    const test = place({ customerId, createdAt: new Date('2026-09-05T10:00:00Z'), test: true });
    await bring(first, second, third, test);
    const id = contactOf(world, customerKey(customerId));
    assert.deepEqual(signalsOf(world, id), ['3', '375', 'EUR']);
    assert.equal(contact(world, id).properties['samestory_usual_gap_days'], '10');
    assert.match(contact(world, id).properties['samestory_last_order_at'] ?? '', /^2026-09-01T10:00:00/);
    const lines = [0, 1].map((line) => ({ line, quantity: line === 0 ? 2 : 1 }));
    shop.refund(third, { at: new Date(), lines, amount: '125.00', restock: 'RETURN' });
    await bring(third);
    assert.deepEqual(signalsOf(world, id), ['3', '250', 'EUR']);
    assert.match(contact(world, id).properties['samestory_last_order_at'] ?? '', /^2026-08-10T22:30:00/);
    shop.cancel(second, new Date(), { reason: 'CUSTOMER', refund: false });
    await bring(second);
    assert.deepEqual(signalsOf(world, id), ['2', '125', 'EUR']);
    const dollars = place({ customerId, presentmentCurrency: 'USD', exchangeRate: '0.9' });
    await bring(dollars);
    assert.deepEqual(signalsOf(world, id), ['3', '', 'several: EUR, USD']);
  });

  it('follow a merge in the store, a guest who joins, and a customer who is attached late', async () => {
    const kept = shop.createCustomer(newCustomer({ email: 'bea@example.com', phone: null }));
    const removed = shop.createCustomer(newCustomer({ email: 'beatrice@example.com', phone: null }));
    const [one, two] = [place({ customerId: kept }), place({ customerId: removed })];
    await bring(one);
    await bring(two);
    const contactId = contactOf(world, customerKey(kept));
    const other = contactOf(world, customerKey(removed));
    world.crm.account.asUser(rep).archive('contacts', other);
    shop.mergeCustomers(kept, removed, new Date());
    const key = (id: string) => ({ source: shopNumber, kind: 'customer' as const, id });
    const merged = {
      key: key(removed),
      fact: 'merged into',
      other: key(kept),
      saidBy: 'test',
      deliveryId: null,
    } as const;
    const lane = world.route.destinationAccount.destination;
    await world.ledger.enqueue({ lane, keys: [], evidence: [{ ...merged, at: new Date() }], delivery: null });
    await world.touch(['customer', removed]);
    await bring();
    assert.deepEqual(signalsOf(world, contactId), ['2', '250', 'EUR']);

    const guest = place({ customerId: null, email: 'bea@example.com' });
    await bring(guest);
    assert.deepEqual(signalsOf(world, contactId), ['3', '375', 'EUR']);

    const stranger = place({ customerId: null, email: 'somebody@example.com' });
    await bring(stranger);
    const strangerId = contactOf(world, `${shopNumber}/guest/${stranger}`);
    assert.deepEqual(signalsOf(world, strangerId), ['1', '125', 'EUR']);
    shop.attachCustomer(stranger, kept, new Date());
    await bring(stranger);
    assert.deepEqual(signalsOf(world, contactId), ['4', '500', 'EUR']);
    assert.deepEqual(signalsOf(world, strangerId), ['0', '', ''], 'whom the order has left');
  });

  it('let a deleted order fall out', async () => {
    const customerId = shop.createCustomer(newCustomer({ email: 'cem@example.com', phone: null }));
    const orders = [place({ customerId }), place({ customerId })];
    await bring(...orders);
    const id = contactOf(world, customerKey(customerId));
    assert.deepEqual(signalsOf(world, id), ['2', '250', 'EUR']);
    const [gone = ''] = orders;
    shop.deleteOrder(gone, new Date());
    const key = { source: shopNumber, kind: 'order', id: gone } as const;
    const deleted = { key, fact: 'deleted', other: null, saidBy: 'test', deliveryId: null, at: new Date() } as const;
    const lane = world.route.destinationAccount.destination;
    await world.ledger.enqueue({ lane, keys: [], evidence: [deleted], delivery: null });
    await bring(gone);
    assert.deepEqual(signalsOf(world, id), ['1', '125', 'EUR']);
  });

  it('are written once for twenty changed orders of one buyer', async () => {
    const customerId = shop.createCustomer(newCustomer({ email: 'dan@example.com', phone: null }));
    const orders = Array.from({ length: 20 }, () => place({ customerId }));
    await bring(...orders);
    const id = contactOf(world, customerKey(customerId));
    for (const order of orders)
      shop.refund(order, { at: new Date(), lines: [], amount: '5.00', restock: 'NO_RESTOCK' });
    const before = contact(world, id).history('samestory_net_spent').length;
    await bring(...orders);
    assert.equal(contact(world, id).history('samestory_net_spent').length, before + 1);
    assert.deepEqual(signalsOf(world, id), ['20', '2400', 'EUR']);
  });

  it('are compared like orders: what somebody changed is found and put right', async () => {
    const customerId = shop.createCustomer(newCustomer({ email: 'eli@example.com', phone: null }));
    await bring(place({ customerId }));
    const id = contactOf(world, customerKey(customerId));
    world.crm.account.asUser(rep).update('contacts', id, { samestory_order_count: '7' });
    const found = await fullBalance(world.route, { repair: true });
    const fields = found.differences.find(({ crmId }) => crmId === id)?.fields;
    assert.deepEqual(fields, [{ field: 'contact.order_count', shopify: '1', crm: '7' }]);
    await bring();
    const after = await fullBalance(world.route, { repair: true });
    assert.deepEqual(after.differences, []);
  });
});

describe('repeat signals of a history', () => {
  it('come out the same when the newest month is imported first, and cost hardly more calls', async () => {
    const calls: number[] = [];
    for (const used of [mapOf({}), map]) {
      const world = await openWorld({ map: used, cutoff: new Date() });
      try {
        const now = new Date();
        const truth = watchStore(world.store.store);
        playHistory(merchant(11, { orders: 150, now, months: 4, currency: 'EUR' }), truth.store);
        const since = new Date(now.getTime() - 80 * 86_400_000);
        const quiet = { since, onProgress: () => undefined, onMonth: () => undefined };
        await withLane(world.route, 'test', (lane) => backfill(world.route, lane, quiet));
        if (used === map) assert.deepEqual(wrongSignals(world, truth, since), []);
        calls.push(world.route.destination.usage().writeCalls);
      } finally {
        await world.close();
      }
    }
    const [core = 0, dtc = 0] = calls;
    assert.ok(dtc <= core * 1.5, `${dtc} calls that write instead of ${core}`);
  });
});
