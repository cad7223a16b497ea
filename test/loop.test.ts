import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fullBalance } from '../src/sync/balance.ts';
import { explain } from '../src/sync/explain.ts';
import { seedingMap } from './support/maps.ts';
import type { World } from './support/world.ts';
import { newCustomer, newOrder, openWorld } from './support/world.ts';

function propertyOf(world: World, object: 'orders' | 'contacts', key: string) {
  return world.crm.account.read.findBy(object, 'samestory_key', key);
}

describe('the loop between a store and HubSpot', () => {
  let world: World;
  let customerId: string;
  let orderId: string;

  before(async () => {
    world = await openWorld({ map: seedingMap });
    customerId = world.store.store.createCustomer(newCustomer());
    orderId = world.store.store.createOrder(newOrder({ customerId }));
    await world.touch(['order', orderId]);
    await world.work();
  });
  after(() => world.close());

  it('makes the contact, the order and their link from one key', () => {
    const [contact] = propertyOf(world, 'contacts', `548380009/customer/${customerId}`);
    const [order] = propertyOf(world, 'orders', `548380009/order/${orderId}`);
    assert.equal(contact?.properties['email'], 'jane@example.com');
    assert.equal(contact?.properties['phone'], '+16135550101');
    assert.equal(order?.properties['hs_total_price'], '125');
    assert.equal(order?.properties['hs_order_name'], '#1001');
    assert.deepEqual(
      order?.links().map((link) => link.toId),
      [contact?.id],
    );
  });

  it('writes nothing when nothing has changed', async () => {
    const before = world.route.destination.usage().writeCalls;
    await world.touch(['order', orderId], ['customer', customerId]);
    await world.work();
    assert.equal(world.route.destination.usage().writeCalls, before);
  });

  it('shows a partial refund as less value and leaves what a rep typed alone', async () => {
    const [contact] = propertyOf(world, 'contacts', `548380009/customer/${customerId}`);
    assert.ok(contact);
    const rep = world.crm.account.asUser(77);
    rep.update('contacts', contact.id, { phone: '', hs_lead_status: 'OPEN' });
    world.store.store.refund(orderId, {
      at: new Date(),
      lines: [{ line: 0, quantity: 1 }],
      amount: '50.00',
      restock: 'RETURN',
    });
    await world.touch(['order', orderId], ['customer', customerId]);
    await world.work();
    const [order] = propertyOf(world, 'orders', `548380009/order/${orderId}`);
    assert.equal(order?.properties['hs_total_price'], '75');
    assert.equal(order?.properties['samestory_refunded'], '50');
    assert.equal(order?.properties['samestory_net'], '75');
    assert.equal(order?.properties['samestory_original_total'], '125');
    assert.equal(order?.properties['hs_payment_status'], 'Partially refunded');
    const [again] = propertyOf(world, 'contacts', `548380009/customer/${customerId}`);
    assert.equal(again?.properties['phone'], '');
    assert.equal(again?.properties['hs_lead_status'], 'OPEN');
  });

  it('finds that somebody changed a field of ours, puts it right and says so', async () => {
    const [order] = propertyOf(world, 'orders', `548380009/order/${orderId}`);
    assert.ok(order);
    world.crm.account.asUser(77).update('orders', order.id, { hs_total_price: '999' });
    const found = await fullBalance(world.route, { repair: true });
    const orders = found.balance.find((row) => row.kind === 'order');
    assert.equal(orders?.waiting, 1);
    assert.equal(found.money[0]?.orders.different, 1);
    await world.work();
    const after = await fullBalance(world.route, { repair: true });
    assert.deepEqual(
      after.balance.map(({ kind, listed, matching, waiting, unseen, extra, inCrm }) => [
        kind,
        listed,
        matching,
        waiting,
        unseen,
        extra,
        inCrm,
      ]),
      [
        ['customer', 1, 1, 0, 0, 0, 1],
        ['guest', 0, 0, 0, 0, 0, 0],
        ['order', 1, 1, 0, 0, 0, 1],
        ['company', 0, 0, 0, 0, 0, 0],
      ],
    );
    const [explanation] = await explain(world.route, '#1001');
    assert.equal(explanation?.standing, 'matching');
    assert.ok(explanation?.history.some((entry) => entry.action === 'changed outside' && entry.new === '999'));
    assert.ok(explanation?.fields.every((field) => field.same || field.owner !== 'shopify'));
  });

  it('joins guest orders and the customer who appears later in one contact', async () => {
    const guest = { customerId: null, email: 'guest@example.com' };
    const first = world.store.store.createOrder(newOrder(guest));
    const second = world.store.store.createOrder(newOrder({ ...guest, email: 'Guest@Example.com' }));
    await world.touch(['order', first], ['order', second]);
    await world.work();
    const later = world.store.store.createCustomer(newCustomer({ email: 'guest@example.com', phone: null }));
    await world.touch(['customer', later]);
    await world.work();
    const contacts = world.crm.account.read.findBy('contacts', 'email', 'guest@example.com');
    assert.equal(contacts.length, 1);
    assert.equal(contacts[0]?.links().filter((link) => link.toType === 'orders').length, 2);
    assert.equal(contacts[0]?.properties['samestory_members']?.split(';').length, 3);
  });

  it('adopts the contact that a rep has made already, and keeps the notes', async () => {
    const rep = world.crm.account.asUser(77);
    const existing = rep.create('contacts', {
      email: 'known@example.com',
      firstname: 'Known',
      hs_lead_status: 'IN_PROGRESS',
      phone: '123',
    });
    const buyer = world.store.store.createCustomer(
      newCustomer({ email: 'known@example.com', firstName: 'Karl', phone: '+4930123' }),
    );
    const order = world.store.store.createOrder(newOrder({ customerId: buyer, email: 'known@example.com' }));
    // A contact made after the index was filled is met by the creating call instead.
    await world.touch(['order', order]);
    await world.work();
    const contacts = world.crm.account.read.findBy('contacts', 'email', 'known@example.com');
    assert.deepEqual(
      contacts.map((contact) => contact.id),
      [existing],
    );
    assert.equal(contacts[0]?.properties['firstname'], 'Karl');
    assert.equal(contacts[0]?.properties['phone'], '123');
    assert.equal(contacts[0]?.properties['hs_lead_status'], 'IN_PROGRESS');
    assert.equal(contacts[0]?.properties['samestory_key'], `548380009/customer/${buyer}`);
    assert.equal(contacts[0]?.links().length, 1);
  });

  it('parks an e-mail that HubSpot refuses and writes the rest', async () => {
    const buyer = world.store.store.createCustomer(
      newCustomer({ email: 'élise@example.com', firstName: 'Élise', phone: null }),
    );
    const order = world.store.store.createOrder(newOrder({ customerId: buyer, email: 'élise@example.com' }));
    await world.touch(['order', order]);
    await world.work();
    const [contact] = propertyOf(world, 'contacts', `548380009/customer/${buyer}`);
    assert.equal(contact?.properties['firstname'], 'Élise');
    assert.equal(contact?.properties['email'] ?? '', '');
    assert.equal(contact?.links().length, 1);
    const parked = await world.ledger.parked({ destination: world.route.destinationAccount.destination, limit: 10 });
    assert.deepEqual(
      parked.map((row) => [row.key.id, row.field]),
      [[buyer, 'contact.email']],
    );
  });

  it('leaves test orders out, and follows a cancellation', async () => {
    const test = world.store.store.createOrder(newOrder({ test: true, email: 'tester@example.com' }));
    const cancelled = world.store.store.createOrder(newOrder({ customerId }));
    await world.touch(['order', test], ['order', cancelled]);
    await world.work();
    world.store.store.cancel(cancelled, new Date(), { reason: 'CUSTOMER', refund: true });
    await world.touch(['order', cancelled]);
    await world.work();
    assert.equal(propertyOf(world, 'orders', `548380009/order/${test}`).length, 0);
    assert.equal(world.crm.account.read.findBy('contacts', 'email', 'tester@example.com').length, 0);
    const [order] = propertyOf(world, 'orders', `548380009/order/${cancelled}`);
    assert.equal(order?.properties['hs_total_price'], '0');
    assert.equal(order?.properties['hs_external_order_status'], 'Cancelled');
    const balance = await fullBalance(world.route, { repair: true });
    const row = balance.balance.find(({ kind }) => kind === 'order');
    assert.deepEqual(row?.leftOut, { 'test order': 1 });
    assert.equal(row?.listed, (row?.matching ?? 0) + 1);
  });
});
