import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { orderPartsOf } from '../src/field-map/project.ts';
import { estimateCost } from '../src/sources/shopify/client/estimate.ts';
import { ordersByIds } from '../src/sources/shopify/documents/records.ts';
import { fullBalance } from '../src/sync/balance.ts';
import { sweepNow } from '../src/sync/sweeps.ts';
import { mapOf } from './support/maps.ts';
import { rep } from './support/people.ts';
import { newOrder, openWorld, shopNumber, type World } from './support/world.ts';

const map = mapOf({ pattern: 'support' });

describe('the pattern support', () => {
  let world: World;
  before(async () => {
    world = await openWorld({ map });
  });
  after(() => world.close());

  const record = (orderId: string) => {
    const [found] = world.crm.account.read.findBy('orders', 'samestory_key', `${shopNumber}/order/${orderId}`);
    assert.ok(found);
    return found;
  };
  const held = (orderId: string, ...names: readonly string[]) =>
    names.map((name) => record(orderId).properties[name] ?? '');
  const bring = async (orderId: string) => {
    await world.touch(['order', orderId]);
    await world.work();
  };

  it('carries an order through shipping, delivery, return and refund', async () => {
    const { store } = world.store;
    const id = store.createOrder(newOrder({ note: '  Please ring twice *** ' }));
    await bring(id);
    assert.deepEqual(held(id, 'samestory_shipment_state', 'samestory_buyer_note', 'samestory_refunded_at'), [
      'Not shipped',
      'Please ring twice ***',
      '',
    ]);
    const tracking = { company: 'DHL', number: 'D1', url: 'https://dhl.example/D1' };
    const first = store.fulfill(id, {
      at: new Date('2026-10-03T10:00:00Z'),
      lines: [{ line: 0, quantity: 2 }],
      tracking,
    });
    await bring(id);
    assert.deepEqual(held(id, 'samestory_shipment_state', 'hs_shipping_tracking_number', 'hs_shipping_status_url'), [
      'Partly shipped',
      'D1',
      'https://dhl.example/D1',
    ]);
    const second = store.fulfill(id, {
      at: new Date('2026-10-04T10:00:00Z'),
      lines: [{ line: 1, quantity: 1 }],
      tracking: { ...tracking, number: 'D2', url: 'https://dhl.example/D2' },
    });
    store.fulfillmentEvent(first, new Date('2026-10-05T10:00:00Z'), 'DELIVERED');
    store.fulfillmentEvent(second, new Date('2026-10-05T11:00:00Z'), 'FAILURE');
    await bring(id);
    assert.deepEqual(
      held(
        id,
        'samestory_shipment_state',
        'hs_shipping_tracking_number',
        'hs_shipping_status_url',
        'samestory_delivered_at',
      ),
      ['Delivery failed', 'D1, D2', 'https://dhl.example/D2', ''],
    );
    store.fulfillmentEvent(second, new Date('2026-10-06T10:00:00Z'), 'DELIVERED');
    await bring(id);
    assert.equal(held(id, 'samestory_shipment_state')[0], 'Delivered');
    assert.match(held(id, 'samestory_delivered_at')[0] ?? '', /^2026-10-06T10:00:00/);
    store.refund(id, {
      at: new Date('2026-10-08T10:00:00Z'),
      lines: [{ line: 0, quantity: 1 }],
      amount: '50.00',
      restock: 'RETURN',
    });
    store.refund(id, { at: new Date('2026-10-09T10:00:00Z'), lines: [], amount: '0', restock: 'NO_RESTOCK' });
    await bring(id);
    assert.equal(held(id, 'samestory_refunded')[0], '50');
    assert.match(held(id, 'samestory_refunded_at')[0] ?? '', /^2026-10-08T10:00:00/, 'the refund that moved money');
  });

  it('learns of a return although nothing tells: it moves no updatedAt', async () => {
    const { store } = world.store;
    const id = store.createOrder(newOrder({ email: 'returner@example.com' }));
    store.fulfill(id, { at: new Date(), lines: [{ line: 0, quantity: 2 }] });
    await bring(id);
    assert.equal(held(id, 'samestory_return_state')[0], '');
    const back = store.requestReturn(id, new Date(), [{ line: 0, quantity: 1 }]);
    await sweepNow(world.route, 'returns');
    await world.work();
    assert.equal(held(id, 'samestory_return_state')[0], 'Return requested');
    store.approveReturn(back, new Date());
    store.closeReturn(back, new Date());
    await sweepNow(world.route, 'returns');
    await world.work();
    assert.equal(held(id, 'samestory_return_state')[0], 'Returned');
  });

  it('says when and why an order was cancelled, and puts right what somebody typed over it', async () => {
    const { store } = world.store;
    const id = store.createOrder(newOrder({ email: 'canceller@example.com' }));
    await bring(id);
    store.cancel(id, new Date('2026-10-07T09:00:00Z'), { reason: 'INVENTORY', refund: true });
    await bring(id);
    assert.deepEqual(held(id, 'samestory_cancel_reason', 'samestory_shipment_state'), [
      'Items unavailable',
      'Cancelled',
    ]);
    assert.match(held(id, 'samestory_cancelled_at')[0] ?? '', /^2026-10-07T09:00:00/);
    world.crm.account.asUser(rep).update('orders', record(id).id, { samestory_cancel_reason: 'Other' });
    await fullBalance(world.route, { repair: true });
    await world.work();
    assert.equal(held(id, 'samestory_cancel_reason')[0], 'Items unavailable');
    assert.deepEqual((await fullBalance(world.route, { repair: true })).differences, []);
  });

  it('reads the note and the transactions only where the map has them, for a few points more', () => {
    const granted = new Set(['read_orders', 'read_customers']);
    const documentOf = (pattern: string) => ordersByIds(orderPartsOf(mapOf({ pattern })), granted).text;
    assert.match(documentOf('support'), /\bnote\b/);
    assert.match(documentOf('support'), /\btransactions\b/);
    for (const pattern of ['core', 'dtc']) assert.doesNotMatch(documentOf(pattern), /\bnote\b|\btransactions\b/);
    const [core, support] = ['core', 'support'].map((pattern) => estimateCost(documentOf(pattern), {}));
    assert.ok(
      core !== undefined && support !== undefined && support <= core + 3,
      `${support} points instead of ${core}`,
    );
    assert.equal(estimateCost(documentOf('dtc'), {}), core);
  });
});
