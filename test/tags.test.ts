import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { orderPartsOf } from '../src/field-map/project.ts';
import { mapOf } from './support/maps.ts';
import { newCustomer, newOrder, openWorld } from './support/world.ts';

const owned = {
  fields: { 'order.tags': { owner: 'shopify (merchandising)', use: 'same day', usedBy: 'merchandising' } },
};

describe('tags', () => {
  it('are not even read while nobody owns them', () => {
    assert.equal(orderPartsOf(mapOf({})).includes('tags'), false);
  });

  it('reach the CRM when one named team owns them', async () => {
    const world = await openWorld({ map: mapOf(owned) });
    try {
      const { store } = world.store;
      const customerId = store.createCustomer(newCustomer());
      const tagged = store.createOrder({ ...newOrder({ customerId }), tags: ['wholesale', 'gift'] });
      const plain = store.createOrder(newOrder({ customerId }));
      await world.touch(['order', tagged], ['order', plain]);
      await world.work();
      const tagsOf = (id: string) => {
        const [record] = world.crm.account.read.findBy('orders', 'samestory_key', `548380009/order/${id}`);
        assert.ok(record);
        return record.properties['hs_tags'] ?? '';
      };
      assert.equal(tagsOf(tagged), 'gift, wholesale');
      assert.equal(tagsOf(plain), '');
    } finally {
      await world.close();
    }
  });
});
