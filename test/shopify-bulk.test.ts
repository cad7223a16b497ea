import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { ConnectorError } from '../src/connector/failure.ts';
import type { BulkTicket, Look, Source } from '../src/connector/source.ts';
import { createRandom } from '../src/lib/random.ts';
import { createShopifySource } from '../src/sources/shopify/source.ts';
import { createStaticToken } from '../src/sources/shopify/tokens/static-token.ts';
import { aCustomer, anOrder, collect, commonScopes, day, type Place, withStore } from './shopify-place.ts';
import { createSkippingClock, sendJson, serve, silentLog } from './shopify-support.ts';

async function completed({ source, clock }: Place, ticket: BulkTicket) {
  for (let polls = 0; polls < 50; polls += 1) {
    const state = await source.pollBulk(ticket);
    if (state.state !== 'running') return state;
    await new Promise((resolve) => setImmediate(resolve));
    await clock.sleep(1000);
  }
  return assert.fail('the bulk operation never ended');
}

const ids = (looks: readonly Look[]) => looks.map(({ key }) => key.id).sort();

describe('bulk', () => {
  it('reads a window of orders from the rows themselves, as Shopify said it when the operation began', async () => {
    await withStore(
      async (place) => {
        const { server, source } = place;
        await source.check();
        const inside = Array.from({ length: 230 }, (_, index) =>
          server.store.createOrder(anOrder({ createdAt: day(-20 + index / 100) })),
        );
        server.store.refund(inside[0] ?? '', { at: day(-3), lines: [], amount: '7.00', restock: 'NO_RESTOCK' });
        server.store.createOrder(anOrder({ createdAt: day(-1) }));
        const ticket = await source.startBulk('order', { from: day(-20), to: day(-10) });
        const state = await completed(place, ticket);
        assert.deepEqual(state.state === 'completed' && state.objects, 230);
        server.counters.reset();
        const looks = await collect(source.bulkRows(ticket));
        assert.deepEqual(ids(looks), inside.sort());
        assert.deepEqual(Object.keys(server.counters.calls()), ['BulkStatus']);
        const refunded = looks.find(
          ({ key, snapshot }) => snapshot?.kind === 'order' && key.id && snapshot.refunds?.length,
        );
        assert.ok(refunded?.snapshot?.kind === 'order');
        const [read] = await source.read('order', [refunded.key.id]);
        assert.deepEqual(refunded.snapshot, read?.snapshot, 'a row and a call say the same');
        assert.ok(state.state === 'completed' && looks.every(({ observedAt }) => +observedAt === +state.createdAt));
      },
      { orderParts: ['refunds', 'fulfillments', 'transactions', 'acquisition'] },
    );
  });

  it('reads by id only the orders that have payment terms, whose due dates do not come in rows', async () => {
    await withStore(
      async (place) => {
        const { server, source } = place;
        await source.check();
        for (let index = 0; index < 40; index += 1) server.store.createOrder(anOrder());
        const company = server.store.createCompany({ name: 'Acme', createdAt: day(-20) });
        const owing = server.store.createOrder(anOrder({ company, payment: 'pending' }));
        const ticket = await source.startBulk('order', { from: null, to: null });
        await completed(place, ticket);
        server.counters.reset();
        const looks = await collect(source.bulkRows(ticket));
        assert.equal(looks.length, 41);
        assert.equal(server.counters.calls()['OrdersByIds'], 1);
        const due = looks.filter(({ snapshot }) => snapshot?.kind === 'order' && snapshot.paymentDueAt !== null);
        assert.deepEqual(ids(due), [owing]);
        const [read] = await source.read('order', [owing]);
        assert.deepEqual(due[0]?.snapshot, read?.snapshot);
      },
      { scopes: [...commonScopes, 'read_companies', 'read_payment_terms'] },
    );
  });

  it('lists the ids and reads by id where a part has children of its own', async () => {
    await withStore(
      async (place) => {
        const { server, source } = place;
        await source.check();
        const orders = Array.from({ length: 130 }, () => server.store.createOrder(anOrder()));
        const ticket = await source.startBulk('order', { from: null, to: null });
        await completed(place, ticket);
        const looks = await collect(source.bulkRows(ticket));
        assert.deepEqual(ids(looks), orders.sort());
        assert.ok(looks.every(({ snapshot }) => snapshot?.kind === 'order' && snapshot.lineItems?.length === 1));
      },
      { orderParts: ['lineItems'] },
    );
  });

  it('reads customers by creation, and an empty window', async () => {
    await withStore(async (place) => {
      const { server, source } = place;
      await source.check();
      const inside = server.store.createCustomer(aCustomer('in@example.com', day(-15)));
      server.store.createCustomer(aCustomer('out@example.com', day(-5)));
      const ticket = await source.startBulk('customer', { from: day(-20), to: day(-10) });
      await completed(place, ticket);
      const looks = await collect(source.bulkRows(ticket));
      assert.deepEqual(ids(looks), [inside]);
      assert.equal(looks[0]?.snapshot?.kind === 'customer' && looks[0].snapshot.email, 'in@example.com');
      const empty = await source.startBulk('customer', { from: day(-200), to: day(-100) });
      assert.deepEqual((await completed(place, empty)).state, 'completed');
      assert.deepEqual(await collect(source.bulkRows(empty)), []);
    });
  });

  it('gives the rows of a failed operation as far as they came, and tells it from one that Shopify does not know', async () => {
    await withStore(async (place) => {
      const { server, source } = place;
      await source.check();
      for (let index = 0; index < 30; index += 1) server.store.createOrder(anOrder());
      server.bulk.failNext({ afterRows: 10, errorCode: 'INTERNAL_SERVER_ERROR' });
      const failing = await source.startBulk('order', { from: null, to: null });
      const state = await completed(place, failing);
      assert.deepEqual(state.state === 'failed' && [state.code, state.partial], ['INTERNAL_SERVER_ERROR', true]);
      assert.equal((await collect(source.bulkRows(failing))).length, 10);
      const unknown = await source.pollBulk({ id: 'gid://shopify/BulkOperation/1', kind: 'order' });
      assert.equal(unknown.state === 'failed' && unknown.code, 'NOT_FOUND');
      await source.cancelBulk(failing);
    }, {});
  });
});

describe('bulk rows', () => {
  const operation = (url: string, objectCount: number) => ({
    data: {
      bulkOperation: {
        id: 'gid://shopify/BulkOperation/1',
        status: 'COMPLETED',
        errorCode: null,
        createdAt: '2026-11-22T09:00:00Z',
        completedAt: '2026-11-22T09:01:00Z',
        objectCount: String(objectCount),
        url,
        partialDataUrl: null,
      },
    },
  });
  const account = {
    data: {
      shop: {
        id: 'gid://shopify/Shop/77',
        name: 'X',
        myshopifyDomain: 'x.myshopify.com',
        currencyCode: 'EUR',
        ianaTimezone: 'Europe/Paris',
      },
      currentAppInstallation: { accessScopes: [{ handle: 'read_orders' }, { handle: 'read_customers' }] },
      publicApiVersions: [],
    },
  };
  const customer = (id: number) => ({
    id: `gid://shopify/Customer/${id}`,
    createdAt: '2026-11-22T09:00:00Z',
    updatedAt: '2026-11-22T09:00:00Z',
    firstName: null,
    lastName: null,
    locale: 'en',
    defaultEmailAddress: null,
    defaultPhoneNumber: null,
    defaultAddress: null,
  });

  /** A source connected to a store that answers by script: `bulk` to all calls but the first, `rows` as the file. */
  async function withScript<T>(
    bulk: (url: string) => object,
    rows: readonly object[],
    work: (source: Source) => Promise<T>,
  ) {
    const server = await serve(({ path, body }, response) => {
      if (path === '/file') response.end(rows.map((row) => `${JSON.stringify(row)}\n`).join(''));
      else sendJson(response, body.includes('ShopAndApp') ? account : bulk(`${server.url}/file`));
    });
    try {
      const source = createShopifySource({
        domain: 'x.myshopify.com',
        baseUrl: server.url,
        apiVersion: '2026-10',
        tokens: createStaticToken('t'),
        clientSecrets: [],
        request: { orderParts: [] },
        clock: createSkippingClock(),
        random: createRandom(1),
        log: silentLog,
      });
      await source.check();
      return await work(source);
    } finally {
      await server.close();
    }
  }

  const ticket = { id: 'gid://shopify/BulkOperation/1', kind: 'customer' } as const;
  /** A store that promises `objectCount` rows and sends `rows`. */
  const rowsOf = (rows: readonly object[], objectCount: number): Promise<number> =>
    withScript(
      (url) => operation(url, objectCount),
      rows,
      async (source) => (await collect(source.bulkRows(ticket))).length,
    );

  it('are refused for a while when five operations run already', async () => {
    const userErrors = [{ code: 'OPERATION_IN_PROGRESS', field: null, message: 'five are running' }];
    const busy = { data: { bulkOperationRunQuery: { bulkOperation: null, userErrors } } };
    const start = withScript(
      () => busy,
      [],
      (source) => source.startBulk('customer', { from: null, to: null }),
    );
    await assert.rejects(start, (error) => error instanceof ConnectorError && error.failure.class === 'quota');
  });

  it('counts the lines against what Shopify counted, children included', async () => {
    const rows = [customer(1), { id: 'gid://shopify/Order/9', __parentId: 'gid://shopify/Customer/1' }, customer(2)];
    assert.equal(await rowsOf(rows, 3), 2);
    await assert.rejects(rowsOf(rows, 4), /4 objects and its file 3 lines/);
    await assert.rejects(rowsOf([], 1), /1 objects and its file 0 lines/);
  });
});
