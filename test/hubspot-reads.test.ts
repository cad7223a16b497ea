import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import {
  changed,
  contactRow,
  createAll,
  idOf,
  makeContact,
  makeOrder,
  orderRow,
} from '../src/connector/conformance/suite-rows.ts';
import { createHubSpotWorld, type HubSpotWorld, type WorldOptions } from './hubspot-world.ts';

async function withWorld(options: WorldOptions, test: (world: HubSpotWorld) => Promise<void>): Promise<void> {
  const world = await createHubSpotWorld(options);
  try {
    await test(world);
  } finally {
    await world.close();
  }
}

describe('HubSpot reads', () => {
  it('traces every id of a merge that made a new record', () =>
    withWorld({ account: { switches: { mergeSurvivor: 'new' } } }, async ({ destination, server }) => {
      const [one, two, three] = [
        await makeContact(destination, contactRow(1)),
        await makeContact(destination, contactRow(2)),
        await makeContact(destination, contactRow(3)),
      ];
      const survivor = server.account.asUser(5).merge('contacts', one, two);
      const records = await destination.readBack('contact', { ids: [two, three, one] });
      const answers = new Map(records.map(({ askedId, id }) => [askedId, id]));
      assert.deepEqual(
        answers,
        new Map([
          [one, survivor],
          [two, survivor],
          [three, three],
        ]),
      );
      const write = changed('contact', { 'contact.first_name': 'Grace' });
      assert.deepEqual(await destination.update('contact', [{ ref: 'a', id: one, write }]), [
        { ref: 'a', status: 'moved', id: survivor },
      ]);
    }));

  it('traces a merged id by reading it alone where the survivor does not list it', () => {
    const propertyOverrides = { '0-123': { hs_merged_object_ids: 'absent' } } as const;
    return withWorld({ account: { propertyOverrides } }, async ({ destination, server }) => {
      const [one, two] = [await makeOrder(destination, 1), await makeOrder(destination, 2)];
      server.account.asUser(5).merge('orders', one, two);
      const records = await destination.readBack('order', { ids: [two, one, '999999'] });
      const answers = new Map(records.map(({ askedId, id }) => [askedId, id]));
      assert.deepEqual(
        answers,
        new Map([
          [one, one],
          [two, one],
        ]),
      );
    });
  });

  it('reads more than a batch by key, and is silent about the keys of archived records', () =>
    withWorld({}, async ({ destination, server }) => {
      const rows = Array.from({ length: 130 }, (_, index) => orderRow(index + 1));
      const outcomes = await createAll(destination, 'order', rows);
      const gone = outcomes.find(({ ref }) => ref === 'order 77');
      server.account.asUser(5).archive('orders', idOf(gone));
      const records = await destination.readBack('order', { keys: rows.map(({ key }) => key) });
      assert.equal(records.length, 129);
      assert.equal(
        records.some(({ key }) => key === '548380009/order/77'),
        false,
      );
    }));

  it('tells all that changed, also when more records than a page changed in the same instant', () =>
    withWorld({ account: { searchLagMs: 1_000 } }, async ({ destination, clock }) => {
      const since = clock.now();
      const bulk = Array.from({ length: 450 }, (_, index) => contactRow(index + 1));
      await createAll(destination, 'contact', bulk);
      clock.advance(5_000);
      const later = Array.from({ length: 250 }, (_, index) => contactRow(1_000 + index));
      for (const row of later.slice(0, 3)) {
        await createAll(destination, 'contact', [row]);
        clock.advance(1_000);
      }
      await createAll(destination, 'contact', later.slice(3));
      clock.advance(5_000);
      const keys = new Set<string | null>();
      let pages = 0;
      for await (const page of destination.changedSince('contact', since)) {
        for (const { key } of page) keys.add(key);
        pages += 1;
        assert.ok(pages < 20, 'it ends');
      }
      assert.deepEqual(keys, new Set([...bulk, ...later].map(({ key }) => key)));
    }));

  it('tells our writes from those of another integration and of people, and reads canonical values', () =>
    withWorld({}, async ({ destination, server, clock }) => {
      const id = await makeOrder(destination, 5, { 'order.current_total': '12.50' });
      clock.advance(1_000);
      server.account.asIntegration('51381', 'Shopify').update('orders', id, { hs_total_price: '9.99' });
      clock.advance(1_000);
      server.account.asUser(5).update('orders', id, { hs_total_price: '' });
      clock.advance(1_000);
      const write = changed('order', { 'order.current_total': '12.50' });
      await destination.update('order', [{ ref: 'a', id, write }]);
      const [history] = await destination.history('order', [id], ['order.current_total']);
      assert.deepEqual(
        history?.entries.map(({ value, ours, by }) => ({ value: value === '' ? '' : Number(value), ours, by })),
        [
          { value: 12.5, ours: true, by: 'INTEGRATION 30123456' },
          { value: '', ours: false, by: 'CRM_UI userId:5' },
          { value: 9.99, ours: false, by: 'INTEGRATION 51381 (Shopify)' },
          { value: 12.5, ours: true, by: 'INTEGRATION 30123456' },
        ],
      );
    }));

  it('opens records in the account itself', () =>
    withWorld({}, async ({ destination, server }) => {
      const id = await makeOrder(destination, 5);
      const page = await fetch(destination.recordUrl('order', id));
      assert.equal(page.status, 200);
      assert.ok(destination.recordUrl('order', id).endsWith(`/contacts/${server.account.portalId}/record/0-123/${id}`));
    }));
});
