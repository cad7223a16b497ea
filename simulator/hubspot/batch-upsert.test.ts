import assert from 'node:assert/strict';
import { before, describe, it } from 'node:test';
import { shapes, startAccount, type TestAccount } from './test-client.ts';

const UPSERT = '/crm/objects/2026-09/orders/batch/upsert';

function input(id: string, properties: Record<string, string>, trace?: string) {
  return { id, idProperty: 'samestory_key', properties, ...(trace === undefined ? {} : { objectWriteTraceId: trace }) };
}

describe('batch upsert', () => {
  let hub: TestAccount;
  before(async () => {
    hub = await startAccount();
    await hub.addKey('orders');
    await hub.addKey('contacts');
  });

  const held = (key: string) => hub.account.read.findBy('orders', 'samestory_key', key);

  it('creates under a new key and updates only the given properties under a known one', async () => {
    const first = await hub.send(shapes.records, 'POST', UPSERT, {
      inputs: [input('1/order/1', { hs_order_name: '#1', hs_tags: 'keep' })],
    });
    assert.equal(first.body.results[0]?.new, true);
    assert.equal(first.body.results[0]?.properties['samestory_key'], '1/order/1');
    const second = await hub.send(shapes.records, 'POST', UPSERT, {
      inputs: [input('1/order/1', { hs_order_name: '#2' })],
    });
    assert.equal(second.body.results[0]?.new, false);
    assert.equal(second.body.results[0]?.properties['samestory_key'], '1/order/1');
    const [record, ...others] = held('1/order/1');
    assert.equal(others.length, 0);
    assert.deepEqual([record?.properties['hs_order_name'], record?.properties['hs_tags']], ['#2', 'keep']);
  });

  it('moves the key when the properties bring another value, and refuses one that is taken', async () => {
    await hub.send(shapes.records, 'POST', UPSERT, { inputs: [input('m1', {}), input('m2', {})] });
    await hub.send(shapes.records, 'POST', UPSERT, { inputs: [input('m1', { samestory_key: 'm3' })] });
    assert.equal(held('m1').length, 0);
    assert.equal(held('m3').length, 1);
    const taken = await hub.send(shapes.problem, 'POST', UPSERT, { inputs: [input('m3', { samestory_key: 'm2' })] });
    assert.equal(taken.status, 400);
    assert.equal(taken.body.errors?.[0]?.code, 'CONFLICTING_UNIQUE_VALUE');
    assert.equal(held('m3').length, 1);
  });

  it('refuses the whole call for a key that is not unique, absent, empty, doubled, or for too many inputs', async () => {
    const refused = async (inputs: unknown[]) => hub.send(shapes.problem, 'POST', UPSERT, { inputs });
    const notUnique = await refused([{ id: '#1', idProperty: 'hs_order_name', properties: {} }]);
    assert.match(
      notUnique.body.message,
      /^Unable to perform update\/upsert by non-unique 0-123 property hs_order_name/,
    );
    assert.equal((await refused([{ id: 'x', properties: {} }])).status, 400);
    assert.equal((await refused([{ id: '17', idProperty: 'hs_object_id', properties: {} }])).status, 400);
    assert.equal((await refused([input('', {})])).status, 400);
    const twice = await refused([input('d1', {}, 'a'), input('d1', {}, 'b'), input('d2', {}, 'c')]);
    assert.equal(twice.body.message, 'Duplicate IDs found in batch input: [d1]. IDs must be unique');
    assert.deepEqual(twice.body.context, { ids: ['d1'] });
    assert.equal(held('d2').length, 0);
    const many = Array.from({ length: 101 }, (_, index) => input(`many${index}`, {}, String(index)));
    assert.equal((await refused(many)).status, 400);
  });

  it('writes nothing when one row is bad and the inputs carry no unique trace ids', async () => {
    const bad = { hs_total_price: 'twelve' };
    for (const traces of [
      [undefined, undefined],
      ['same', 'same'],
      ['only', undefined],
    ]) {
      const { status, body } = await hub.send(shapes.problem, 'POST', UPSERT, {
        inputs: [input('w1', { hs_order_name: '#w' }, traces[0]), input('w2', bad, traces[1])],
      });
      assert.deepEqual([status, body.category], [400, 'VALIDATION_ERROR']);
    }
    assert.equal(held('w1').length, 0);
  });

  it('writes the good rows and names the bad ones when every input is traced', async () => {
    for (const [version, status] of [
      ['2026-09', 200],
      ['2026-03', 207],
    ] as const) {
      const reply = await hub.send(shapes.records, 'POST', UPSERT.replace('2026-09', version), {
        inputs: [
          input(`t1 ${version}`, { hs_order_name: '#t' }, '0'),
          input(`t2 ${version}`, { hs_total_price: 'twelve' }, '1'),
        ],
      });
      assert.equal(reply.status, status);
      assert.deepEqual(
        reply.body.results.map((one) => one.objectWriteTraceId),
        ['0'],
      );
      assert.deepEqual(reply.body.errors[0]?.context, { objectWriteTraceId: ['1'] });
      assert.equal(reply.body.numErrors, 1);
      assert.deepEqual([held(`t1 ${version}`).length, held(`t2 ${version}`).length], [1, 0]);
    }
  });

  it('finds a contact by its additional address, and loses its primary one when the input names the e-mail', async () => {
    const [id = ''] = await hub.seed('contacts', [{ email: 'anna@example.com' }]);
    hub.account.asUser(5).setEmailSecondary(id, 'Anna.Alt@example.com');
    const path = '/crm/objects/2026-09/contacts/batch/upsert';
    const byMail = (properties: Record<string, string>) => ({
      inputs: [{ id: 'anna.alt@example.com', idProperty: 'email', properties }],
    });
    const found = await hub.send(shapes.records, 'POST', path, byMail({ city: 'Bonn' }));
    assert.deepEqual([found.body.results[0]?.id, found.body.results[0]?.new], [id, false]);
    assert.equal(found.body.results[0]?.properties['email'], 'anna@example.com');
    await hub.send(shapes.records, 'POST', path, byMail({ email: 'anna.alt@example.com' }));
    const { properties } = hub.account.read.record('contacts', id) ?? {};
    assert.deepEqual([properties?.['email'], properties?.['hs_additional_emails']], ['anna.alt@example.com', '']);
  });
});

describe('a key that only an archived record carries', () => {
  for (const archivedKey of ['create', 'conflict'] as const) {
    it(`switch: ${archivedKey}`, async () => {
      const hub = await startAccount({ switches: { archivedKey } });
      await hub.addKey('orders');
      const [id = ''] = await hub.seed('orders', [{ samestory_key: 'k' }]);
      hub.account.asUser(1).archive('orders', id);
      const { status } = await hub.send(shapes.any, 'POST', UPSERT, { inputs: [input('k', { hs_order_name: '#9' })] });
      assert.equal(status, archivedKey === 'create' ? 200 : 400);
      assert.equal(hub.account.read.count('orders'), archivedKey === 'create' ? 1 : 0);
    });
  }
});
