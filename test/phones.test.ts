import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { casesOf, contact, customerKey, rep } from './support/people.ts';
import type { World } from './support/world.ts';
import { newCustomer, newOrder, openWorld } from './support/world.ts';

/** Numbers as people write them at home; only an address says where that is. */
describe('phone numbers without a country', () => {
  let world: World;
  before(async () => {
    world = await openWorld({ crm: { searchLagMs: 0 } });
  });
  after(() => world.close());

  const known = (name: string, phone: string) =>
    world.crm.account.asUser(rep).create('contacts', { firstname: name, lastname: 'Doe', phone });
  const keyOf = (id: string) => contact(world, id).properties['samestory_key'] || null;

  it('of a customer count in the country of the customer’s address', async () => {
    const here = known('Ina', '+49 171 2345601');
    const there = known('Ina', '+43 171 2345601');
    const customerId = world.store.store.createCustomer(
      newCustomer({
        firstName: 'Ina',
        email: 'ina@example.com',
        phone: '0171 2345601',
        address: { countryCode: 'DE' },
      }),
    );
    await world.touch(['customer', customerId]);
    await world.work();
    assert.deepEqual([keyOf(here), keyOf(there)], [customerKey(customerId), null]);
  });

  it('of a guest count in the country of the address that pays, else where it is sent', async () => {
    const payer = known('Olga', '+43 664 1234567');
    const receiver = known('Pia', '+43 664 7654321');
    const olga = world.store.store.createOrder(
      newOrder({
        email: 'olga@example.com',
        phone: '0664 1234567',
        billingAddress: { name: 'Olga Doe', countryCode: 'AT' },
        shippingAddress: { name: 'Somebody Else', countryCode: 'DE' },
      }),
    );
    const pia = world.store.store.createOrder(
      newOrder({
        email: 'pia@example.com',
        phone: '0664 7654321',
        shippingAddress: { name: 'Pia Doe', countryCode: 'AT' },
      }),
    );
    await world.touch(['order', olga], ['order', pia]);
    await world.work();
    assert.deepEqual(
      [payer, receiver].map((id) => keyOf(id)?.replace(/^\d+\//, '')),
      [`guest/${olga}`, `guest/${pia}`],
    );
  });

  it('of nobody knows where are no reason to take a contact over or to ask', async () => {
    const maybe = known('Uwe', '+49 171 2345699');
    const customerId = world.store.store.createCustomer(
      newCustomer({ firstName: 'Uwe', email: 'uwe@example.com', phone: '0171 2345699', address: null }),
    );
    await world.touch(['customer', customerId]);
    await world.work();
    assert.equal(keyOf(maybe), null);
    assert.deepEqual([...(await casesOf(world)).keys()], []);
    assert.equal(world.crm.account.read.findBy('contacts', 'email', 'uwe@example.com').length, 1);
  });
});
