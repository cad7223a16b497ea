import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ALL_SCOPES } from '../simulator/hubspot/options.ts';
import { contactRow, idOf, orderRow } from '../src/connector/conformance/suite-rows.ts';
import type { SetupPlan } from '../src/connector/destination.ts';
import { ConnectorError } from '../src/connector/failure.ts';
import { coreFieldMap } from '../src/field-map/core.ts';
import { forCreate, forUpdate } from '../src/field-map/owned-write.ts';
import type { FieldMap, FieldValues } from '../src/field-map/types.ts';
import {
  createHubSpotWorld,
  type HubSpotWorld,
  hubSpotAppId,
  hubSpotToken,
  type WorldOptions,
} from './hubspot-world.ts';

/** Fields that need eleven properties of ours with key, members and origins, so that limits can be tried exactly. */
const core = coreFieldMap.fields.filter(({ name }) => name !== 'order.gross_total');

async function withWorld(options: WorldOptions, test: (world: HubSpotWorld) => Promise<void>): Promise<void> {
  const world = await createHubSpotWorld(options);
  try {
    await test(world);
  } finally {
    await world.close();
  }
}

const bare = (account: WorldOptions['account'] = {}): WorldOptions => ({ fields: null, account });

function named(plan: SetupPlan, action: string): string[] {
  return plan.steps.filter((step) => step.action === action).map(({ object, property }) => `${object} ${property}`);
}

function orderWrite(map: FieldMap, values: FieldValues) {
  const record = { object: 'order', key: 'k', values, seeds: {} } as const;
  return forCreate(map, record, { without: new Set(), withSeeds: true });
}

/** An account in which a property of ours was made by somebody else. */
function putProperty({ server }: HubSpotWorld, typeId: string, name: string, archived: boolean): void {
  const model = server.account.properties.live(typeId, 'hs_object_source_id');
  assert.ok(model);
  server.account.properties.put(typeId, {
    ...model,
    name,
    hubspotDefined: false,
    readOnlyValue: false,
    hasUniqueValue: false,
    archivedAt: archived ? 1 : null,
  });
}

const ours = [
  'contact samestory_key',
  'contact samestory_members',
  'contact samestory_origin',
  'contact samestory_shopify_url',
  'order samestory_channel',
  'order samestory_key',
  'order samestory_net',
  'order samestory_origin',
  'order samestory_original_total',
  'order samestory_refunded',
  'order samestory_source',
];

describe('HubSpot set-up', () => {
  it('plans eleven properties of ours without writing anything, makes them, and then finds them', () =>
    withWorld(bare(), async ({ destination, server }) => {
      const before = server.counters.read().writes;
      const plan = await destination.plan(core);
      assert.equal(server.counters.read().writes, before);
      assert.deepEqual(named(plan, 'create').sort(), ours);
      assert.deepEqual(plan.blockers, []);
      assert.deepEqual(plan.omitted, []);
      await destination.apply(plan);
      await destination.apply(plan);
      const bound = await destination.bind(core);
      assert.deepEqual(named(bound, 'create'), []);
      assert.deepEqual(bound.omitted, []);
      assert.equal(destination.propertyOf('order.current_total'), 'hs_total_price');
      assert.equal(destination.propertyOf('order.acquisition_source'), 'samestory_source');
      const key = server.account.properties.live('0-123', 'samestory_key');
      assert.equal(key?.hasUniqueValue, true);
      assert.equal(key?.groupName, 'samestory');
      const refunded = server.account.properties.live('0-123', 'samestory_refunded');
      assert.equal(refunded?.type, 'number');
      assert.match(refunded?.description ?? '', /Changes made here are overwritten\.$/);
    }));

  it('leaves out the contact origin where ten custom properties are allowed, and writes all the same', () =>
    withWorld({ fields: core, account: { tier: 'free' } }, async ({ destination, server }) => {
      const plan = await destination.plan(core);
      assert.deepEqual(named(plan, 'leave out'), ['contact samestory_origin']);
      assert.deepEqual(plan.omitted, []);
      const [contact] = await destination.create('contact', [contactRow(1)]);
      const [order] = await destination.create('order', [{ ...orderRow(5), origin: 'history' }]);
      assert.equal(server.account.read.record('contacts', idOf(contact))?.properties['samestory_origin'], undefined);
      assert.equal(server.account.read.record('orders', idOf(order))?.properties['samestory_origin'], 'history');
    }));

  it('fits the core fields into a free account without losing one of them', () =>
    withWorld(bare({ tier: 'free' }), async ({ destination }) => {
      const plan = await destination.plan(coreFieldMap.fields);
      assert.deepEqual(plan.blockers, []);
      assert.deepEqual(plan.omitted, []);
      assert.equal(named(plan, 'create').length, 10);
    }));

  it('leaves out the order origin next, and is blocked when the indispensable does not fit', async () => {
    await withWorld(bare({ customPropertyLimit: 9 }), async ({ destination }) => {
      const plan = await destination.plan(core);
      assert.deepEqual(named(plan, 'leave out').sort(), ['contact samestory_origin', 'order samestory_origin']);
      assert.deepEqual(plan.blockers, []);
    });
    await withWorld(bare({ customPropertyLimit: 8 }), async ({ destination, server }) => {
      const plan = await destination.plan(core);
      assert.equal(plan.blockers.length, 1);
      assert.match(
        plan.blockers[0] ?? '',
        /room for 8 .* 9 are indispensable: .*samestory_key.*Delete 1 custom property/,
      );
      const before = server.counters.read().writes;
      await assert.rejects(destination.apply(plan), (error) => codeOf(error) === 'PLAN_BLOCKED');
      assert.equal(server.counters.read().writes, before);
    });
  });

  it('is blocked by a key property that does not keep values unique, and says the way out', () =>
    withWorld(bare(), async (world) => {
      putProperty(world, '0-1', 'samestory_key', false);
      const plan = await world.destination.plan(core);
      assert.deepEqual(named(plan, 'blocked'), ['contact samestory_key']);
      assert.match(plan.blockers[0] ?? '', /cannot switch on later.*archive it and delete it/);
      await assert.rejects(world.destination.bind(core), (error) => codeOf(error) === 'NOT_SET_UP');
    }));

  it('notices that HubSpot brought back an archived key without unique values', () =>
    withWorld(bare(), async (world) => {
      putProperty(world, '0-123', 'samestory_key', true);
      const plan = await world.destination.plan(core);
      assert.deepEqual(plan.blockers, []);
      const { properties } = world.server.account;
      const add = properties.add.bind(properties);
      properties.add = (type, property) => add(type, { ...property, hasUniqueValue: false });
      await assert.rejects(world.destination.apply(plan), (error) => codeOf(error) === 'KEY_NOT_UNIQUE');
    }));

  it('refuses to bind an account that was never set up', () =>
    withWorld(bare(), async ({ destination }) => {
      await assert.rejects(destination.bind(core), (error) => codeOf(error) === 'NOT_SET_UP');
      await assert.rejects(destination.list('contact', null), (error) => codeOf(error) === 'NOT_BOUND');
    }));

  it('uses properties of ours where standard ones are absent, read-only or of a type that loses something', () => {
    const propertyOverrides = {
      '0-123': {
        hs_total_price: { calculated: true, readOnlyValue: true },
        hs_external_order_status: 'absent',
        hs_processed_date: { type: 'date', fieldType: 'date' },
      },
    } as const;
    return withWorld({ fields: core, account: { propertyOverrides } }, async ({ destination, server }) => {
      assert.equal(destination.propertyOf('order.current_total'), 'samestory_current_total');
      assert.equal(destination.propertyOf('order.state'), 'samestory_state');
      assert.equal(destination.propertyOf('order.date'), 'samestory_date');
      const values = {
        'order.current_total': '10.5',
        'order.state': 'Cancelled',
        'order.date': '2026-11-01T10:11:12.345Z',
      };
      const [outcome] = await destination.create('order', [
        { ...orderRow(5), write: orderWrite(coreFieldMap, values) },
      ]);
      const properties = server.account.read.record('orders', idOf(outcome))?.properties;
      assert.equal(properties?.['samestory_current_total'], '10.5');
      assert.equal(properties?.['samestory_date'], '2026-11-01T10:11:12.345Z');
      const [record] = await destination.readBack('order', { ids: [idOf(outcome)] });
      assert.equal(record?.values['order.date'], '2026-11-01T10:11:12.345Z');
    });
  });

  it('omits such a field, with the reason, where there is no room for a property of ours', () => {
    const propertyOverrides = { '0-123': { hs_payment_status: { readOnlyValue: true } } } as const;
    return withWorld(
      { fields: core, account: { propertyOverrides, customPropertyLimit: 9 } },
      async ({ destination }) => {
        const plan = await destination.bind(core);
        assert.deepEqual(plan.omitted, ['order.payment_status']);
        const step = plan.steps.find(({ field }) => field === 'order.payment_status');
        assert.match(step?.reason ?? '', /read-only.*no room/);
        const [outcome] = await destination.create('order', [
          { ...orderRow(5), write: orderWrite(coreFieldMap, { 'order.number': '#5', 'order.payment_status': 'Paid' }) },
        ]);
        assert.equal(outcome?.status, 'created');
      },
    );
  });

  it('refuses a value that an enumeration lacks without sending it, and writes the others', () => {
    const options = [{ label: 'Paid', value: 'Paid', displayOrder: 0, hidden: false }];
    const propertyOverrides = {
      '0-123': { hs_payment_status: { type: 'enumeration', fieldType: 'select', options } },
    } as const;
    return withWorld({ fields: core, account: { propertyOverrides } }, async ({ destination, server }) => {
      const rows = [
        { ...orderRow(5), write: orderWrite(coreFieldMap, { 'order.payment_status': 'Paid' }) },
        { ...orderRow(6), write: orderWrite(coreFieldMap, { 'order.payment_status': 'Voided' }) },
      ];
      const outcomes = await destination.create('order', rows);
      const refused = outcomes.find(({ ref }) => ref === 'order 6');
      assert.ok(refused?.status === 'refused');
      assert.deepEqual(refused.fields, ['order.payment_status']);
      assert.equal(server.account.read.count('orders'), 1);
    });
  });

  it('moves an order through the stages of the account, found by label, else by the usual id', () =>
    withWorld({ fields: core }, async ({ destination, server }) => {
      const [outcome] = await destination.create('order', [
        { ...orderRow(5), write: orderWrite(coreFieldMap, { 'order.stage': 'shipped' }) },
      ]);
      const id = idOf(outcome);
      const [pipeline] = server.account.pipelines.list('0-123');
      const idOfStage = (label: string) => pipeline?.stages.find((stage) => stage.label === label)?.id;
      const stored = () => server.account.read.record('orders', id)?.properties;
      assert.equal(stored()?.['hs_pipeline'], pipeline?.id);
      assert.equal(stored()?.['hs_pipeline_stage'], idOfStage('Shipped'));
      const write = forUpdate(coreFieldMap, 'order', { 'order.stage': 'cancelled' });
      await destination.update('order', [{ ref: 'a', id, write }]);
      assert.equal(stored()?.['hs_pipeline_stage'], idOfStage('Cancelled'));
      const [record] = await destination.readBack('order', { ids: [id] });
      assert.equal(record?.values['order.stage'], 'cancelled');
    }));

  it('never writes what belongs to staff, whatever the field map says', () => {
    const claimed: FieldMap = {
      version: 'greedy',
      fields: core.map((field) =>
        field.name === 'contact.lead_status' || field.name === 'order.note' ? { ...field, owner: 'shopify' } : field,
      ),
    };
    return withWorld({ fields: claimed.fields }, async ({ destination, server }) => {
      const plan = await destination.plan(claimed.fields);
      assert.deepEqual(plan.omitted, ['contact.lead_status', 'order.note']);
      const values = { 'contact.email': 'a@example.com', 'contact.lead_status': 'OPEN' };
      const write = forCreate(
        claimed,
        { object: 'contact', key: 'k', values, seeds: {} },
        { without: new Set(), withSeeds: true },
      );
      const [outcome] = await destination.create('contact', [{ ...contactRow(1), write }]);
      const stored = server.account.read.record('contacts', idOf(outcome))?.properties;
      assert.equal(stored?.['email'], 'a@example.com');
      assert.equal(stored?.['hs_lead_status'], undefined);
    });
  });
});

describe('HubSpot check', () => {
  it('describes the account', () =>
    withWorld(
      bare({
        portalId: 44_237_313,
        companyCurrency: 'EUR',
        additionalCurrencies: ['JPY'],
        timeZone: 'Europe/Berlin',
        tier: 'free',
      }),
      async ({ destination }) => {
        const account = await destination.check();
        assert.equal(account.destination, 'hubspot/44237313');
        assert.deepEqual(account.currencies, ['EUR', 'JPY']);
        assert.equal(account.timeZone, 'Europe/Berlin');
        assert.deepEqual(
          account.limits.find(({ name }) => name === 'custom properties'),
          {
            name: 'custom properties',
            limit: 10,
            used: 0,
          },
        );
        assert.equal(account.limits.find(({ name }) => name === 'API calls per day')?.limit, 250_000);
        assert.deepEqual(account.scopes.missing, []);
      },
    ));

  it('names missing scopes as far as reads show them', () => {
    const scopes = ALL_SCOPES.filter(
      (scope) => !scope.startsWith('crm.objects.orders') && scope !== 'crm.schemas.contacts.read',
    );
    const tokens = [{ token: hubSpotToken, scopes, appId: hubSpotAppId }];
    return withWorld(bare({ tokens }), async ({ destination }) => {
      const account = await destination.check();
      assert.deepEqual([...account.scopes.missing].sort(), ['crm.objects.orders.read', 'crm.schemas.contacts.read']);
      assert.match(account.warnings.join(' '), /crm\.objects\.orders\.read/);
    });
  });

  it('says which step failed for a token that HubSpot does not accept, and never shows it', () =>
    withWorld({ fields: null, connector: { token: 'pat-na1-wrong' } }, async ({ destination, clock, logged }) => {
      const start = clock.now().getTime();
      await assert.rejects(destination.check(), (error) => {
        assert.ok(error instanceof ConnectorError);
        assert.equal(error.failure.class, 'credential');
        assert.match(error.failure.message, /reading the account/);
        assert.equal(error.failure.message.includes('pat-na1-wrong'), false);
        return true;
      });
      assert.ok(clock.now().getTime() - start >= 5_000, 'a 401 is tried once more after five seconds');
      assert.equal(logged.join('\n').includes('pat-na1-wrong'), false);
    }));
});

function codeOf(error: unknown): string {
  return error instanceof ConnectorError ? error.failure.code : '';
}
