import assert from 'node:assert/strict';
import { afterEach, describe, it } from 'node:test';
import type { StoreServer } from './server.ts';
import { closeAll, graphql, line, order, startReceiver, startStore, TestClock, valueAt } from './test-store.ts';

afterEach(closeAll);

async function ask(server: StoreServer, fields: Record<string, string>, asJson = false) {
  const response = await fetch(`${server.url}/admin/oauth/access_token`, {
    method: 'POST',
    headers: { 'content-type': asJson ? 'application/json' : 'application/x-www-form-urlencoded' },
    body: asJson ? JSON.stringify(fields) : new URLSearchParams(fields),
  });
  const body: unknown = await response.json();
  return { status: response.status, at: (path: string) => valueAt(body, path) };
}

const credentials = { grant_type: 'client_credentials', client_id: 'client', client_secret: 'secret' };

describe('access', () => {
  it('the client credentials grant gives tokens for a day; each of them works', async () => {
    const clock = new TestClock('2026-11-22T12:00:00Z');
    const server = await startStore({ clock, scopes: ['read_orders', 'read_customers'] });
    const first = await ask(server, credentials);
    const second = await ask(server, credentials, true);
    assert.deepEqual(
      [first.status, first.at('scope'), first.at('expires_in')],
      [200, 'read_orders,read_customers', 86_399],
    );
    const statuses = async () => {
      const seen = [];
      for (const { at } of [first, second]) {
        seen.push((await graphql(server, '{ shop { name } }', {}, { token: String(at('access_token')) })).status);
      }
      return seen;
    };
    assert.deepEqual(await statuses(), [200, 200]);
    clock.advance(86_399_000);
    assert.deepEqual(await statuses(), [401, 401]);
  });

  it('refuses with Shopify’s errors, and gives a token without scopes to an app released without them', async () => {
    const server = await startStore({ scopes: [] });
    assert.equal((await ask(server, credentials)).at('scope'), '');
    assert.equal((await ask(server, { ...credentials, client_secret: 'no' })).at('error'), 'invalid_client');
    server.tokens.setSameOrganization(false);
    const foreign = await ask(server, credentials);
    assert.deepEqual([foreign.status, foreign.at('error')], [400, 'shop_not_permitted']);
    assert.match(String(foreign.at('error_description')), /Client credentials cannot be performed on this shop/);
    server.tokens.setSameOrganization(true);
    server.tokens.setInstalled(false);
    assert.equal((await ask(server, credentials)).at('error'), 'app_not_installed');
    const wrong = await fetch(`${server.url}/admin/oauth/access_token`, {
      method: 'POST',
      headers: { 'x-forwarded-host': 'other.myshopify.com' },
    });
    assert.equal(wrong.status, 404);
    assert.match(wrong.headers.get('content-type') ?? '', /text\/html/);
  });

  it('uninstalling kills the token and tells the app', async () => {
    const server = await startStore();
    const receiver = await startReceiver();
    const create = `mutation { webhookSubscriptionCreate(topic: APP_UNINSTALLED,
      webhookSubscription: { uri: "${receiver.url}" }) { userErrors { message } } }`;
    await graphql(server, create);
    server.uninstall();
    await server.webhooks.settled();
    assert.deepEqual(receiver.topics(), ['app/uninstalled']);
    assert.equal((await graphql(server, '{ shop { name } }')).status, 401);
  });

  it('faults hit an operation by its name', async () => {
    const server = await startStore({
      faults: [{ operation: 'Slow', times: 1, status: 502, body: '<html>502</html>' }],
    });
    assert.equal((await graphql(server, 'query Fast { shop { name } }')).status, 200);
    assert.equal((await graphql(server, 'query Slow { shop { name } }')).status, 502);
    assert.equal((await graphql(server, 'query Slow { shop { name } }')).status, 200);
    assert.deepEqual(server.counters.calls(), { Fast: 1, Slow: 1 });
  });
});

describe('admin pages', () => {
  it('a link to an order or a customer leads to that record, with everything escaped', async () => {
    const server = await startStore();
    const customer = server.store.createCustomer({
      firstName: '<b>Ada</b>',
      lastName: 'Roy',
      email: 'ada@example.com',
      phone: null,
      createdAt: new Date('2026-11-01T00:00:00Z'),
    });
    const id = server.store.createOrder(order({ customerId: customer, lines: [line('12.50')], tax: '1.50' }));
    const response = await fetch(`${server.adminUrl}/orders/${id}`);
    const text = await response.text();
    assert.equal(response.status, 200);
    assert.match(text, /<h1>Order #1001<\/h1>/);
    assert.match(text, /&lt;b&gt;Ada&lt;\/b&gt; Roy, ada@example.com/);
    assert.match(text, /14.00 CAD/);
    assert.doesNotMatch(text, /<b>Ada/);
    assert.match(await (await fetch(`${server.adminUrl}/customers/${customer}`)).text(), /#1001/);
    assert.equal((await fetch(`${server.adminUrl}/orders/1`)).status, 404);
    assert.equal(server.adminUrl, `${server.url}/store/fern-field`);
  });
});

describe('companies', () => {
  it('a company order names company, location and contact, and has payment terms until it is paid', async () => {
    const clock = new TestClock('2026-11-22T12:00:00Z');
    const server = await startStore({ clock });
    const customer = server.store.createCustomer({
      firstName: 'Ada',
      lastName: 'Roy',
      email: 'ada@acme.example',
      phone: null,
      createdAt: new Date('2026-10-01T00:00:00Z'),
    });
    const company = server.store.createCompany({ name: 'Acme', createdAt: new Date('2026-10-01T00:00:00Z') });
    const id = server.store.createOrder(
      order({
        customerId: customer,
        company,
        payment: 'pending',
        poNumber: 'PO-7',
        createdAt: new Date('2026-10-20T12:00:00Z'),
      }),
    );
    const query = `query Q($id: ID!) { order(id: $id) { poNumber
      purchasingEntity { __typename ... on PurchasingCompany { company { id name } location { id } contact { customer { id } } } }
      paymentTerms { overdue dueInDays paymentTermsType paymentSchedules(first: 1) { nodes { dueAt completedAt } } } }
      companies(first: 5, query: "name:acme") { nodes { id contacts(first: 5) { nodes { isMainContact } }
        locations(first: 5) { nodes { id ordersCount { count } } } ordersCount { count } } } }`;
    const answer = await graphql(server, query, { id: `gid://shopify/Order/${id}` });
    assert.equal(answer.at('errors'), undefined);
    const companyGid = `gid://shopify/Company/${company.companyId}`;
    const locationGid = `gid://shopify/CompanyLocation/${company.locationId}`;
    assert.deepEqual(answer.at('data.order'), {
      poNumber: 'PO-7',
      purchasingEntity: {
        __typename: 'PurchasingCompany',
        company: { id: companyGid, name: 'Acme' },
        location: { id: locationGid },
        contact: { customer: { id: `gid://shopify/Customer/${customer}` } },
      },
      paymentTerms: {
        overdue: true,
        dueInDays: 30,
        paymentTermsType: 'NET',
        paymentSchedules: { nodes: [{ dueAt: '2026-11-19T12:00:00Z', completedAt: null }] },
      },
    });
    assert.deepEqual(answer.at('data.companies.nodes'), [
      {
        id: companyGid,
        contacts: { nodes: [{ isMainContact: true }] },
        locations: { nodes: [{ id: locationGid, ordersCount: { count: 1 } }] },
        ordersCount: { count: 1 },
      },
    ]);
    server.store.capturePayment(id, clock.now());
    const paid = await graphql(server, query, { id: `gid://shopify/Order/${id}` });
    assert.equal(paid.at('data.order.paymentTerms.overdue'), false);
    assert.equal(paid.at('data.order.paymentTerms.paymentSchedules.nodes.0.completedAt'), '2026-11-22T12:00:00Z');
  });
});
