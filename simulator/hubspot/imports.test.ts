import assert from 'node:assert/strict';
import { before, beforeEach, describe, it } from 'node:test';
import { shapes, startAccount, type TestAccount, TOKEN } from './test-client.ts';

const CSV = [
  'Key,Name,Total,Made,Email,Link',
  '1/order/1,#1,12.50,2026-11-01,ann@example.com,',
  '1/order/2,#2,twelve,2026-11-02,ann@example.com,',
  '1/order/1,#1 again,3,2026-11-03,bob@example.com,',
  '1/order/3,#3,4,2026-11-03,élise@example.com,Nobody',
  'too,few',
].join('\n');

const column = (columnObjectTypeId: string, columnName: string, propertyName: string | null, columnType?: string) => ({
  columnObjectTypeId,
  columnName,
  propertyName,
  ...(columnType === undefined ? {} : { columnType }),
});

function request(operation: string) {
  return {
    name: 'orders',
    dateFormat: 'YEAR_MONTH_DAY',
    importOperations: { '0-123': operation, '0-1': 'UPSERT' },
    files: [
      {
        fileName: 'orders.csv',
        fileFormat: 'CSV',
        fileImportPage: {
          hasHeader: true,
          columnMappings: [
            column('0-123', 'Key', 'samestory_key', 'HUBSPOT_ALTERNATE_ID'),
            column('0-123', 'Name', 'hs_order_name'),
            column('0-123', 'Total', 'hs_total_price'),
            column('0-123', 'Made', 'hs_processed_date'),
            column('0-1', 'Email', 'email', 'HUBSPOT_ALTERNATE_ID'),
            { ...column('0-123', 'Link', null, 'FLEXIBLE_ASSOCIATION_LABEL'), toColumnObjectTypeId: '0-1' },
          ],
        },
      },
    ],
  };
}

describe('imports', () => {
  let hub: TestAccount;
  before(async () => {
    hub = await startAccount({ importDurationMs: 20_000, enforceLimits: false });
    await hub.addKey('orders');
  });
  beforeEach(() => hub.clock.advance(1_000));

  const upload = async (operation: string, csv = CSV) => {
    const form = new FormData();
    form.append('importRequest', JSON.stringify(request(operation)));
    form.append('files', new Blob([csv], { type: 'text/csv' }), 'orders.csv');
    const headers = { authorization: `Bearer ${TOKEN}` };
    const reply = await fetch(`${hub.url}/crm/imports/2026-09`, { method: 'POST', headers, body: form });
    return String(shapes.any.parse(await reply.json())['id']);
  };
  const state = async (id: string) => (await hub.send(shapes.any, 'GET', `/crm/imports/2026-09/${id}`)).body['state'];
  const errors = async (id: string) => {
    const path = `/crm/imports/2026-09/${id}/errors?includeErrorMessage=true&includeRowData=true`;
    const { body } = await hub.send(shapes.rows, 'GET', path);
    return body.results.map((one) => [
      one['errorType'],
      shapes.any.parse(one['sourceData'])['lineNumber'],
      one['invalidValue'],
    ]);
  };

  it('writes rows when its time has come, links what stands in one row, and lists what it could not use', async () => {
    const id = await upload('UPSERT');
    assert.equal(await state(id), 'STARTED');
    assert.equal(hub.account.read.count('orders'), 0);
    hub.clock.advance(10_000);
    assert.equal(await state(id), 'PROCESSING');
    hub.clock.advance(10_000);
    assert.equal(await state(id), 'DONE');
    assert.deepEqual(await errors(id), [
      ['COULD_NOT_PARSE_NUMBER', 3, 'twelve'],
      ['DUPLICATE_ALTERNATE_ID', 3, 'ann@example.com'],
      ['DUPLICATE_ALTERNATE_ID', 4, '1/order/1'],
      ['INVALID_EMAIL', 5, 'élise@example.com'],
      ['INCORRECT_NUMBER_OF_COLUMNS', 6, undefined],
    ]);
    const orders = hub.account.read.records('orders');
    assert.deepEqual(
      orders.map((one) => one.properties['hs_order_name']),
      ['#1', '#2', '#3'],
    );
    assert.equal(orders[0]?.properties['hs_processed_date'], '2026-11-01T00:00:00Z');
    assert.equal(orders[1]?.properties['hs_total_price'], undefined);
    const [ann] = hub.account.read.findBy('contacts', 'email', 'ann@example.com');
    assert.deepEqual(orders[0]?.links(), [{ toType: 'contacts', toId: ann?.id, typeIds: [507] }]);
    const [entry] = orders[0]?.history('hs_order_name') ?? [];
    assert.deepEqual([entry?.source.sourceType, entry?.source.sourceId], ['IMPORT', id]);
  });

  it('updates only what exists, and can be cancelled before it wrote anything', async () => {
    const csv = 'Key,Name,Total,Made,Email,Link\n1/order/1,#1 new,,,,\n1/order/9,#9,,,,';
    const cancelled = await upload('UPDATE', csv);
    await hub.send(shapes.any, 'POST', `/crm/imports/2026-09/${cancelled}/cancel`);
    hub.clock.advance(60_000);
    assert.equal(await state(cancelled), 'CANCELED');
    const name = () => hub.account.read.findBy('orders', 'samestory_key', '1/order/1')[0]?.properties['hs_order_name'];
    assert.equal(name(), '#1');
    const id = await upload('UPDATE', csv);
    hub.clock.advance(60_000);
    assert.equal(await state(id), 'DONE');
    assert.deepEqual(await errors(id), [['INVALID_ALTERNATE_ID', 3, undefined]]);
    assert.equal(name(), '#1 new');
  });

  it('fails as a whole when a mapped column is not in the file', async () => {
    const id = await upload('UPSERT', 'Key,Name\nk,n');
    hub.clock.advance(60_000);
    assert.equal(await state(id), 'FAILED');
    assert.equal((await errors(id))[0]?.[1], 0);
  });
});
