import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { systemClock } from '../../src/lib/clock.ts';
import type { StoreServer } from './server.ts';
import { type Answer, closeAll, graphql, line, order, orderGid, startStore, TestClock } from './test-store.ts';

afterEach(closeAll);

const run = `mutation Run($query: String!, $groupObjects: Boolean! = false) {
  bulkOperationRunQuery(query: $query, groupObjects: $groupObjects) {
    bulkOperation { id status } userErrors { code field message } } }`;
const status = `query Status($id: ID!) { bulkOperation(id: $id) {
  id type status errorCode objectCount rootObjectCount fileSize url partialDataUrl completedAt } }`;
const orders = (query = '') => `{ orders(query: "${query}", sortKey: UPDATED_AT) { edges { node { id name
  totalPriceSet { presentmentMoney { amount } } refunds { id }
  lineItems { edges { node { id title } } }
  returns { edges { node { id returnLineItems { edges { node { id quantity } } } } } } } } } }`;

async function start(server: StoreServer, query: string, groupObjects = false): Promise<string> {
  const answer = await graphql(server, run, { query, groupObjects });
  assert.deepEqual(answer.at('data.bulkOperationRunQuery.userErrors'), []);
  return String(answer.at('data.bulkOperationRunQuery.bulkOperation.id'));
}

async function finished(server: StoreServer, id: string): Promise<Answer> {
  for (;;) {
    const answer = await graphql(server, status, { id });
    if (answer.at('data.bulkOperation.completedAt') !== null) return answer;
    await systemClock.sleep(5);
  }
}

async function rows(url: unknown): Promise<Record<string, unknown>[]> {
  const text = await (await fetch(String(url))).text();
  return text
    .trimEnd()
    .split('\n')
    .map((json) => JSON.parse(json));
}

describe('bulk queries', () => {
  it('writes parents first and children after all of them, without a token, counts as strings', async () => {
    const server = await startStore();
    const first = server.store.createOrder(order({ lines: [line('10'), line('4')] }));
    server.store.createOrder(order({ lines: [line('7')] }));
    const returned = server.store.requestReturn(first, new Date('2026-11-21T00:00:00Z'), [{ line: 0, quantity: 1 }]);
    const id = await start(server, orders());
    const done = await finished(server, id);
    assert.equal(done.at('data.bulkOperation.status'), 'COMPLETED');
    assert.equal(done.at('data.bulkOperation.objectCount'), '7');
    assert.equal(done.at('data.bulkOperation.rootObjectCount'), '2');
    const lines = await rows(done.at('data.bulkOperation.url'));
    assert.deepEqual(
      lines.map((row) => row['__parentId'] === undefined),
      [true, true, false, false, false, false, false],
    );
    assert.deepEqual(lines[1]?.['totalPriceSet'], { presentmentMoney: { amount: '7.0' } });
    const child = lines.find((row) => row['quantity'] === 1);
    assert.equal(child?.['__parentId'], `gid://shopify/Return/${returned}`);
    const size = Buffer.byteLength(lines.map((row) => `${JSON.stringify(row)}\n`).join(''));
    assert.equal(done.at('data.bulkOperation.fileSize'), String(size));
    const range = await fetch(String(done.at('data.bulkOperation.url')), { headers: { range: `bytes=${size - 5}-` } });
    assert.deepEqual([range.status, (await range.text()).length], [206, 5]);
  });

  it('groups children under their parents when asked to', async () => {
    const server = await startStore();
    server.store.createOrder(order({ lines: [line('10')] }));
    server.store.createOrder(order({ lines: [line('7')] }));
    const done = await finished(server, await start(server, orders(), true));
    const lines = await rows(done.at('data.bulkOperation.url'));
    assert.deepEqual(
      lines.map((row) => row['__parentId'] === undefined),
      [true, false, true, false],
    );
  });

  it('honours the query, and has no address where nothing was found', async () => {
    const server = await startStore();
    server.store.createOrder(order({ createdAt: new Date('2026-11-01T00:00:00Z') }));
    const done = await finished(server, await start(server, orders("created_at:>'2026-11-02'")));
    assert.deepEqual(
      [
        done.at('data.bulkOperation.status'),
        done.at('data.bulkOperation.url'),
        done.at('data.bulkOperation.objectCount'),
      ],
      ['COMPLETED', null, '0'],
    );
  });

  it('refuses what the Admin API refuses', async () => {
    const server = await startStore();
    const wrong: readonly (readonly [string, RegExp])[] = [
      ['{ orders { nodes { id } } }', /`nodes`/],
      ['{ shop { name } }', /at least one connection/],
      ['{ orders { edges { node { id } } } customers { edges { node { id } } } }', /single top-level/],
      ['{ nodes(ids: []) { id } }', /node/],
      ['query Q($a: String) { orders(query: $a) { edges { node { id } } } }', /variables/],
      ['{ orders { edges { node { name lineItems { edges { node { id } } } } } } }', /'id' field/],
      ['{ orders { edges { node { id refunds { refundLineItems { edges { node { id } } } } } } } }', /list field/],
      [
        '{ orders { edges { node { id returns { edges { node { id refunds { edges { node { id orderAdjustments { edges { node { id } } } } } } } } } } } } }',
        /deeper/,
      ],
      ['{ orders { edges { node { id nonsense } } } }', /nonsense/],
      [`{ orders(query: "${'x'.repeat(65_535)}") { edges { node { id } } } }`, /too large/],
    ];
    for (const [query, message] of wrong) {
      const answer = await graphql(server, run, { query });
      assert.equal(answer.at('data.bulkOperationRunQuery.bulkOperation'), null, query.slice(0, 80));
      assert.equal(answer.at('data.bulkOperationRunQuery.userErrors.0.code'), 'INVALID');
      assert.match(String(answer.at('data.bulkOperationRunQuery.userErrors.0.message')), message);
    }
  });

  it('runs five at once, no sixth, and lets one be cancelled', async () => {
    const server = await startStore({ clock: systemClock, bulkDelayMs: 60_000 });
    server.store.createOrder(order());
    const ids = [];
    for (let index = 0; index < 5; index += 1) ids.push(await start(server, orders()));
    const sixth = await graphql(server, run, { query: orders() });
    assert.equal(sixth.at('data.bulkOperationRunQuery.userErrors.0.code'), 'OPERATION_IN_PROGRESS');
    const cancel =
      'mutation C($id: ID!) { bulkOperationCancel(id: $id) { bulkOperation { status } userErrors { message } } }';
    const cancelled = await graphql(server, cancel, { id: ids[0] });
    assert.equal(cancelled.at('data.bulkOperationCancel.bulkOperation.status'), 'CANCELING');
    const done = await finished(server, ids[0] ?? '');
    assert.equal(done.at('data.bulkOperation.status'), 'CANCELED');
    const again = await graphql(server, cancel, { id: ids[0] });
    assert.match(String(again.at('data.bulkOperationCancel.userErrors.0.message')), /cannot be canceled/);
    await start(server, orders());
    const list = await graphql(server, '{ bulkOperations(first: 10, query: "status:created") { nodes { id } } }');
    assert.equal(list.at('data.bulkOperations.nodes.length'), 5);
    assert.equal(
      (await graphql(server, status, { id: 'gid://shopify/BulkOperation/1' })).at('data.bulkOperation'),
      null,
    );
  });

  it('fails with partial data through a fault, and with ACCESS_DENIED through a missing scope', async () => {
    const server = await startStore();
    for (let index = 0; index < 5; index += 1) server.store.createOrder(order());
    server.bulk.failNext({ afterRows: 6, errorCode: 'INTERNAL_SERVER_ERROR' });
    const failed = await finished(server, await start(server, orders()));
    assert.deepEqual(
      [
        failed.at('data.bulkOperation.status'),
        failed.at('data.bulkOperation.errorCode'),
        failed.at('data.bulkOperation.url'),
      ],
      ['FAILED', 'INTERNAL_SERVER_ERROR', null],
    );
    assert.equal((await rows(failed.at('data.bulkOperation.partialDataUrl'))).length, 6);
    server.tokens.setScopes(['read_orders', 'read_all_orders']);
    const denied = await finished(server, await start(server, orders()));
    assert.equal(denied.at('data.bulkOperation.errorCode'), 'ACCESS_DENIED');
  });

  it('keeps the result for a week', async () => {
    const clock = new TestClock('2026-11-22T12:00:00Z');
    const server = await startStore({ clock });
    server.store.createOrder(order());
    const url = String((await finished(server, await start(server, orders()))).at('data.bulkOperation.url'));
    assert.equal((await fetch(url)).status, 200);
    clock.advance(8 * 86_400_000);
    assert.equal((await fetch(url)).status, 404);
  });

  it('reads 2,000 orders in bulk and by id in seconds', async () => {
    const server = await startStore({ throttling: false });
    const ids = Array.from({ length: 2000 }, () => server.store.createOrder(order({ lines: [line('10'), line('5')] })));
    const before = performance.now();
    const done = await finished(server, await start(server, orders()));
    assert.equal((await rows(done.at('data.bulkOperation.url'))).length, 6000);
    const query = `query N($ids: [ID!]!) { nodes(ids: $ids) { ... on Order { id name displayFinancialStatus
      currentTotalPriceSet { presentmentMoney { amount } } lineItems(first: 50) { nodes { title quantity } } } } }`;
    for (let from = 0; from < ids.length; from += 250) {
      const answer = await graphql(server, query, { ids: ids.slice(from, from + 250).map(orderGid) });
      assert.equal(answer.at('data.nodes.length'), Math.min(250, ids.length - from));
    }
    assert.ok(performance.now() - before < 15_000);
  });
});
