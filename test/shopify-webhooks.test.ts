import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Delivery, Source } from '../src/connector/source.ts';
import { topics } from '../src/sources/shopify/webhooks/topics.ts';
import { aCustomer, anOrder, commonScopes, day, withStore } from './shopify-place.ts';
import { serve } from './shopify-support.ts';

const address = 'https://sync.example.com/webhooks/shopify';

const addresses = async (source: Source, to: string) => {
  const plan = await source.planWebhooks(to);
  return { create: plan.create.length, keep: plan.keep.length, remove: plan.remove.length };
};

describe('webhook subscriptions', () => {
  it('are planned from the scopes, made, and then left alone', async () => {
    const scopes = commonScopes.filter((scope) => scope !== 'read_fulfillments' && scope !== 'read_customer_merge');
    await withStore(
      async ({ server, source }) => {
        await source.check();
        const plan = await source.planWebhooks(address);
        assert.deepEqual(plan.unavailable, [
          { topic: 'fulfillments/create', scope: 'read_fulfillments' },
          { topic: 'fulfillments/update', scope: 'read_fulfillments' },
          { topic: 'customers/merge', scope: 'read_customer_merge' },
        ]);
        assert.equal(plan.create.length, topics.length - 3);
        await source.applyWebhooks(address, plan);
        assert.equal(server.subscriptions.list().length, topics.length - 3);
        assert.deepEqual(await addresses(source, address), { create: 0, keep: topics.length - 3, remove: 0 });
      },
      { scopes },
    );
  });

  it('are repaired: lost ones come back, ours elsewhere move here, others are not touched', async () => {
    await withStore(async ({ server, source }) => {
      await source.check();
      const old = 'https://old.example.com/hooks/webhooks/shopify';
      await source.applyWebhooks(old, await source.planWebhooks(old));
      const caller = { scopes: new Set(commonScopes), apiVersion: '2026-10', appId: '1' };
      server.subscriptions.create('ORDERS_CREATE', { uri: 'https://other.example.com/orders' }, caller);
      const moved = server.subscriptions.ofTopic('ORDERS_UPDATED')[0]?.id;
      await source.applyWebhooks(address, await source.planWebhooks(address));
      assert.deepEqual(await addresses(source, address), { create: 0, keep: topics.length, remove: 0 });
      assert.equal(server.subscriptions.ofTopic('ORDERS_UPDATED')[0]?.id, moved, 'moved in one step');
      assert.equal(server.subscriptions.list().length, topics.length + 1);
      // One that a filter makes lose deliveries is as bad as none.
      const [kept] = server.subscriptions.ofTopic('ORDERS_PAID');
      server.subscriptions.update(kept?.id ?? '', { filter: 'test:false' }, caller);
      assert.deepEqual(await addresses(source, address), { create: 1, keep: topics.length - 1, remove: 1 });
      await source.applyWebhooks(address, await source.planWebhooks(address));
      assert.deepEqual(await addresses(source, address), { create: 0, keep: topics.length, remove: 0 });
      assert.equal(
        server.subscriptions.ofTopic('ORDERS_PAID').every(({ filter }) => filter === null),
        true,
      );
    });
  });
});

describe('deliveries of the store', () => {
  it('are signed, understood, and name what happened', async () => {
    await withStore(async ({ server, source }) => {
      const deliveries: Extract<Delivery, { status: 'signed' }>[] = [];
      const receiver = await serve(({ headers, body }, response) => {
        const single = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
        const delivery = source.receive({ headers: single, body: Buffer.from(body), receivedAt: day(0) });
        if (delivery.status === 'signed') deliveries.push(delivery);
        response.writeHead(delivery.status === 'signed' ? 200 : 401).end();
      });
      try {
        await source.check();
        const here = `${receiver.url}/webhooks/shopify`;
        await source.applyWebhooks(here, await source.planWebhooks(here));
        const { store } = server;
        const jane = store.createCustomer(aCustomer('jane@example.com'));
        const joan = store.createCustomer(aCustomer('joan@example.com'));
        const order = store.createOrder(anOrder({ customerId: jane }));
        store.fulfill(order, { at: day(-0.9), lines: [{ line: 0, quantity: 1 }] });
        store.requestReturn(order, day(-0.8), [{ line: 0, quantity: 1 }]);
        store.editOrder(order, { at: day(-0.7), removeUnits: [{ line: 0, quantity: 1 }] });
        store.refund(order, { at: day(-0.6), lines: [], amount: '5.00', restock: 'NO_RESTOCK' });
        store.mergeCustomers(joan, jane, day(-0.5));
        const deleted = store.createOrder(anOrder());
        store.deleteOrder(deleted, day(-0.3));
        await server.webhooks.settled();
        const refused = Object.entries(server.webhooks.counts()).filter(([, { failed }]) => failed > 0);
        assert.deepEqual(refused, []);
        assert.deepEqual(
          deliveries.filter(({ known, problem }) => !known || problem !== null),
          [],
        );
        const seen = new Set(deliveries.map(({ topic }) => topic));
        for (const topic of [
          'orders/create',
          'orders/edited',
          'refunds/create',
          'fulfillments/create',
          'returns/request',
          'customers/merge',
          'orders/delete',
        ]) {
          assert.ok(seen.has(topic), topic);
        }
        const orders = deliveries.filter(({ topic }) => /^(orders|refunds|fulfillments|returns|order_tr)/.test(topic));
        const named = new Set(
          orders.flatMap(({ keys }) => keys.map(({ source: shop, kind, id }) => `${shop}/${kind}/${id}`)),
        );
        assert.deepEqual(named, new Set([`548380009/order/${order}`, `548380009/order/${deleted}`]));
        const facts = deliveries.flatMap(({ evidence }) =>
          evidence.map(({ fact, key, other }) => [fact, key.id, other?.id ?? null]),
        );
        assert.deepEqual(
          facts.filter(([fact]) => fact === 'merged into'),
          [['merged into', jane, joan]],
        );
        assert.ok(facts.some(([fact, id]) => fact === 'deleted' && id === deleted));
      } finally {
        await receiver.close();
      }
    });
  });
});
