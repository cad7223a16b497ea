import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSource } from '../src/app/connectors.ts';
import { mapFor } from '../src/app/exports/export.ts';
import { storeInput } from '../src/app/exports/store-input.ts';
import { createLogger } from '../src/app/log.ts';
import { systemRuntime } from '../src/app/runtime.ts';
import { orderPartsOf } from '../src/field-map/project.ts';
import { exportTo, rowsOf, withFolder } from './support/exports.ts';
import { effectiveMapOf } from './support/maps.ts';
import { newCustomer, newOrder, openWorld } from './support/world.ts';

const periodic = (usedBy: string) => ({ use: 'periodically', usedBy });
const fields = effectiveMapOf({
  fields: {
    'order.original_total': periodic('finance'),
    'order.tags': { ...periodic('finance'), owner: 'shopify (finance)' },
  },
});

describe('fields that are used periodically', () => {
  it('are not read for the CRM, but for the files', () => {
    assert.equal(orderPartsOf(fields.crm).includes('tags'), false);
    assert.equal(orderPartsOf(fields.files).includes('tags'), true);
    const names = (layout: 'generic' | 'hubspot') => mapFor(layout, fields.files).fields.map(({ name }) => name);
    assert.deepEqual(
      names('generic').filter((name) => !names('hubspot').includes(name)),
      ['order.original_total', 'order.gross_minus_refunded', 'order.tags'],
    );
  });

  it('have no property in the CRM and a column in the files', async () => {
    const world = await openWorld({ map: fields.crm });
    try {
      const { store } = world.store;
      const customerId = store.createCustomer(newCustomer({ phone: '+4930901820' }));
      const id = store.createOrder({ ...newOrder({ customerId }), tags: ['gift'] });
      await world.touch(['order', id]);
      await world.work();
      const [order] = world.crm.account.read.findBy('orders', 'samestory_key', `548380009/order/${id}`);
      assert.equal(order?.properties['hs_total_price'], '125');
      assert.equal(world.crm.account.properties.live('0-123', 'samestory_original_total'), undefined);
      assert.ok(!order?.properties['hs_tags']);
      const { sourceAccount, clock } = world.route;
      const credential = { type: 'access token', accessToken: 'shpat_test', webhookSecret: null } as const;
      const shop = { shop: 'acme.myshopify.com', url: world.store.url, credential };
      const source = createSource(shop, orderPartsOf(fields.files), systemRuntime(createLogger('error')));
      await source.check();
      await withFolder(async (folder) => {
        const input = storeInput(source, sourceAccount, mapFor('generic', fields.files), clock);
        const { orders, contacts, manifest } = await exportTo(folder, input, 'generic');
        const [row] = await rowsOf(orders);
        assert.deepEqual([row?.['order_original_total'], row?.['order_tags']], ['125.00', 'gift']);
        const [buyer] = await rowsOf(contacts);
        assert.match(
          buyer?.['contact_phone'] ?? '',
          /4930901820/,
          'what Shopify knows of a field of the CRM is in the files',
        );
        assert.equal(manifest.fieldMap, fields.files.version);
        assert.notEqual(fields.files.version, fields.crm.version);
      });
    } finally {
      await world.close();
    }
  });
});
