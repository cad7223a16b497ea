import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fullBalance } from '../src/sync/balance.ts';
import { explain } from '../src/sync/explain.ts';
import { buyerWithOrder, casesOf, contact, customerKey, passesOnly, rep, standingOf } from './support/people.ts';
import type { World } from './support/world.ts';
import { newCustomer, newOrder, openWorld, shopNumber } from './support/world.ts';

async function linksOf(world: World, orderRecordId: string) {
  const links = await world.route.destination.readLinks('order_contact', [orderRecordId]);
  return links.get(orderRecordId) ?? [];
}

describe('people work in the CRM', () => {
  let world: World;
  before(async () => {
    world = await openWorld({ crm: { searchLagMs: 0 } });
  });
  after(() => world.close());

  it('adopts a contact by its second address and leaves the first one alone', async () => {
    const user = world.crm.account.asUser(rep);
    const id = user.create('contacts', { email: 'ada@work.example', firstname: 'A.', hs_lead_status: 'OPEN' });
    user.setEmailSecondary(id, 'ada@home.example');
    const { contactId, customerId } = await buyerWithOrder(world, 'ada@home.example');
    assert.equal(contactId, id);
    assert.equal(world.crm.account.read.findBy('contacts', 'firstname', 'Ada').length, 1);
    const { properties } = contact(world, id);
    assert.equal(properties['email'], 'ada@work.example');
    assert.equal(properties['hs_additional_emails'], 'ada@home.example');
    assert.equal(properties['hs_lead_status'], 'OPEN');
    const { balance } = await fullBalance(world.route, { repair: true });
    assert.equal(balance.find(({ kind }) => kind === 'customer')?.waiting, 0);
    assert.deepEqual(await standingOf(world, 'customer', customerId), { state: 'matching' });
  });

  it('adopts a contact that appears after the index was filled, by its second address as well', async () => {
    await world.work();
    const user = world.crm.account.asUser(rep);
    const id = user.create('contacts', { email: 'bo@work.example', firstname: 'B.', phone: '123' });
    user.setEmailSecondary(id, 'bo@home.example');
    const customerId = world.store.store.createCustomer(newCustomer({ email: 'bo@home.example', firstName: 'Bo' }));
    await world.touch(['customer', customerId]);
    await passesOnly(world);
    const { properties } = contact(world, id);
    assert.equal(properties['samestory_key'], customerKey(customerId));
    assert.equal(properties['firstname'], 'Bo');
    assert.equal(properties['email'], 'bo@work.example');
    assert.equal(properties['phone'], '123');
  });

  it('holds a buyer whom two contacts could be, until somebody merges these', async () => {
    const user = world.crm.account.asUser(rep);
    const first = user.create('contacts', { email: 'cy@one.example', firstname: 'C' });
    const second = user.create('contacts', { email: 'cy@two.example', hs_lead_status: 'OPEN' });
    const email = 'cy@one.example';
    const orderId = world.store.store.createOrder(newOrder({ customerId: null, email }));
    const customerId = world.store.store.createCustomer(newCustomer({ email, firstName: 'Cy', phone: null }));
    // The ledger learns both addresses before anything is written: a guest's, and the one that the customer has now.
    await fullBalance(world.route, { repair: false });
    world.store.store.updateCustomer(customerId, new Date(), { email: 'cy@two.example' });
    await world.touch(['customer', customerId], ['order', orderId]);
    await world.work();
    const sentence = (await casesOf(world)).get(customerKey(customerId)) ?? '';
    assert.match(sentence, new RegExp(`${first} and ${second}`));
    assert.deepEqual(
      (await explain(world.route, customerId)).map(({ standing }) => standing),
      ['needs you'],
    );
    for (const id of [first, second]) assert.equal(contact(world, id).properties['samestory_key'] ?? '', '');
    user.merge('contacts', second, first);
    await fullBalance(world.route, { repair: true });
    await world.work();
    assert.equal((await casesOf(world)).get(customerKey(customerId)), undefined);
    assert.equal(contact(world, second).properties['samestory_members']?.split(';').length, 2);
    assert.equal(contact(world, second).properties['firstname'], 'Cy');
    assert.equal(contact(world, second).properties['hs_lead_status'], 'OPEN');
  });

  it('does not take over a contact that carries another Shopify ID', async () => {
    const user = world.crm.account.asUser(rep);
    const id = user.create('contacts', { email: 'dee@example.com', samestory_key: `${shopNumber}/customer/1` });
    const customerId = world.store.store.createCustomer(
      newCustomer({ email: 'dee@example.com', firstName: 'Dee', phone: null }),
    );
    await world.touch(['customer', customerId]);
    await passesOnly(world);
    assert.equal(contact(world, id).properties['samestory_key'], `${shopNumber}/customer/1`);
    assert.equal(contact(world, id).properties['firstname'] ?? '', '');
    assert.match(
      (await casesOf(world)).get(customerKey(customerId)) ?? '',
      /carries the Shopify ID 548380009\/customer\/1/,
    );
  });

  it('leaves out what was deleted, also when only its order is worked, and keeps what is restored', async () => {
    const { customerId, orderId, contactId } = await buyerWithOrder(world, 'eve@example.com', 'Eve');
    world.crm.account.asUser(rep).archive('contacts', contactId);
    const found = await fullBalance(world.route, { repair: true });
    assert.ok(found.named.some(({ key, reason }) => key.id === customerId && /not in the CRM any more/.test(reason)));
    await world.touch(['order', orderId]);
    await passesOnly(world);
    assert.deepEqual(await standingOf(world, 'customer', customerId), {
      state: 'left out',
      reason: 'removed in the CRM by a person',
    });
    assert.deepEqual(await standingOf(world, 'order', orderId), { state: 'matching' });
    assert.equal(world.crm.account.read.findBy('contacts', 'email', 'eve@example.com').length, 0);
    const [explanation] = await explain(world.route, customerId);
    assert.equal(explanation?.reason, 'removed in the CRM by a person');
    world.crm.account.asUser(rep).restore('contacts', contactId);
    await fullBalance(world.route, { repair: true });
    await passesOnly(world);
    assert.deepEqual(await standingOf(world, 'customer', customerId), { state: 'matching' });
  });

  it('links an order that was away when its link was refused, once somebody has restored it', async () => {
    const { orderId, orderRecordId } = await buyerWithOrder(world, 'ira@example.com', 'Ira');
    const other = world.store.store.createCustomer(
      newCustomer({ email: 'ivo@example.com', firstName: 'Ivo', phone: null }),
    );
    world.store.store.attachCustomer(orderId, other, new Date());
    const user = world.crm.account.asUser(rep);
    user.archive('orders', orderRecordId);
    await world.touch(['order', orderId]);
    await passesOnly(world);
    const refused = await standingOf(world, 'order', orderId);
    assert.equal(refused?.state, 'needs you', 'the CRM refuses to link what is not there');
    user.restore('orders', orderRecordId);
    await world.work();
    assert.deepEqual(await standingOf(world, 'order', orderId), { state: 'matching' });
    const [known] = world.crm.account.read.findBy('contacts', 'samestory_key', customerKey(other));
    assert.deepEqual(await linksOf(world, orderRecordId), [known?.id]);
  });

  it('takes over a contact that a person has made anew in place of a deleted one', async () => {
    const { customerId, orderId, contactId } = await buyerWithOrder(world, 'flo@example.com', 'Flo');
    const user = world.crm.account.asUser(rep);
    user.archive('contacts', contactId);
    world.store.store.updateCustomer(customerId, new Date(), { firstName: 'Florence' });
    await world.touch(['customer', customerId]);
    await world.work();
    assert.equal((await standingOf(world, 'customer', customerId))?.state, 'left out');
    const id = user.create('contacts', { email: 'flo@example.com', hs_lead_status: 'NEW' });
    await world.touch(['order', orderId], ['customer', customerId]);
    await world.work();
    assert.equal(contact(world, id).properties['samestory_key'], customerKey(customerId));
    assert.equal(contact(world, id).properties['firstname'], 'Florence');
    assert.equal(contact(world, id).properties['hs_lead_status'], 'NEW');
    assert.equal(contact(world, id).links().length, 1);
    assert.equal(world.crm.account.read.findBy('contacts', 'email', 'flo@example.com').length, 1);
  });
});
