import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { contactRow, idOf } from '../src/connector/conformance/suite-rows.ts';
import { ConnectorError } from '../src/connector/failure.ts';
import { forCreate, forUpdate } from '../src/field-map/owned-write.ts';
import type { FieldMap } from '../src/field-map/types.ts';
import { createHubSpotWorld, type HubSpotWorld } from './hubspot-world.ts';
import { mapOf } from './support/maps.ts';

type Made = Partial<NonNullable<ReturnType<HubSpotWorld['server']['account']['properties']['live']>>>;

/** An account in which somebody has made these properties of orders. */
async function withProperties(
  made: Readonly<Record<string, Made>>,
  work: (world: HubSpotWorld) => Promise<void>,
): Promise<void> {
  const world = await createHubSpotWorld({ fields: null });
  try {
    const { properties } = world.server.account;
    const model = properties.live('0-123', 'hs_order_name');
    assert.ok(model);
    for (const [name, change] of Object.entries(made)) {
      properties.put('0-123', { ...model, name, label: name, hubspotDefined: false, ...change });
    }
    await work(world);
  } finally {
    await world.close();
  }
}

const at = (field: string, property: string): FieldMap => mapOf({ fields: { [field]: { property } } });

async function blockersOf({ destination }: HubSpotWorld, map: FieldMap): Promise<readonly string[]> {
  const plan = await destination.plan(map.fields);
  if (plan.blockers.length > 0) {
    await assert.rejects(destination.apply(plan), (error) => error instanceof ConnectorError);
    assert.deepEqual(
      (await destination.bind(map.fields).catch(() => plan)).blockers,
      plan.blockers,
      'a start says it too',
    );
  }
  return plan.blockers;
}

describe('a property that the map names, in the account as it is', () => {
  const option = (value: string) => ({ label: value, value, displayOrder: 0, hidden: false });
  const wrong: readonly (readonly [what: string, field: string, made: Made, says: RegExp])[] = [
    [
      'is read-only',
      'order.net',
      { type: 'number', fieldType: 'number', readOnlyValue: true },
      /is read-only in this account/,
    ],
    ['holds another type', 'order.net', { type: 'date', fieldType: 'date' }, /is of type date in this account/],
    [
      'would lose the time of day',
      'order.date',
      { type: 'date', fieldType: 'date' },
      /Order date \(order\.date\) is to go to named of orders/,
    ],
  ];
  for (const [what, field, made, says] of wrong) {
    it(`stops the set-up where it ${what}`, () =>
      withProperties({ named: made }, async (world) => {
        const [blocker = '', ...others] = await blockersOf(world, at(field, 'named'));
        assert.match(blocker, says);
        assert.match(blocker, /Name another property in the field map, or mend this one in HubSpot\.$/);
        assert.deepEqual(others, []);
      }));
  }

  it('stops the set-up where it has no option for a value', () => {
    const choices = ['low', 'high'].map((value) => ({ value, label: value }));
    const map = at('order.channel', 'named');
    const fields = map.fields.map((field) =>
      field.name === 'order.channel' ? { ...field, type: 'choice' as const, choices } : field,
    );
    const options = [option('low')];
    return withProperties({ named: { type: 'enumeration', fieldType: 'select', options } }, async (world) => {
      const [blocker = ''] = await blockersOf(world, { ...map, fields });
      assert.match(blocker, /It has no option for high: add it there\./);
    });
  });

  it('stops the set-up where only HubSpot could make it', () =>
    withProperties({}, async (world) => {
      const [blocker = ''] = await blockersOf(world, at('order.net', 'hs_no_such_thing'));
      assert.match(blocker, /This account has no property hs_no_such_thing/);
    }));

  it('is taken as it is where it fits, and made where it is not there', () =>
    withProperties({ kept: { type: 'number', fieldType: 'number' } }, async ({ destination, server }) => {
      const map = mapOf({
        fields: { 'order.net': { property: 'kept' }, 'order.refunded': { property: 'given_back' } },
      });
      await destination.apply(await destination.plan(map.fields));
      await destination.bind(map.fields);
      assert.equal(destination.propertyOf('order.net'), 'kept');
      assert.equal(destination.propertyOf('order.refunded'), 'given_back');
      assert.equal(server.account.properties.live('0-123', 'given_back')?.type, 'number');
      assert.equal(server.account.properties.live('0-123', 'samestory_net'), undefined);
      const values = { 'order.net': '12.50', 'order.refunded': '3.00' };
      const key = '548380009/order/1';
      const write = forCreate(
        map,
        { object: 'order', key, values, seeds: {} },
        { without: new Set(), withSeeds: false },
      );
      const [made] = await destination.create('order', [{ ref: '1', key, members: [key], origin: 'live', write }]);
      const id = idOf(made);
      const held = () => server.account.read.record('orders', id)?.properties;
      assert.deepEqual([held()?.['kept'], held()?.['given_back']], ['12.5', '3']);
      await destination.update('order', [{ ref: '1', id, write: forUpdate(map, 'order', { 'order.net': '9.50' }) }]);
      assert.equal(held()?.['kept'], '9.5');
      const [back] = await destination.readBack('order', { ids: [id] });
      assert.equal(back?.values['order.net'], '9.5');
    }));

  it('of a field that people own is read and never written', () =>
    withProperties({}, async ({ destination, server }) => {
      const map = mapOf({ fields: { 'order.stage': { owner: 'crm (sales)' } } });
      await destination.apply(await destination.plan(map.fields));
      await destination.bind(map.fields);
      const [made] = await destination.create('contact', [contactRow(1)]);
      assert.ok(server.account.read.record('contacts', idOf(made)));
      const forced = forUpdate(map, 'order', { 'order.stage': 'shipped' });
      assert.deepEqual(forced.values, {});
    }));
});
