import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { createRandom } from '../../src/lib/random.ts';
import { listedProblems, shapes, startAccount, type TestAccount } from './test-client.ts';

const CONTACTS = '/crm/objects/2026-09/contacts';
const create = (rows: readonly Record<string, unknown>[], traced = false) => ({
  inputs: rows.map((properties, index) => ({
    properties,
    associations: [],
    ...(traced ? { objectWriteTraceId: `t${index}` } : {}),
  })),
});

describe('batch create', () => {
  let hub: TestAccount;
  before(async () => {
    hub = await startAccount();
    await hub.addKey('contacts');
  });

  it('lists every problem of the batch inside the message and one per row in errors', async () => {
    const { status, body } = await hub.send(
      shapes.problem,
      'POST',
      `${CONTACTS}/batch/create`,
      create([
        { email: 'fine@example.com' },
        { first000name: 'x', hs_additional_emails: 'y@example.com', lifecyclestage: 'hero' },
        { email: 'élise@example.com' },
      ]),
    );
    assert.equal(status, 400);
    assert.deepEqual(
      listedProblems(body.message).map((one) => [one.name, one.error]),
      [
        ['first000name', 'PROPERTY_DOESNT_EXIST'],
        ['hs_additional_emails', 'READ_ONLY_VALUE'],
        ['lifecyclestage', 'INVALID_OPTION'],
        ['email', 'INVALID_EMAIL'],
      ],
    );
    assert.deepEqual(
      body.errors?.map((one) => one.code),
      ['PROPERTY_DOESNT_EXIST', 'INVALID_EMAIL'],
    );
    assert.equal(hub.account.read.count('contacts'), 0);
  });

  it('lower-cases e-mail and refuses a second record with it, also when it is an additional address', async () => {
    const [id = ''] = await hub.seed('contacts', [{ email: 'Bea@Example.COM' }]);
    assert.equal(hub.account.read.record('contacts', id)?.properties['email'], 'bea@example.com');
    hub.account.asUser(3).setEmailSecondary(id, 'bea2@example.com');
    for (const email of ['BEA@example.com', 'bea2@example.com']) {
      const single = await hub.send(shapes.problem, 'POST', CONTACTS, { properties: { email } });
      assert.deepEqual([single.status, single.body.category], [409, 'CONFLICT']);
      assert.equal(single.body.message, `Contact already exists. Existing ID: ${id}`);
    }
    const rows = [{ email: 'bea2@example.com' }, { email: 'new@example.com' }];
    const whole = await hub.send(shapes.problem, 'POST', `${CONTACTS}/batch/create`, create(rows));
    assert.deepEqual([whole.status, whole.body.message], [409, 'Contact already exists']);
    assert.equal(hub.account.read.findBy('contacts', 'email', 'new@example.com').length, 0);
    const traced = await hub.send(shapes.records, 'POST', `${CONTACTS}/batch/create`, create(rows, true));
    assert.equal(traced.body.results.length, 1);
    assert.deepEqual(traced.body.errors[0]?.context, { objectWriteTraceId: ['t0'], existingId: [id] });
  });

  it('takes the first of two rows with the same address or key and refuses the other', async () => {
    const rows = [
      { email: 'twin@example.com' },
      { email: 'TWIN@example.com' },
      { samestory_key: 'same' },
      { samestory_key: 'same' },
    ];
    const { body } = await hub.send(shapes.records, 'POST', `${CONTACTS}/batch/create`, create(rows, true));
    assert.deepEqual(body.results.map((one) => one.objectWriteTraceId).sort(), ['t0', 't2']);
    assert.deepEqual(
      body.errors.map((one) => one.category),
      ['CONFLICT', 'VALIDATION_ERROR'],
    );
    assert.equal(listedProblems(body.errors[1]?.message ?? '')[0]?.error, 'CONFLICTING_UNIQUE_VALUE');
  });

  it('insists on the associations field, on texts and on no null', async () => {
    const post = (body: unknown) => hub.send(shapes.problem, 'POST', `${CONTACTS}/batch/create`, body);
    const without = await post({ inputs: [{ properties: { city: 'Ulm' } }] });
    assert.match(without.body.message, /Some required fields were not set: \[inputs\.0\.associations\]/);
    assert.equal((await post(create([{ city: 12 }]))).status, 400);
    const nothing = await post(create([{ city: null }]));
    assert.match(nothing.body.message, /null value in entry: city=null/);
    assert.equal(hub.account.read.findBy('contacts', 'city', 'Ulm').length, 0);
  });

  it('answers in an order that is random but the same for the same seed', async () => {
    const rows = Array.from({ length: 30 }, (_, index) => ({ city: String(index) }));
    const orders = [];
    for (let run = 0; run < 2; run += 1) {
      const other = await startAccount({ random: createRandom(99) });
      const { body } = await other.send(shapes.records, 'POST', `${CONTACTS}/batch/create`, create(rows));
      orders.push(body.results.map((one) => one.properties['city']));
    }
    assert.deepEqual(orders[0], orders[1]);
    assert.notDeepEqual(
      orders[0],
      rows.map((row) => row.city),
    );
    assert.deepEqual(
      [...(orders[0] ?? [])].map(Number).sort((a, b) => a - b),
      rows.map((_, index) => index),
    );
  });

  it('makes inline links, and refuses a row whose target does not exist', async () => {
    const [contact = ''] = await hub.seed('contacts', [{ city: 'Linked' }]);
    const link = (id: string) => [
      { to: { id }, types: [{ associationCategory: 'HUBSPOT_DEFINED', associationTypeId: 507 }] },
    ];
    const { body } = await hub.send(shapes.records, 'POST', '/crm/objects/2026-09/orders/batch/create', {
      inputs: [
        { properties: { hs_order_name: '#1' }, associations: link(contact), objectWriteTraceId: 'a' },
        { properties: { hs_order_name: '#2' }, associations: link('1234'), objectWriteTraceId: 'b' },
      ],
    });
    assert.deepEqual(body.errors[0]?.context, { CONTACT: ['1234'], objectWriteTraceId: ['b'] });
    const orders = hub.account.read.records('orders');
    assert.deepEqual(
      orders.map((one) => one.properties['hs_order_name']),
      ['#1'],
    );
    assert.deepEqual(orders[0]?.links(), [{ toType: 'contacts', toId: contact, typeIds: [507] }]);
  });
});

describe('batch update', () => {
  let hub: TestAccount;
  before(async () => {
    hub = await startAccount();
    await hub.addKey('orders');
  });
  const update = (inputs: unknown[], type = 'orders') =>
    hub.send(shapes.records, 'POST', `/crm/objects/2026-09/${type}/batch/update`, { inputs });

  it('updates what exists and names the ids that do not, without trace ids', async () => {
    const [id = ''] = await hub.seed('orders', [{ hs_order_name: '#1' }]);
    const { status, body } = await update([
      { id, properties: { hs_order_name: '#1b' } },
      { id: '999', properties: { hs_order_name: '#x' } },
    ]);
    assert.equal(status, 200);
    assert.deepEqual(
      body.results.map((one) => one.id),
      [id],
    );
    assert.deepEqual([body.errors[0]?.category, body.errors[0]?.context], ['OBJECT_NOT_FOUND', { ids: ['999'] }]);
    assert.equal(hub.account.read.record('orders', id)?.properties['hs_order_name'], '#1b');
  });

  it('clears with an empty text, keeps what is not named, and echoes only what was written', async () => {
    const [id = ''] = await hub.seed('orders', [{ samestory_key: 'u1', hs_tags: 'a', hs_order_note: 'n' }]);
    const { body } = await update([{ id: 'u1', idProperty: 'samestory_key', properties: { hs_tags: '' } }]);
    assert.deepEqual(Object.keys(body.results[0]?.properties ?? {}).sort(), [
      'hs_createdate',
      'hs_lastmodifieddate',
      'hs_object_id',
      'hs_tags',
    ]);
    const now = hub.account.read.record('orders', id)?.properties;
    assert.deepEqual([now?.['hs_tags'], now?.['hs_order_note']], ['', 'n']);
  });

  it('does not take e-mail or hs_object_id as the id of an update', async () => {
    for (const [type, idProperty] of [
      ['contacts', 'email'],
      ['orders', 'hs_object_id'],
    ]) {
      const path = `/crm/objects/2026-09/${type}/batch/update`;
      const reply = await hub.send(shapes.problem, 'POST', path, { inputs: [{ id: 'x', idProperty, properties: {} }] });
      assert.match(reply.body.message, /non-unique/);
    }
  });

  it('knows the order stages, lets a stage bring its pipeline, and tells whether the order is closed', async () => {
    const [id = ''] = await hub.seed('orders', [{ hs_order_name: '#s' }]);
    const read = () =>
      hub.send(
        shapes.record,
        'GET',
        `/crm/objects/2026-09/orders/${id}?properties=hs_pipeline_stage,hs_is_closed,hs_pipeline`,
      );
    const fresh = (await read()).body.properties;
    assert.deepEqual(
      [fresh['hs_pipeline'], fresh['hs_pipeline_stage'], fresh['hs_is_closed']],
      ['14a2e10e-5471-408a-906e-c51f3b04369e', '4b27b500-f031-4927-9811-68a0b525cbae', 'false'],
    );
    await update([{ id, properties: { hs_pipeline_stage: '3725360f-519b-4b18-a593-494d60a29c9f' } }]);
    assert.equal((await read()).body.properties['hs_is_closed'], 'true');
    const wrong = await hub.send(shapes.problem, 'PATCH', `/crm/objects/2026-09/orders/${id}`, {
      properties: { hs_pipeline_stage: 'Shipped' },
    });
    assert.deepEqual([wrong.status, wrong.body.errors?.[0]?.code], [400, 'INVALID_OPTION']);
  });

  it('keeps values in its own form and mends dates in 2026-09 only', async () => {
    await hub.send(shapes.any, 'POST', '/crm/properties/2026-09/orders', {
      name: 'due_on',
      label: 'Due',
      groupName: 'order_information',
      type: 'date',
      fieldType: 'date',
    });
    const write = (version: string, properties: Record<string, string>) =>
      hub.send(shapes.any, 'POST', `/crm/objects/${version}/orders`, { properties });
    const made = await write('2026-09', {
      due_on: '2026-11-04T10:00:00Z',
      hs_total_price: '12.50',
      hs_processed_date: '1730721600000',
    });
    assert.equal(made.status, 201);
    const { properties } = shapes.record.parse(made.body);
    assert.deepEqual(
      [properties['due_on'], properties['hs_total_price'], properties['hs_processed_date']],
      ['2026-11-04', '12.5', '2024-11-04T12:00:00Z'],
    );
    assert.match(JSON.stringify(made.body['warnings']), /PROPERTY_VALUE_NORMALIZED.*due_on/);
    const old = await write('2026-03', { due_on: '2026-11-04T10:00:00Z' });
    assert.match(JSON.stringify(old.body), /INVALID_DATE/);
  });

  it('moves a lifecycle stage forward only, unless a person moves it', async () => {
    const [id = ''] = await hub.seed('contacts', [{ lifecyclestage: 'customer' }]);
    const stage = () => hub.account.read.record('contacts', id)?.properties['lifecyclestage'];
    assert.equal((await update([{ id, properties: { lifecyclestage: 'lead' } }], 'contacts')).status, 200);
    assert.equal(stage(), 'customer');
    hub.account.asUser(1).update('contacts', id, { lifecyclestage: 'lead' });
    assert.equal(stage(), 'lead');
  });
});

describe('silent failures', () => {
  it('answers like success and writes nothing, or leaves rows out', async () => {
    const hub = await startAccount({ batchFaults: [{ silent: 'all', path: 'contacts/batch/create', times: 1 }] });
    const send = () =>
      hub.send(
        shapes.records,
        'POST',
        `${CONTACTS}/batch/create`,
        create([{ city: 'a' }, { city: 'b' }, { city: 'c' }]),
      );
    const none = await send();
    assert.deepEqual([none.status, none.body.results, none.body.errors], [201, [], []]);
    assert.equal(hub.account.read.count('contacts'), 0);
    hub.account.batchFaults.add({ silent: 'some', times: 1 });
    const some = await send();
    assert.deepEqual([some.body.results.length, some.body.errors.length], [2, 0]);
    assert.equal(hub.account.read.count('contacts'), 2);
    assert.equal((await send()).body.results.length, 3);
  });
});

describe('property rules', () => {
  it('are enforced from 2026-09 on', async () => {
    const hub = await startAccount();
    hub.account.rules.add({ kind: 'required', typeId: '0-1', name: 'firstname' });
    hub.account.rules.add({
      kind: 'conditional',
      typeId: '0-1',
      name: 'state',
      when: { name: 'country', values: ['United States'] },
    });
    const make = (version: string, properties: Record<string, string>) =>
      hub.send(shapes.any, 'POST', `/crm/objects/${version}/contacts`, { properties });
    const missing = await make('2026-09', { lastname: 'X' });
    assert.equal(missing.body['message'], 'The property values provided are invalid');
    assert.match(
      JSON.stringify(missing.body['errors']),
      /A value for firstname must be provided.*MISSING_REQUIRED_PROPERTY/,
    );
    const conditional = await make('2026-09', { firstname: 'A', country: 'United States' });
    assert.match(JSON.stringify(conditional.body['errors']), /MISSING_CONDITIONAL_REQUIRED_PROPERTY/);
    assert.equal((await make('2026-03', { country: 'United States' })).status, 201);
    const rules = await hub.send(shapes.rows, 'GET', '/crm/property-validations/2026-09/0-1');
    assert.deepEqual(
      rules.body.results.map((one) => one['propertyName']),
      ['firstname', 'state'],
    );
  });
});
