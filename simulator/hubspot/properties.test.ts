import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { shapes, startAccount, type TestAccount } from './test-client.ts';

const BASE = '/crm/properties/2026-09/orders';
const GROUP = 'shopify_sync';
const property = (name: string, more: Record<string, unknown> = {}) => ({
  name,
  label: name,
  groupName: GROUP,
  type: 'string',
  fieldType: 'text',
  ...more,
});
const options = (...values: string[]) => values.map((value) => ({ label: value.toUpperCase(), value }));

describe('properties', () => {
  let hub: TestAccount;
  before(async () => {
    hub = await startAccount();
    await hub.send(shapes.any, 'POST', `${BASE}/groups`, { name: GROUP, label: 'Shopify' });
  });
  const post = (body: unknown, path = BASE) => hub.send(shapes.problem.or(shapes.any), 'POST', path, body);
  const get = (name: string, query = '') => hub.send(shapes.any, 'GET', `${BASE}/${name}${query}`);

  it('shows standard properties with what a client may not write', async () => {
    const { body } = await hub.send(shapes.rows, 'GET', '/crm/properties/2026-09/0-1');
    const named = (name: string) => body.results.find((one) => one['name'] === name);
    assert.equal(
      JSON.stringify(named('hs_additional_emails')?.['modificationMetadata']).includes('"readOnlyValue":true'),
      true,
    );
    assert.equal(named('lifecyclestage')?.['type'], 'enumeration');
    assert.equal(named('hubspot_owner_id')?.['referencedObjectType'], 'OWNER');
    assert.equal(named('email')?.['hubspotDefined'], true);
    const order = await get('hs_fulfillment_status');
    assert.deepEqual([order.body['type'], order.body['hasUniqueValue']], ['string', false]);
    assert.equal((await get('hs_is_closed')).body['calculated'], true);
  });

  it('creates, refuses what is wrong, and answers 409 for a name that exists', async () => {
    assert.equal((await post(property('one', { hasUniqueValue: true }))).status, 201);
    const again = await post(property('one'));
    assert.equal(again.status, 409);
    assert.deepEqual(
      [again.body['category'], again.body['subCategory'], again.body['message']],
      ['OBJECT_ALREADY_EXISTS', 'Properties.PROPERTY_WITH_NAME_EXISTS', "A property named 'one' already exists."],
    );
    for (const wrong of [
      property('Upper'),
      property('1st'),
      property('x'.repeat(101)),
      property('no_group', { groupName: 'nowhere' }),
      property('wrong_field', { fieldType: 'number' }),
      property('no_options', { type: 'enumeration', fieldType: 'select' }),
      property('unique_date', { type: 'date', fieldType: 'date', hasUniqueValue: true }),
    ]) {
      assert.equal((await post(wrong)).status, 400, wrong.name);
    }
    const batch = await hub.send(shapes.rows, 'POST', `${BASE}/batch/create`, {
      inputs: [property('two'), property('one')],
    });
    assert.deepEqual(
      batch.body.results.map((one) => one['name']),
      ['two'],
    );
    assert.deepEqual(batch.body.errors[0]?.context, { name: ['one'] });
    assert.equal((await get('nosuch')).status, 404);
  });

  it('keeps options when a patch has none, replaces them when it has some, and never changes uniqueness', async () => {
    await post(property('status', { type: 'enumeration', fieldType: 'select', options: options('a', 'b') }));
    const patch = (name: string, body: unknown) => hub.send(shapes.any, 'PATCH', `${BASE}/${name}`, body);
    const values = (body: Record<string, unknown>) => JSON.stringify(body['options']).match(/"value":"\w+"/g)?.length;
    assert.equal(values((await patch('status', { label: 'Renamed' })).body), 2);
    assert.equal(values((await patch('status', { options: options('c') })).body), 1);
    assert.equal((await patch('two', { fieldType: 'textarea' })).body['fieldType'], 'textarea');
    assert.equal((await patch('two', { hasUniqueValue: true })).body['hasUniqueValue'], false);
    assert.equal((await patch('hs_order_name', { type: 'number', fieldType: 'number' })).status, 400);
    const row = { properties: { status: 'a' } };
    const refused = await hub.send(shapes.problem, 'POST', '/crm/objects/2026-09/orders', row);
    assert.equal(refused.body.errors?.[0]?.code, 'INVALID_OPTION');
  });

  it('archives, hides the values meanwhile, and restores by creating the name again', async () => {
    await post(property('gone', { hasUniqueValue: true }));
    const [id = ''] = await hub.seed('orders', [{ gone: 'v1' }]);
    assert.equal((await hub.send(shapes.any, 'DELETE', `${BASE}/gone`)).status, 204);
    assert.deepEqual([(await get('gone')).status, (await get('gone', '?archived=true')).status], [404, 200]);
    const write = () => hub.send(shapes.any, 'POST', '/crm/objects/2026-09/orders', { properties: { gone: 'v1' } });
    assert.match(JSON.stringify((await write()).body), /PROPERTY_DOESNT_EXIST/);
    const read = () => hub.send(shapes.record, 'GET', `/crm/objects/2026-09/orders/${id}?properties=gone`);
    assert.equal((await read()).body.properties['gone'], undefined);
    assert.equal((await post(property('gone', { hasUniqueValue: true }))).status, 201);
    assert.equal((await read()).body.properties['gone'], 'v1');
    assert.match(JSON.stringify((await write()).body), /CONFLICTING_UNIQUE_VALUE/);
  });

  it('refuses to archive what is in use, and a group with properties', async () => {
    await post(property('used'));
    hub.account.properties.markInUse('0-123', 'used');
    const used = await hub.send(shapes.problem, 'DELETE', `${BASE}/used`);
    assert.equal(used.body.subCategory, 'PropertyValidationError.CANNOT_DELETE_PROPERTY_IN_USE');
    const group = await hub.send(shapes.problem, 'DELETE', `${BASE}/groups/${GROUP}`);
    assert.equal(group.body.subCategory, 'PropertyGroupError.GROUP_WITH_ACTIVE_PROPERTIES');
  });
});

describe('limits of properties', () => {
  it('allows as many custom properties as the plan, and ten unique ones per object', async () => {
    const free = await startAccount({ tier: 'free' });
    const make = (hub: TestAccount, name: string, unique = false) =>
      hub.send(shapes.any, 'POST', BASE, property(name, { groupName: 'order_information', hasUniqueValue: unique }));
    for (let index = 0; index < 10; index += 1) assert.equal((await make(free, `p${index}`)).status, 201);
    assert.equal((await make(free, 'p10')).status, 400);
    const limits = await free.send(shapes.any, 'GET', '/crm/limits/2026-09/custom-properties');
    assert.deepEqual([limits.body['overallLimit'], limits.body['overallUsage']], [10, 10]);
    const paid = await startAccount();
    for (let index = 0; index < 10; index += 1) assert.equal((await make(paid, `u${index}`, true)).status, 201);
    assert.equal((await make(paid, 'u10', true)).status, 400);
    assert.equal((await make(paid, 'plain')).status, 201);
  });

  it('can lack a standard property or have it otherwise', async () => {
    const hub = await startAccount({
      propertyOverrides: { '0-123': { hs_source_store: 'absent', hs_payment_status: { readOnlyValue: true } } },
    });
    const write = async (name: string) => {
      const reply = await hub.send(shapes.any, 'POST', '/crm/objects/2026-09/orders', { properties: { [name]: 'x' } });
      return JSON.stringify(reply.body['errors']);
    };
    assert.match(await write('hs_source_store'), /PROPERTY_DOESNT_EXIST/);
    assert.match(await write('hs_payment_status'), /READ_ONLY_VALUE/);
  });

  it('shows pipelines and takes new stages', async () => {
    const hub = await startAccount();
    const path = '/crm/pipelines/2026-09/orders';
    const { body } = await hub.send(shapes.rows, 'GET', path);
    const pipeline = String(body.results[0]?.['id']);
    assert.match(JSON.stringify(body.results[0]?.['stages']), /"label":"Cancelled".*"state":"CLOSED"/);
    const stage = { label: 'Refunded', displayOrder: 5, metadata: { state: 'CLOSED' } };
    const made = await hub.send(shapes.any, 'POST', `${path}/${pipeline}/stages`, stage);
    const id = String(made.body['id']);
    await hub.seed('orders', [{ hs_pipeline_stage: id }]);
    assert.equal((await hub.send(shapes.any, 'DELETE', `${path}/${pipeline}/stages/${id}`)).status, 400);
  });
});
