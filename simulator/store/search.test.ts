import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { StoreServer } from './server.ts';
import { closeAll, graphql, order, orderGid, startStore, TestClock } from './test-store.ts';

afterEach(closeAll);

async function names(server: StoreServer, query: string): Promise<unknown> {
  const document = `query Q($query: String!) { orders(first: 50, query: $query, sortKey: CREATED_AT) { nodes { name } } }`;
  const answer = await graphql(server, document, { query });
  assert.equal(answer.at('extensions.search'), undefined, `warning for ${query}`);
  const nodes = answer.at('data.orders.nodes');
  return Array.isArray(nodes) ? nodes.map((node: { name: string }) => node.name).join(' ') : answer.body;
}

async function storeOfFour(): Promise<{ server: StoreServer; ids: string[]; customer: string }> {
  const server = await startStore();
  const customer = server.store.createCustomer({
    firstName: 'Ada',
    lastName: 'Roy',
    email: 'ada@example.com',
    phone: '+14165550101',
    createdAt: new Date('2026-11-01T08:00:00Z'),
  });
  const day = (date: number, hour = 12) => new Date(Date.UTC(2026, 10, date, hour));
  const ids = [
    server.store.createOrder(
      order({ createdAt: day(10), customerId: customer, email: 'ada@example.com', tags: ['vip'] }),
    ),
    server.store.createOrder(order({ createdAt: day(11), test: true, sourceName: 'pos' })),
    server.store.createOrder(order({ createdAt: day(12), processedAt: new Date('2024-05-05T00:00:00Z') })),
    server.store.createOrder(order({ createdAt: day(13), payment: 'pending' })),
  ];
  server.store.cancel(ids[1] ?? '', day(14), { reason: 'OTHER', refund: false });
  server.store.archiveOrder(ids[2] ?? '', day(15));
  return { server, ids, customer };
}

describe('search', () => {
  it('understands time windows, quotes, connectives, ranges and ids', async () => {
    const { server, ids, customer } = await storeOfFour();
    assert.equal(await names(server, ''), '#1001 #1002 #1003 #1004');
    assert.equal(
      await names(server, "created_at:>='2026-11-11T12:00:00Z' AND created_at:<'2026-11-13T12:00:00Z'"),
      '#1002 #1003',
    );
    assert.equal(await names(server, "updated_at:>'2026-11-14T12:00:00Z'"), '#1003');
    assert.equal(await names(server, "processed_at:<='2024'"), '#1003');
    assert.equal(await names(server, 'created_at:2026-11-12..2026-11-13'), '#1003 #1004');
    assert.equal(await names(server, `id:>${ids[1]} id:<=${ids[3]}`), '#1003 #1004');
    assert.equal(await names(server, `customer_id:${customer}`), '#1001');
    assert.equal(await names(server, 'test:false'), '#1001 #1003 #1004');
    assert.equal(await names(server, 'name:1004 OR (test:true AND status:cancelled)'), '#1002 #1004');
    assert.equal(await names(server, 'NOT status:open'), '#1002 #1003');
    assert.equal(await names(server, '-status:open -status:cancelled'), '#1003');
    assert.equal(await names(server, 'status:not_closed'), '#1001 #1004');
    assert.equal(await names(server, 'email:"ada@example.com" tag:vip'), '#1001');
    assert.equal(await names(server, 'source_name:web,pos financial_status:pending'), '#1004');
  });

  it('ignores a filter that it does not know, matches everything, and warns', async () => {
    const { server } = await storeOfFour();
    const query = `{ list: orders(first: 50, query: "updated:>2026-11-14") { nodes { id } }
      ordersCount(query: "created_at:yesterday test:false") { count } }`;
    const answer = await graphql(server, query);
    assert.equal(answer.at('errors'), undefined);
    assert.equal(answer.at('data.list.nodes.length'), 4);
    assert.equal(answer.at('data.ordersCount.count'), 3);
    assert.deepEqual(answer.at('extensions.search.0.path'), ['list']);
    assert.equal(answer.at('extensions.search.0.warnings.0.code'), 'invalid_field');
    assert.equal(answer.at('extensions.search.1.warnings.0.code'), 'invalid_value');
  });

  it('customers: no created_at, and updated_at by whole days', async () => {
    const { server, customer } = await storeOfFour();
    const query = `query C($query: String!) { customers(first: 5, query: $query, sortKey: UPDATED_AT) { nodes { id } } }`;
    const count = async (text: string) => {
      const answer = await graphql(server, query, { query: text });
      return {
        found: answer.at('data.customers.nodes.length'),
        warned: answer.at('extensions.search.0.warnings.0.field'),
      };
    };
    // Updated at 08:00: a window from 10:00 to 11:00 of the same day finds it all the same.
    const hour = "updated_at:>='2026-11-01T10:00:00Z' AND updated_at:<'2026-11-01T11:00:00Z'";
    assert.deepEqual(await count(hour), { found: 1, warned: undefined });
    assert.deepEqual(await count("updated_at:>='2026-11-02T00:00:00Z'"), { found: 0, warned: undefined });
    assert.deepEqual(await count("customer_date:<'2026-11-01T08:00:00Z'"), { found: 0, warned: undefined });
    assert.deepEqual(await count('created_at:<2020'), { found: 1, warned: 'created_at' });
    const exact = 'query I($i: CustomerIdentifierInput!) { customerByIdentifier(identifier: $i) { id } }';
    const byEmail = await graphql(server, exact, { i: { emailAddress: 'ADA@example.com' } });
    assert.equal(byEmail.at('data.customerByIdentifier.id'), `gid://shopify/Customer/${customer}`);
    const byPhone = await graphql(server, exact, { i: { phoneNumber: '+14165550101' } });
    assert.equal(byPhone.at('data.customerByIdentifier.id'), `gid://shopify/Customer/${customer}`);
  });

  it('the index lags, the records do not; a deleted order is listed no more although the index knows it', async () => {
    const clock = new TestClock('2026-11-22T12:00:00Z');
    const server = await startStore({ clock, searchLagMs: 10_000 });
    const id = server.store.createOrder(order({ createdAt: clock.now() }));
    const query = `query Q($id: ID!) { orders(first: 5, query: "test:false") { nodes { id } } order(id: $id) { email } }`;
    const before = await graphql(server, query, { id: orderGid(id) });
    assert.deepEqual(before.at('data'), { orders: { nodes: [] }, order: { email: null } });
    clock.advance(10_000);
    assert.equal((await graphql(server, query, { id: orderGid(id) })).at('data.orders.nodes.length'), 1);
    server.store.setOrderEmail(id, clock.now(), 'new@example.com');
    const found = 'query Q($query: String!) { orders(first: 5, query: $query) { nodes { email } } }';
    assert.deepEqual((await graphql(server, found, { query: 'email:"new@example.com"' })).at('data.orders.nodes'), []);
    assert.deepEqual((await graphql(server, query, { id: orderGid(id) })).at('data.order.email'), 'new@example.com');
    clock.advance(10_000);
    assert.equal(
      (await graphql(server, found, { query: 'email:"new@example.com"' })).at('data.orders.nodes.length'),
      1,
    );
    server.store.deleteOrder(id, clock.now());
    assert.deepEqual((await graphql(server, query, { id: orderGid(id) })).at('data'), {
      orders: { nodes: [] },
      order: null,
    });
  });

  it('pages through by cursor in both directions, and not beyond 25,000', async () => {
    const server = await startStore();
    for (let index = 0; index < 7; index += 1) server.store.createOrder(order());
    const query = `query P($first: Int, $after: String, $last: Int, $before: String, $reverse: Boolean) {
      orders(first: $first, after: $after, last: $last, before: $before, reverse: $reverse, sortKey: UPDATED_AT) {
        edges { cursor node { name } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }`;
    const seen: unknown[] = [];
    let after: unknown = null;
    for (let more: unknown = true; more === true; ) {
      const page = await graphql(server, query, { first: 3, after });
      for (let index = 0; page.at(`data.orders.edges.${index}`) !== undefined; index += 1) {
        seen.push(page.at(`data.orders.edges.${index}.node.name`));
      }
      assert.equal(page.at('data.orders.pageInfo.hasPreviousPage'), after !== null);
      more = page.at('data.orders.pageInfo.hasNextPage');
      after = page.at('data.orders.pageInfo.endCursor');
    }
    assert.deepEqual(seen, ['#1001', '#1002', '#1003', '#1004', '#1005', '#1006', '#1007']);
    const back = await graphql(server, query, { last: 2, before: after });
    assert.deepEqual(
      [back.at('data.orders.edges.0.node.name'), back.at('data.orders.edges.1.node.name')],
      ['#1005', '#1006'],
    );
    const newest = await graphql(server, query, { first: 1, reverse: true });
    assert.equal(newest.at('data.orders.edges.0.node.name'), '#1007');
    const deep = Buffer.from(JSON.stringify({ last_id: '1', last_value: 1, depth: 24_900 })).toString('base64');
    const refused = await graphql(server, query, { first: 250, after: deep });
    assert.equal(refused.at('errors.0.extensions.code'), 'BAD_REQUEST');
  });
});

describe('what moves and what stays', () => {
  it('returns do not move updatedAt, but are found by their status', async () => {
    const { server, ids } = await storeOfFour();
    const id = ids[0] ?? '';
    const read =
      'query Q($id: ID!) { order(id: $id) { updatedAt returnStatus returns(first: 5) { nodes { status name } } } }';
    const before = (await graphql(server, read, { id: orderGid(id) })).at('data.order.updatedAt');
    const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour));
    const first = server.store.requestReturn(id, at(1), [{ line: 0, quantity: 1 }]);
    assert.equal(await names(server, 'return_status:return_requested'), '#1001');
    server.store.approveReturn(first, at(2));
    const second = server.store.requestReturn(id, at(3), [{ line: 0, quantity: 1 }]);
    assert.equal(await names(server, 'return_status:return_requested OR return_status:in_progress'), '#1001');
    server.store.closeReturn(second, at(4));
    const open = await graphql(server, read, { id: orderGid(id) });
    assert.deepEqual([open.at('data.order.returnStatus'), open.at('data.order.updatedAt')], ['IN_PROGRESS', before]);
    server.store.closeReturn(first, at(5));
    const closed = await graphql(server, read, { id: orderGid(id) });
    assert.deepEqual([closed.at('data.order.returnStatus'), closed.at('data.order.updatedAt')], ['RETURNED', before]);
  });

  it('a merge re-parents orders silently; the removed customer reads as null', async () => {
    const { server, ids, customer } = await storeOfFour();
    const other = server.store.createCustomer({
      firstName: 'A.',
      lastName: 'Roy',
      email: 'ada.roy@example.com',
      phone: null,
      createdAt: new Date('2026-11-02T00:00:00Z'),
    });
    const read = `query Q($id: ID!, $c: ID!) { order(id: $id) { updatedAt customer { id } } customer(id: $c) { id }
      customerMergeJobStatus(jobId: "gid://shopify/Job/merge-${other}-${customer}") { status resultingCustomerId } }`;
    const variables = { id: orderGid(ids[0] ?? ''), c: `gid://shopify/Customer/${customer}` };
    const before = (await graphql(server, read, variables)).at('data.order.updatedAt');
    server.store.mergeCustomers(other, customer, new Date('2026-11-21T00:00:00Z'));
    assert.deepEqual((await graphql(server, read, variables)).at('data'), {
      order: { updatedAt: before, customer: { id: `gid://shopify/Customer/${other}` } },
      customer: null,
      customerMergeJobStatus: { status: 'COMPLETED', resultingCustomerId: `gid://shopify/Customer/${other}` },
    });
    assert.equal(await names(server, `customer_id:${other}`), '#1001');
  });

  it('deletions are events with the action destroy', async () => {
    const { server, ids } = await storeOfFour();
    server.store.deleteOrder(ids[3] ?? '', new Date('2026-11-21T09:00:00Z'));
    const query = `{ events(first: 10, query: "action:destroy AND subject_type:ORDER", sortKey: CREATED_AT) {
      nodes { action createdAt ... on BasicEvent { subjectId subjectType } } } }`;
    assert.deepEqual((await graphql(server, query)).at('data.events.nodes'), [
      { action: 'destroy', createdAt: '2026-11-21T09:00:00Z', subjectId: orderGid(ids[3] ?? ''), subjectType: 'ORDER' },
    ]);
  });

  it('the visit summary becomes ready later without moving the order; an import keeps its business date', async () => {
    const clock = new TestClock('2026-11-22T12:00:00Z');
    const server = await startStore({ clock });
    const visit = {
      occurredAt: new Date('2026-11-20T12:00:00Z'),
      source: 'google',
      utm: { source: 'news', medium: 'email' },
    };
    const id = server.store.createOrder(
      order({
        createdAt: clock.now(),
        processedAt: new Date('2023-01-02T03:04:05Z'),
        journey: { readyAfterMs: 600_000, first: visit, last: { ...visit, utm: null } },
      }),
    );
    const query = `query Q($id: ID!) { order(id: $id) { createdAt processedAt updatedAt customerJourneySummary {
      ready daysToConversion firstVisit { utmParameters { source medium } } lastVisit { utmParameters { source } } } } }`;
    const early = await graphql(server, query, { id: orderGid(id) });
    assert.deepEqual(early.at('data.order.customerJourneySummary'), {
      ready: false,
      daysToConversion: null,
      firstVisit: null,
      lastVisit: null,
    });
    clock.advance(600_000);
    const later = await graphql(server, query, { id: orderGid(id) });
    assert.deepEqual(later.at('data.order'), {
      createdAt: '2026-11-22T12:00:00Z',
      processedAt: '2023-01-02T03:04:05Z',
      updatedAt: '2026-11-22T12:00:00Z',
      customerJourneySummary: {
        ready: true,
        daysToConversion: 2,
        firstVisit: { utmParameters: { source: 'news', medium: 'email' } },
        lastVisit: { utmParameters: null },
      },
    });
  });
});
