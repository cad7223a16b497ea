import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { changed, createAll, makeOrder, orderRow, updateAll } from '../../src/connector/conformance/suite-rows.ts';
import { createHubSpotWorld, type HubSpotWorld } from '../hubspot-world.ts';

describe('trouble that no platform is to blame for', () => {
  let world: HubSpotWorld;
  before(async () => {
    world = await createHubSpotWorld();
  });
  after(() => world.close());

  it('two-stores-same-ids: orders of the same number in two stores are two records, each found by its own key', async () => {
    const { destination, server } = world;
    const keys = ['111/order/5000', '222/order/5000'];
    const rows = keys.map((key) => ({ ...orderRow(5000), ref: key, key, members: [key] }));
    const outcomes = await createAll(destination, 'order', rows);
    assert.deepEqual(
      outcomes.map(({ status }) => status),
      ['created', 'created'],
    );
    const found = await destination.readBack('order', { keys });
    assert.deepEqual(found.map(({ key }) => key).sort(), keys);
    assert.equal(server.account.read.count('orders'), 2);
  });

  it('repeated-ids: a record that is changed twice in one batch gets both changes, in their order', async () => {
    const { destination, server } = world;
    const id = await makeOrder(destination, 6000);
    const other = await makeOrder(destination, 6001);
    const update = (ref: string, to: string, total: string) => ({
      ref,
      id: to,
      write: changed('order', { 'order.current_total': total }),
    });
    const outcomes = await updateAll(destination, 'order', [
      update('first', id, '1.00'),
      update('other', other, '2.00'),
      update('second', id, '3.00'),
    ]);
    assert.deepEqual(outcomes.map(({ ref, status }) => `${ref} ${status}`).sort(), [
      'first updated',
      'other updated',
      'second updated',
    ]);
    const property = destination.propertyOf('order.current_total') ?? '';
    const total = (record: string) => Number(server.account.read.record('orders', record)?.properties[property]);
    assert.deepEqual([total(id), total(other)], [3, 2]);
  });
});
