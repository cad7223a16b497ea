import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { afterEach, describe, it } from 'node:test';
import type { StoreServer } from './server.ts';
import {
  closeAll,
  graphql,
  line,
  order,
  orderGid,
  startReceiver,
  startStore,
  TestClock,
  valueAt,
  type WebhookReceiver,
} from './test-store.ts';

afterEach(closeAll);

const create = `mutation Create($topic: WebhookSubscriptionTopic!, $input: WebhookSubscriptionInput!) {
  webhookSubscriptionCreate(topic: $topic, webhookSubscription: $input) {
    webhookSubscription { id topic uri format name includeFields apiVersion { handle } } userErrors { field message } } }`;

async function subscribe(
  server: StoreServer,
  receiver: WebhookReceiver,
  topics: string[],
  more = {},
): Promise<string[]> {
  const ids: string[] = [];
  for (const topic of topics) {
    const answer = await graphql(server, create, { topic, input: { uri: `${receiver.url}/in`, ...more } });
    assert.deepEqual(answer.at('data.webhookSubscriptionCreate.userErrors'), []);
    ids.push(String(answer.at('data.webhookSubscriptionCreate.webhookSubscription.id')));
  }
  return ids;
}

const at = (hour: number) => new Date(Date.UTC(2026, 10, 20, hour));

describe('webhook subscriptions', () => {
  it('are made, listed, changed and deleted by mutations', async () => {
    const server = await startStore();
    const receiver = await startReceiver();
    const [id] = await subscribe(server, receiver, ['ORDERS_CREATE'], { name: 'main', includeFields: ['id'] });
    const list = '{ webhookSubscriptions(first: 10) { nodes { id topic uri name apiVersion { handle } } } }';
    assert.deepEqual((await graphql(server, list)).at('data.webhookSubscriptions.nodes'), [
      { id, topic: 'ORDERS_CREATE', uri: `${receiver.url}/in`, name: 'main', apiVersion: { handle: '2026-10' } },
    ]);
    const update = `mutation U($id: ID!) { webhookSubscriptionUpdate(id: $id, webhookSubscription: {
      uri: "https://example.com/new" }) { webhookSubscription { uri } userErrors { message } } }`;
    const updated = await graphql(server, update, { id });
    assert.equal(updated.at('data.webhookSubscriptionUpdate.webhookSubscription.uri'), 'https://example.com/new');
    const remove =
      'mutation D($id: ID!) { webhookSubscriptionDelete(id: $id) { deletedWebhookSubscriptionId userErrors { message } } }';
    assert.equal(
      (await graphql(server, remove, { id })).at('data.webhookSubscriptionDelete.deletedWebhookSubscriptionId'),
      id,
    );
    assert.equal((await graphql(server, remove, { id })).at('data.webhookSubscriptionDelete.userErrors.length'), 1);
    assert.deepEqual((await graphql(server, list)).at('data.webhookSubscriptions.nodes'), []);
  });

  it('are refused for bad addresses, names, duplicates and missing scopes', async () => {
    const server = await startStore({ allowHttpLoopback: false, scopes: ['read_orders'] });
    const refusal = async (input: Record<string, unknown>, topic = 'ORDERS_CREATE') =>
      (await graphql(server, create, { topic, input })).at('data.webhookSubscriptionCreate.userErrors.0.message');
    assert.match(String(await refusal({ uri: 'http://127.0.0.1:9/in' })), /protocol http:\/\/ is not supported/);
    assert.match(String(await refusal({ uri: 'https://fern-field.myshopify.com/in' })), /shop domain/);
    assert.match(String(await refusal({})), /can't be blank/);
    assert.match(String(await refusal({ uri: 'https://a.example/in', name: 'has space' })), /Name is invalid/);
    assert.match(String(await refusal({ uri: `https://a.example/${'x'.repeat(65_535)}` })), /too big/);
    assert.match(String(await refusal({ uri: 'https://a.example/in' }, 'CUSTOMERS_CREATE')), /permission/);
    assert.equal(await refusal({ uri: 'https://a.example/in' }), undefined);
    assert.match(String(await refusal({ uri: 'https://a.example/in' })), /already been taken/);
    assert.equal(await refusal({ uri: 'pubsub://project:topic' }), undefined);
  });
});

describe('webhook deliveries', () => {
  it('are signed over the raw bytes and carry all headers; one act shares one event id', async () => {
    const server = await startStore();
    const receiver = await startReceiver();
    await subscribe(server, receiver, ['ORDERS_CREATE', 'ORDERS_UPDATED', 'ORDERS_PAID', 'ORDER_TRANSACTIONS_CREATE']);
    // An id beyond 2^53: as a JavaScript number it would lose its last digits.
    const id = server.store.createOrder(order({ id: '820982911946154508', createdAt: at(10) }));
    await server.webhooks.settled();
    assert.deepEqual(receiver.topics().sort(), [
      'order_transactions/create',
      'orders/create',
      'orders/paid',
      'orders/updated',
    ]);
    for (const { headers, bytes } of receiver.received) {
      const signature = createHmac('sha256', 'secret').update(bytes).digest('base64');
      assert.equal(headers['x-shopify-hmac-sha256'], signature);
      assert.equal(headers['x-shopify-shop-domain'], 'fern-field.myshopify.com');
      assert.equal(headers['x-shopify-api-version'], '2026-10');
      assert.equal(headers['x-shopify-triggered-at'], '2026-11-20T10:00:00.000000Z');
    }
    const distinct = (name: string) => new Set(receiver.received.map(({ headers }) => headers[name])).size;
    assert.deepEqual([distinct('x-shopify-webhook-id'), distinct('x-shopify-event-id')], [4, 1]);
    const created = receiver.received.find(({ headers }) => headers['x-shopify-topic'] === 'orders/create');
    const text = created?.bytes.toString('utf8') ?? '';
    assert.match(
      text,
      /^\{"id":820982911946154508,"admin_graphql_api_id":"gid:\/\/shopify\/Order\/820982911946154508"/,
    );
    assert.equal(valueAt(created?.body, 'admin_graphql_api_id'), orderGid(id));
  });

  it('bodies are shaped like REST: lower case, padded money, the shop’s offset, no customer where there is none', async () => {
    const server = await startStore();
    const receiver = await startReceiver();
    await subscribe(server, receiver, ['ORDERS_CREATE', 'ORDERS_UPDATED', 'REFUNDS_CREATE']);
    const id = server.store.createOrder(order({ createdAt: at(10), lines: [line('25', 2)], tags: ['a', 'b'] }));
    await server.webhooks.settled();
    const [created] = receiver.received;
    assert.equal(valueAt(created?.body, 'created_at'), '2026-11-20T05:00:00-05:00');
    assert.equal(valueAt(created?.body, 'total_price'), '50.00');
    assert.equal(valueAt(created?.body, 'financial_status'), 'paid');
    assert.equal(valueAt(created?.body, 'fulfillment_status'), null);
    assert.equal(valueAt(created?.body, 'tags'), 'a, b');
    assert.equal(Object.hasOwn(Object(created?.body), 'customer'), false);
    const customer = server.store.createCustomer({
      firstName: 'Ada',
      lastName: 'Roy',
      email: 'ada@example.com',
      phone: null,
      tags: ['vip'],
      createdAt: at(9),
    });
    server.store.attachCustomer(id, customer, at(11));
    server.store.refund(id, { at: at(12), lines: [{ line: 0, quantity: 1 }], amount: '20', restock: 'RETURN' });
    await server.webhooks.settled();
    const updated = receiver.received.findLast(({ headers }) => headers['x-shopify-topic'] === 'orders/updated');
    assert.equal(valueAt(updated?.body, 'customer.email'), 'ada@example.com');
    assert.equal(valueAt(updated?.body, 'customer.tags'), undefined);
    const refund = receiver.received.find(({ headers }) => headers['x-shopify-topic'] === 'refunds/create');
    assert.match(refund?.bytes.toString('utf8') ?? '', /"restock_type":"return","subtotal":25.0,"total_tax":0.0/);
    assert.equal(valueAt(refund?.body, 'order_adjustments.0.amount'), '5.00');
    assert.equal(valueAt(refund?.body, 'transactions.0.amount'), '20.00');
  });

  it('send only the included fields, and nothing for a filter on a field that is not there', async () => {
    const server = await startStore();
    const receiver = await startReceiver();
    await subscribe(server, receiver, ['ORDERS_CREATE'], {
      includeFields: ['id', 'customer.id', 'line_items.quantity'],
    });
    await subscribe(server, receiver, ['ORDERS_UPDATED'], { filter: 'no_such_field:1' });
    await subscribe(server, receiver, ['ORDERS_PAID'], { filter: 'test:false' });
    server.store.createOrder(order());
    server.store.createOrder(order({ test: true }));
    await server.webhooks.settled();
    assert.deepEqual(receiver.topics().sort(), ['orders/create', 'orders/create', 'orders/paid']);
    const created = receiver.received.find(({ headers }) => headers['x-shopify-topic'] === 'orders/create');
    assert.deepEqual(Object.keys(Object(created?.body)).sort(), ['id', 'line_items']);
    assert.deepEqual(valueAt(created?.body, 'line_items'), [{ quantity: 1 }]);
  });

  it('are retried with the first payload and the same id, then the subscription is deleted', async () => {
    const clock = new TestClock('2026-11-22T12:00:00Z');
    const server = await startStore({ clock });
    const receiver = await startReceiver();
    await subscribe(server, receiver, ['ORDERS_UPDATED']);
    receiver.answerWith(302);
    const id = server.store.createOrder(order());
    await server.webhooks.settled();
    assert.equal(receiver.received.length, 9);
    assert.equal(new Set(receiver.received.map(({ headers }) => headers['x-shopify-webhook-id'])).size, 1);
    assert.equal(new Set(receiver.received.map(({ bytes }) => bytes.toString('utf8'))).size, 1);
    assert.equal(clock.now().toISOString(), '2026-11-22T16:00:00.000Z');
    assert.equal(server.subscriptions.list().length, 0);
    receiver.answerWith(200);
    server.store.setOrderEmail(id, at(20), 'late@example.com');
    await server.webhooks.settled();
    assert.equal(receiver.received.length, 9);
  });

  it('can be doubled, delayed, put out of order and lost by a policy', async () => {
    const server = await startStore();
    const receiver = await startReceiver();
    await subscribe(server, receiver, ['ORDERS_CREATE', 'ORDERS_UPDATED', 'ORDERS_PAID']);
    server.webhooks.setPolicy(({ topic }) => {
      if (topic === 'orders/paid') return [];
      return topic === 'orders/create' ? [5000] : [0, 0];
    });
    server.store.createOrder(order());
    await server.webhooks.settled();
    assert.equal(receiver.topics().filter((topic) => topic === 'orders/updated').length, 2);
    assert.equal(receiver.topics().at(-1), 'orders/create');
    assert.equal(server.webhooks.counts()['orders/paid']?.dropped, 1);
    server.webhooks.setMuted(true);
    server.store.createOrder(order());
    await server.webhooks.settled();
    assert.equal(receiver.received.length, 3);
  });

  it('tell each act by the topics that Shopify uses for it', async () => {
    const server = await startStore();
    const receiver = await startReceiver();
    const topics = [
      ...['ORDERS_CREATE', 'ORDERS_UPDATED', 'ORDERS_PAID', 'ORDERS_CANCELLED', 'ORDERS_FULFILLED', 'ORDERS_DELETE'],
      ...['ORDERS_PARTIALLY_FULFILLED', 'ORDERS_EDITED', 'ORDER_TRANSACTIONS_CREATE', 'REFUNDS_CREATE'],
      ...['FULFILLMENTS_CREATE', 'FULFILLMENTS_UPDATE', 'FULFILLMENT_EVENTS_CREATE', 'RETURNS_REQUEST'],
      ...['RETURNS_APPROVE', 'RETURNS_CLOSE', 'CUSTOMERS_CREATE', 'CUSTOMERS_UPDATE', 'CUSTOMERS_MERGE'],
      ...['CUSTOMERS_DELETE', 'CUSTOMERS_PURCHASING_SUMMARY', 'COMPANIES_CREATE', 'COMPANY_CONTACTS_CREATE'],
    ];
    await subscribe(server, receiver, topics);
    const { store } = server;
    const told = async (act: () => unknown) => {
      receiver.received.length = 0;
      act();
      await server.webhooks.settled();
      return receiver.topics().sort().join(' ');
    };
    const person = (email: string) => ({ firstName: 'A', lastName: 'B', email, phone: null, createdAt: at(1) });
    let [customer, other, id, shipment, returned] = ['', '', '', '', ''];
    assert.equal(await told(() => (customer = store.createCustomer(person('a@example.com')))), 'customers/create');
    other = store.createCustomer(person('b@example.com'));
    await server.webhooks.settled();
    const lines = [line('10', 2)];
    assert.equal(
      await told(() => (id = store.createOrder(order({ customerId: customer, payment: 'authorized', lines })))),
      'customers/purchasing_summary order_transactions/create orders/create orders/updated',
    );
    assert.equal(
      await told(() => store.capturePayment(id, at(11))),
      'customers/purchasing_summary order_transactions/create orders/paid orders/updated',
    );
    assert.equal(
      await told(() => (shipment = store.fulfill(id, { at: at(12), lines: [{ line: 0, quantity: 1 }] }))),
      'fulfillments/create orders/partially_fulfilled orders/updated',
    );
    assert.equal(
      await told(() => store.fulfillmentEvent(shipment, at(13), 'DELIVERED')),
      'fulfillment_events/create fulfillments/update orders/updated',
    );
    assert.equal(
      await told(() => (returned = store.requestReturn(id, at(14), [{ line: 0, quantity: 1 }]))),
      'returns/request',
    );
    assert.equal(await told(() => store.approveReturn(returned, at(15))), 'returns/approve');
    assert.equal(
      await told(() =>
        store.refund(id, { at: at(16), lines: [{ line: 0, quantity: 1 }], amount: '10', restock: 'RETURN' }),
      ),
      'customers/purchasing_summary order_transactions/create orders/updated refunds/create',
    );
    assert.equal(
      await told(() => store.editOrder(id, { at: at(17), addLines: [line('1')] })),
      'customers/purchasing_summary orders/edited orders/updated',
    );
    assert.equal(
      await told(() => store.cancel(id, at(18), { reason: 'CUSTOMER', refund: true })),
      'customers/purchasing_summary order_transactions/create orders/cancelled orders/updated refunds/create',
    );
    assert.equal(await told(() => store.mergeCustomers(other, customer, at(19))), 'customers/merge customers/update');
    assert.equal(await told(() => store.deleteOrder(id, at(20))), 'customers/purchasing_summary orders/delete');
    assert.equal(await told(() => store.deleteCustomer(other, at(21))), 'customers/delete');
    assert.equal(await told(() => store.createCompany({ name: 'Acme', createdAt: at(1) })), 'companies/create');
  });

  it('privacy topics go to the compliance address only, and name the person as known before', async () => {
    const receiver = await startReceiver();
    const server = await startStore({ complianceUrl: `${receiver.url}/privacy` });
    const customer = server.store.createCustomer({
      firstName: 'Ada',
      lastName: 'Roy',
      email: 'ada@example.com',
      phone: null,
      createdAt: at(1),
    });
    const id = server.store.createOrder(order({ customerId: customer, email: 'ada@example.com' }));
    server.webhooks.requestData(customer);
    server.store.redactCustomer(customer, at(12));
    server.webhooks.redactShop();
    await server.webhooks.settled();
    assert.deepEqual(receiver.topics().sort(), ['customers/data_request', 'customers/redact', 'shop/redact']);
    const redact = receiver.received.find(({ headers }) => headers['x-shopify-topic'] === 'customers/redact');
    assert.deepEqual([redact?.path, valueAt(redact?.body, 'customer.email')], ['/privacy', 'ada@example.com']);
    assert.deepEqual(valueAt(redact?.body, 'orders_to_redact'), [Number(id)]);
    const read =
      'query Q($id: ID!) { order(id: $id) { email customer { firstName defaultEmailAddress { emailAddress } } } }';
    assert.deepEqual((await graphql(server, read, { id: orderGid(id) })).at('data.order'), {
      email: null,
      customer: { firstName: null, defaultEmailAddress: null },
    });
  });
});
