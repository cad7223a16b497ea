import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { historyActs, playHistory } from './history.ts';
import { type Merchant, merchant } from './merchant.ts';
import { assertStoreAgrees } from './store-agrees.ts';
import { testStore } from './testing-store.ts';
import { watchStore } from './truth.ts';

const now = new Date('2026-11-22T12:00:00Z');

function orders(shop: Merchant) {
  return Array.from({ length: shop.settings.orders }, (_, index) => shop.order(index));
}

describe('merchant generator', () => {
  it('makes the same merchant from the same seed, byte for byte, and another from another', () => {
    const text = (seed: number) => JSON.stringify([...historyActs(merchant(seed, { orders: 300, now }), 0, 300)]);
    assert.equal(text(7), text(7));
    assert.notEqual(text(7), text(8));
  });

  it('makes the i-th order and person without the ones before, in a shop of any size', () => {
    const walked = merchant(11, { orders: 500, now });
    for (let index = 0; index < 500; index += 1) walked.order(index);
    const alone = merchant(11, { orders: 500, now });
    assert.deepEqual(alone.order(437), walked.order(437));
    assert.deepEqual(alone.after(437), walked.after(437));
    assert.deepEqual(alone.customer(200), walked.customer(200));
    const huge = merchant(11, { orders: 5_000_000, now });
    assert.equal(huge.order(4_999_999).name, '#5001000');
    assert.ok(Date.parse(huge.order(4_999_999).createdAt) < now.getTime());
  });

  it('lets orders rise in time from the opening to now, and nothing happen later', () => {
    const shop = merchant(3, { orders: 400, now, months: 6 });
    let before = shop.opening.toISOString();
    for (const { createdAt } of orders(shop)) {
      assert.ok(createdAt >= before);
      before = createdAt;
    }
    assert.ok(before < now.toISOString());
    // Customers appear moments before their order; everything else comes strictly in time.
    let last = '';
    for (const act of historyActs(shop, 0, 400)) {
      assert.ok(act.at < now.toISOString());
      if (act.kind !== 'create customer') assert.ok(act.at >= last, `${act.at} after ${last}`);
      last = act.kind === 'create customer' ? last : act.at;
    }
  });

  it('is believable: every kind of buyer, order and afterwards that a shop has', () => {
    const shop = merchant(1, { orders: 2_000, now });
    const store = testStore(now);
    const truth = watchStore(store);
    playHistory(shop, truth.store);
    const { persons, orders: facts, companies } = truth.toJSON();
    const placed = orders(shop);
    const atLeast = (least: number, what: string, count: number) =>
      assert.ok(count >= least, `${what}: ${count}, wanted ${least} or more (seed 1)`);
    for (const status of ['PAID', 'PENDING', 'PARTIALLY_PAID', 'PARTIALLY_REFUNDED', 'REFUNDED', 'VOIDED']) {
      atLeast(4, status, facts.filter((order) => order.financialStatus === status).length);
    }
    for (const status of ['FULFILLED', 'UNFULFILLED', 'PARTIALLY_FULFILLED', 'FULFILLMENT_NOT_REQUIRED']) {
      atLeast(2, status, facts.filter((order) => order.fulfillmentStatus === status).length);
    }
    for (const currency of ['CAD', 'USD', 'EUR', 'GBP', 'JPY', 'KWD']) {
      atLeast(5, currency, facts.filter((order) => order.currency === currency).length);
    }
    for (const source of ['web', 'pos', 'shopify_draft_order', '1780363', '2329312']) {
      atLeast(10, source, placed.filter((order) => order.sourceName === source).length);
    }
    atLeast(5, 'test orders', facts.filter((order) => order.test).length);
    atLeast(5, 'company orders', facts.filter((order) => order.company).length);
    atLeast(5, 'imported orders', facts.filter((order) => order.processedAt < order.createdAt).length);
    atLeast(20, 'cancelled orders', facts.filter((order) => order.cancelled).length);
    atLeast(20, 'returned orders', facts.filter((order) => order.returnStatus === 'RETURNED').length);
    atLeast(50, 'orders of nobody known', facts.filter((order) => order.person === null).length);
    atLeast(100, 'guests', persons.filter((person) => person.customers.length === 0).length);
    atLeast(
      10,
      'guests who became customers',
      persons.filter((person) => person.customers.length > 0 && person.guestOrders.length > 0).length,
    );
    atLeast(
      20,
      'buyers with a phone only',
      persons.filter((person) => person.email === null && person.phone !== null).length,
    );
    atLeast(
      100,
      'repeat buyers',
      new Set(
        facts
          .filter((order, index) => facts.findIndex((other) => other.person === order.person) < index)
          .map((order) => order.person),
      ).size,
    );
    atLeast(20, 'tips', placed.filter((order) => order.tip).length);
    atLeast(10, 'duties', placed.filter((order) => order.duties).length);
    atLeast(10, 'gift cards', placed.filter((order) => order.lines.some((line) => line.giftCard)).length);
    atLeast(100, 'campaign visits', placed.filter((order) => order.journey?.first.utm?.campaign).length);
    assert.equal(companies.length, 4);
  });

  it('plays a history that the store and the truth agree on, also in windows', () => {
    for (const seed of [21, 22, 23]) {
      const shop = merchant(seed, { orders: 400, now });
      const store = testStore(now);
      const truth = watchStore(store);
      const refs = playHistory(shop, truth.store, { from: 0, count: 150 });
      playHistory(shop, truth.store, { from: 150, count: 250, refs });
      assert.equal(store.state.orders.size, 400, `seed ${seed}`);
      assertStoreAgrees(store, truth);
      const whole = testStore(now);
      const wholeTruth = watchStore(whole);
      playHistory(shop, wholeTruth.store);
      assert.deepEqual(truth.toJSON().orders, wholeTruth.toJSON().orders, `seed ${seed}`);
    }
  });

  it('refuses a size that is no count', () => {
    assert.throws(() => merchant(1, { orders: 1.5, now }), RangeError);
  });
});
