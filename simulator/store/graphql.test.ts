import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import { allScopes, closeAll, graphql, line, order, orderGid, startStore, TestClock } from './test-store.ts';

afterEach(closeAll);

const DAY = 86_400_000;

describe('GraphQL endpoint', () => {
  it('tells the version that served the request, and finds no version in nonsense', async () => {
    const server = await startStore();
    const query = '{ shop { name } }';
    assert.equal((await graphql(server, query)).version, '2026-10');
    assert.equal((await graphql(server, query, {}, { version: '2026-04' })).version, '2026-04');
    assert.equal((await graphql(server, query, {}, { version: '2024-01' })).version, '2026-01');
    assert.equal((await graphql(server, query, {}, { version: 'latest' })).status, 404);
    const forced = await startStore({ forcedVersion: '2026-07' });
    assert.equal((await graphql(forced, query)).version, '2026-07');
  });

  it('refuses a wrong token with a text instead of a list', async () => {
    const server = await startStore();
    const answer = await graphql(server, '{ shop { name } }', {}, { token: 'wrong' });
    assert.equal(answer.status, 401);
    assert.equal(typeof answer.at('errors'), 'string');
  });

  it('complains about documents and variables in Shopify’s codes, with status 200', async () => {
    const server = await startStore();
    const code = async (query: string, variables = {}) => {
      const answer = await graphql(server, query, variables);
      assert.equal(answer.status, 200);
      assert.equal(answer.at('data'), undefined);
      return answer.at('errors.0.extensions.code');
    };
    assert.equal(await code('{ shop { nam } }'), 'undefinedField');
    assert.equal(await code('{ shop { name(a: 1) } }'), 'argumentNotAccepted');
    assert.equal(await code('{ order { id } }'), 'missingRequiredArguments');
    assert.equal(await code('{ shop }'), 'selectionMismatch');
    assert.equal(await code('{ shop { name '), 'PARSE_ERROR');
    assert.equal(await code('query Q($a: Int) { shop { name } }'), 'variableNotUsed');
    assert.equal(await code('{ nodes(ids: []) { ... on Nothing { id } } }'), 'undefinedType');
    assert.equal(await code('query Q($id: ID!) { order(id: $id) { id } }'), 'INVALID_VARIABLE');
    assert.equal(await code('{ orders(first: "x") { nodes { id } } }'), 'argumentLiteralsIncompatible');
    const named = await graphql(server, '{ shop { nam } }');
    assert.deepEqual(named.at('errors.0.extensions'), {
      code: 'undefinedField',
      typeName: 'Shop',
      fieldName: 'nam',
    });
  });

  it('nodes keeps order and duplicates, answers null for what is gone and only a type for what was not asked', async () => {
    const server = await startStore();
    const id = orderGid(server.store.createOrder(order()));
    const customer = server.store.createCustomer({
      firstName: 'Ada',
      lastName: 'Roy',
      email: 'ada@example.com',
      phone: null,
      createdAt: new Date('2026-11-01T00:00:00Z'),
    });
    const ids = [id, orderGid('1'), `gid://shopify/Customer/${customer}`, id];
    const query = 'query N($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on Order { id } } }';
    assert.deepEqual((await graphql(server, query, { ids })).at('data.nodes'), [
      { __typename: 'Order', id },
      null,
      { __typename: 'Customer' },
      { __typename: 'Order', id },
    ]);
    const bad = await graphql(server, query, { ids: ['5'] });
    assert.equal(bad.at('errors.0.extensions.code'), 'RESOURCE_NOT_FOUND');
  });

  it('a missing scope on a field that cannot be null takes the whole order away', async () => {
    const server = await startStore({ scopes: ['read_orders', 'read_all_orders'] });
    const id = orderGid(server.store.createOrder(order()));
    const query = `query N($ids: [ID!]!, $with: Boolean!) { nodes(ids: $ids) { ... on Order {
      name returns(first: 1) @include(if: $with) { nodes { id } } paymentTerms { id } } } }`;
    const denied = await graphql(server, query, { ids: [id], with: true });
    assert.equal(denied.status, 200);
    assert.deepEqual(denied.at('data.nodes'), [null]);
    const codes = [denied.at('errors.0.extensions.code'), denied.at('errors.1.extensions.code')];
    assert.ok(codes.includes('ACCESS_DENIED'));
    assert.deepEqual(denied.at('errors.0.path'), ['nodes', 0, 'returns']);
    // On a nullable field the rest survives; an excluded selection is not checked.
    const partial = await graphql(server, query, { ids: [id], with: false });
    assert.deepEqual(partial.at('data.nodes'), [{ name: '#1001', paymentTerms: null }]);
    assert.equal(partial.at('errors.length'), 1);
  });

  it('answers nothing at all for orders without the scope, and reads a written scope as read', async () => {
    const none = await startStore({ scopes: [] });
    const denied = await graphql(none, '{ orders(first: 1) { nodes { id } } }');
    assert.equal(denied.at('data'), null);
    assert.equal(denied.at('errors.0.extensions.code'), 'ACCESS_DENIED');
    const writing = await startStore({ scopes: ['write_orders'] });
    assert.deepEqual((await graphql(writing, '{ orders(first: 1) { nodes { id } } }')).at('data.orders.nodes'), []);
  });

  it('hides orders older than 60 days without read_all_orders, and says nothing', async () => {
    const clock = new TestClock('2026-11-22T12:00:00Z');
    const scopes = allScopes.filter((scope) => scope !== 'read_all_orders');
    const server = await startStore({ clock, scopes });
    const old = server.store.createOrder(order({ createdAt: new Date(clock.now().getTime() - 61 * DAY) }));
    const recent = server.store.createOrder(order({ createdAt: new Date(clock.now().getTime() - 59 * DAY) }));
    const query = `query Q($id: ID!) { order(id: $id) { id } ordersCount { count precision }
      orders(first: 10) { nodes { id } } }`;
    const hidden = await graphql(server, query, { id: orderGid(old) });
    assert.equal(hidden.at('errors'), undefined);
    assert.deepEqual(hidden.at('data'), {
      order: null,
      ordersCount: { count: 1, precision: 'EXACT' },
      orders: { nodes: [{ id: orderGid(recent) }] },
    });
    server.tokens.setScopes(allScopes);
    assert.equal((await graphql(server, query, { id: orderGid(old) })).at('data.ordersCount.count'), 2);
  });

  it('counts stop at their limit unless it is null', async () => {
    const server = await startStore();
    for (let index = 0; index < 5; index += 1) server.store.createOrder(order());
    const answer = await graphql(
      server,
      '{ a: ordersCount(limit: 3) { count precision } b: ordersCount(limit: null) { count precision } }',
    );
    assert.deepEqual(answer.at('data'), {
      a: { count: 3, precision: 'AT_LEAST' },
      b: { count: 5, precision: 'EXACT' },
    });
  });

  it('inputs over 250 entries and pages over 250 are refused', async () => {
    const server = await startStore();
    const ids = Array.from({ length: 251 }, (_, index) => orderGid(String(index + 1)));
    const answer = await graphql(server, 'query N($ids: [ID!]!) { nodes(ids: $ids) { id } }', { ids });
    assert.equal(answer.at('errors.0.extensions.code'), 'MAX_INPUT_SIZE_EXCEEDED');
    assert.equal(
      answer.at('errors.0.message'),
      'The input array size of 251 is greater than the maximum allowed of 250.',
    );
    const page = await graphql(server, '{ orders(first: 251) { nodes { id } } }');
    assert.equal(page.at('errors.0.extensions.code'), 'MAX_INPUT_SIZE_EXCEEDED');
  });

  it('reads 25 full orders in one call for the price of one', async () => {
    const server = await startStore();
    const ids = Array.from({ length: 25 }, () =>
      orderGid(server.store.createOrder(order({ lines: [line('10', 2), line('4')] }))),
    );
    const bag = '{ shopMoney { amount } presentmentMoney { amount } }';
    const query = `query N($ids: [ID!]!) { nodes(ids: $ids) { ... on Order { id name totalPriceSet ${bag}
      lineItems(first: 50) { nodes { title originalTotalSet ${bag} } } transactions { kind } } } }`;
    const answer = await graphql(server, query, { ids });
    assert.equal(answer.at('data.nodes.length'), 25);
    // nodes 1 + transactions 1 + lineItems 2 + 7 × 1.
    assert.equal(answer.at('extensions.cost.requestedQueryCost'), 11);
    assert.deepEqual(
      (await graphql(server, query, { ids: ids.slice(0, 1) })).at('extensions.cost.requestedQueryCost'),
      11,
    );
  });
});

describe('cost', () => {
  it('sizes connections by the logarithm of their page, and mutations at 10', async () => {
    const server = await startStore();
    const cost = async (query: string, variables = {}) =>
      (await graphql(server, query, variables)).at('extensions.cost.requestedQueryCost');
    const ids = 'query Q($n: Int!) { orders(first: $n) { nodes { id updatedAt } pageInfo { hasNextPage } } }';
    assert.equal(await cost(ids, { n: 1 }), 3);
    assert.equal(await cost(ids, { n: 10 }), 6);
    assert.equal(await cost(ids, { n: 50 }), 9);
    assert.equal(await cost(ids, { n: 250 }), 13);
    assert.equal(await cost('{ orders(first: 10) { edges { node { id customer { id } } } } }'), 10);
    assert.equal(await cost('{ ordersCount { count } customersCount { count } }'), 20);
    assert.equal(await cost('{ shop { name plan { shopifyPlus } } }'), 2);
    const mutation =
      'mutation { webhookSubscriptionDelete(id: "gid://shopify/WebhookSubscription/1") { userErrors { message } } }';
    assert.equal(await cost(mutation), 10);
  });

  it('refuses more than 1,000 points without charging them', async () => {
    const server = await startStore();
    const query = `{ orders(first: 250) { nodes { lineItems(first: 250) { nodes { id sellingPlan { name } } }
      returns(first: 250) { nodes { id returnLineItems(first: 250) { nodes { id } } } } } } }`;
    const answer = await graphql(server, query);
    assert.equal(answer.at('errors.0.extensions.code'), 'MAX_COST_EXCEEDED');
    const status = await graphql(server, '{ shop { name } }');
    assert.equal(status.at('extensions.cost.throttleStatus.currentlyAvailable'), 1999);
  });

  it('throttles with status 200, says how much is there, and recovers with time', async () => {
    const clock = new TestClock('2026-11-22T12:00:00Z');
    const server = await startStore({ clock });
    server.store.createOrder(order());
    const query = `{ orders(first: 250) { nodes { id fulfillments { id events(first: 250) { nodes { id } } }
      app { id } risk { recommendation } customer { id } } } }`;
    let answer = await graphql(server, query);
    const requested = Number(answer.at('extensions.cost.requestedQueryCost'));
    const actual = Number(answer.at('extensions.cost.actualQueryCost'));
    assert.ok(actual < requested && requested <= 1000, `${actual} of ${requested}`);
    while (answer.at('errors') === undefined) answer = await graphql(server, query);
    assert.equal(answer.status, 200);
    assert.equal(answer.at('data'), undefined);
    assert.equal(answer.at('errors.0.extensions.code'), 'THROTTLED');
    assert.equal(answer.at('extensions.cost.actualQueryCost'), null);
    assert.equal(answer.at('extensions.cost.throttleStatus.restoreRate'), 100);
    const missing = requested - Number(answer.at('extensions.cost.throttleStatus.currentlyAvailable'));
    clock.advance((missing * 1000) / 100);
    assert.equal((await graphql(server, query)).at('errors'), undefined);
  });
});
