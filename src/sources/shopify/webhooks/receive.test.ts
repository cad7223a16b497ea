import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { z } from 'zod';
import type { Delivery } from '../../../connector/source.ts';
import { receive } from './receive.ts';
import { topics } from './topics.ts';

const fixtures = new URL('../../../../test/fixtures/webhooks/', import.meta.url);
const index = z
  .object({
    secret: z.string(),
    deliveries: z.array(z.object({ file: z.string(), headers: z.record(z.string(), z.string()) })),
  })
  .parse(JSON.parse(readFileSync(new URL('deliveries.json', fixtures), 'utf8')));

const connection = { source: '954889', myshopifyDomain: 'example.myshopify.com', granted: new Set<string>() };
const receivedAt = new Date('2026-10-22T15:00:00Z');
type Signed = Extract<Delivery, { status: 'signed' }>;

function receiveFile(file: string, change: Record<string, string> = {}): Delivery {
  const found = index.deliveries.find((delivery) => delivery.file === file);
  assert.ok(found, file);
  const body = readFileSync(new URL(file, fixtures));
  return receive({ headers: { ...found.headers, ...change }, body, receivedAt }, ['other', index.secret], connection);
}

/** A body of our own making, rightly signed. */
function receiveText(topic: string, text: string): Signed {
  const body = Buffer.from(text);
  const signature = createHmac('sha256', index.secret).update(body).digest('base64');
  const headers = { 'x-shopify-topic': topic, 'x-shopify-hmac-sha256': signature, 'x-shopify-webhook-id': 'w-1' };
  const delivery = receive({ headers, body, receivedAt }, [index.secret], connection);
  assert.equal(delivery.status, 'signed');
  return delivery;
}

function keysOf(delivery: Delivery): string[] {
  assert.equal(delivery.status, 'signed');
  assert.equal(delivery.problem, null);
  assert.equal(delivery.known, true);
  return delivery.keys.map(({ source, kind, id }) => `${source}/${kind}/${id}`);
}

describe('receive', () => {
  it('understands every fixture, each signed by Shopify’s rule', () => {
    const expected: Readonly<Record<string, string[]>> = {
      'orders__create.body': ['954889/order/5000000001002'],
      'orders__delete.body': ['954889/order/5000000001002'],
      'orders__edited.body': ['954889/order/5000000001002'],
      'orders__updated--oversize_eventbridge_stub.body': ['954889/order/5000000001002'],
      'refunds__create--adjustment_only.body': ['954889/order/5000000001002'],
      'fulfillments__create.body': ['954889/order/5000000001002'],
      'customer_tags_added.body': ['954889/customer/7000000000001'],
      'customers_marketing_consent__update.body': ['954889/customer/7000000000001'],
      'customers__update.body': ['954889/customer/7000000000001'],
      'customers__delete.body': ['954889/customer/7000000000001'],
      'customers__merge.body': ['954889/customer/7000000000009', '954889/customer/7000000000001'],
      'customers__redact.body': [
        '954889/customer/7000000000001',
        '954889/order/5000000001001',
        '954889/order/5000000001002',
      ],
      'companies__create.body': ['954889/company/201'],
      'app__uninstalled.body': [],
    };
    for (const { file } of index.deliveries) assert.deepEqual(keysOf(receiveFile(file)), expected[file], file);
    assert.equal(index.deliveries.length, Object.keys(expected).length);
  });

  it('keeps what cannot be looked up again as evidence', () => {
    const facts = (file: string) => {
      const delivery = receiveFile(file);
      assert.equal(delivery.status, 'signed');
      return delivery.evidence.map(({ key, fact, other, saidBy, at }) => [
        fact,
        `${key.kind}/${key.id}`,
        other && `${other.kind}/${other.id}`,
        saidBy,
        at.toISOString().slice(0, 10),
      ]);
    };
    assert.deepEqual(facts('orders__delete.body'), [
      ['deleted', 'order/5000000001002', null, 'webhook orders/delete', '2026-10-22'],
    ]);
    assert.deepEqual(facts('customers__merge.body'), [
      ['merged into', 'customer/7000000000009', 'customer/7000000000001', 'webhook customers/merge', '2026-10-22'],
    ]);
    assert.deepEqual(
      facts('customers__redact.body').map(([fact, about]) => `${fact} ${about}`),
      ['redacted customer/7000000000001', 'redacted order/5000000001001', 'redacted order/5000000001002'],
    );
    assert.deepEqual(facts('orders__create.body'), []);
  });

  it('takes a failed merge as a reason to look and not as a fact', () => {
    const merge = (status: string) =>
      receiveText(
        'customers/merge',
        JSON.stringify({
          admin_graphql_api_customer_kept_id: 'gid://shopify/Customer/1',
          admin_graphql_api_customer_deleted_id: 'gid://shopify/Customer/2',
          status,
        }),
      );
    assert.deepEqual([merge('failed').keys.length, merge('failed').evidence.length], [2, 0]);
    assert.equal(merge('completed').evidence.length, 1);
  });

  it('keeps every digit of ids that a floating point number cannot hold', () => {
    const text = '{"id":9007199254740993123,"order_id":90071992547409931}';
    assert.deepEqual(keysOf(receiveText('orders/delete', text)), ['954889/order/9007199254740993123']);
    assert.deepEqual(keysOf(receiveText('refunds/create', text)), ['954889/order/90071992547409931']);
    const gid = '{"id":1,"admin_graphql_api_id":"gid://shopify/Order/820982911946154508"}';
    assert.deepEqual(keysOf(receiveText('orders/updated', gid)), ['954889/order/820982911946154508']);
  });

  it('finds the order in every form of return', () => {
    const withOrder = '{"id":5,"order":{"id":77,"admin_graphql_api_id":"gid://shopify/Order/77"}}';
    assert.deepEqual(keysOf(receiveText('returns/approve', withOrder)), ['954889/order/77']);
    assert.deepEqual(keysOf(receiveText('returns/close', '{"id":5,"order_id":77}')), ['954889/order/77']);
    assert.match(receiveText('returns/update', '{"id":5}').problem ?? '', /does not name/);
  });

  it('refuses a wrong, missing or stolen signature, and an empty secret', () => {
    const { file } = index.deliveries[0] ?? { file: '' };
    assert.equal(receiveFile(file, { 'x-shopify-hmac-sha256': 'AAAA' }).status, 'unsigned');
    assert.equal(receiveFile(file, { 'x-shopify-hmac-sha256': '' }).status, 'unsigned');
    const body = Buffer.from('{"id":1}');
    const signature = createHmac('sha256', '').update(body).digest('base64');
    const headers = { 'x-shopify-topic': 'orders/delete', 'x-shopify-hmac-sha256': signature };
    assert.equal(receive({ headers, body, receivedAt }, [''], connection).status, 'unsigned');
    assert.equal(receive({ headers, body, receivedAt }, [], connection).status, 'unsigned');
    const changed = Buffer.from('{"id":2}');
    const good = createHmac('sha256', 's').update(body).digest('base64');
    const stolen = { ...headers, 'x-shopify-hmac-sha256': good };
    assert.equal(receive({ headers: stolen, body, receivedAt }, ['s'], connection).status, 'signed');
    assert.equal(receive({ headers: stolen, body: changed, receivedAt }, ['s'], connection).status, 'unsigned');
  });

  it('never throws for content', () => {
    assert.match(receiveText('orders/create', '{"id":').problem ?? '', /not JSON/);
    assert.match(receiveText('orders/create', '').problem ?? '', /not JSON/);
    assert.match(receiveText('orders/create', '[1]').problem ?? '', /not a JSON object/);
    assert.match(receiveText('orders/create', '{"id":null}').problem ?? '', /does not name/);
    assert.match(receiveText('orders/create', '{"id":-1.5}').problem ?? '', /does not name/);
    const unknown = receiveText('products/create', '{"id":1}');
    assert.deepEqual([unknown.known, unknown.keys, unknown.problem], [false, [], null]);
    for (const topic of ['constructor', '__proto__', '']) assert.equal(receiveText(topic, '{"id":1}').known, false);
  });

  it('does not take another store’s ids for its own', () => {
    const delivery = receiveFile('orders__create.body', { 'x-shopify-shop-domain': 'another.myshopify.com' });
    assert.equal(delivery.status, 'signed');
    assert.deepEqual([delivery.keys, delivery.problem], [[], 'the delivery is about another store']);
  });

  it('names a delivery by its webhook id, and one without by its content', () => {
    const delivery = receiveFile('orders__create.body');
    assert.equal(delivery.status === 'signed' && delivery.deliveryId, 'b54557e4-bdd9-4b37-8a5f-000000000000');
    assert.equal(delivery.status === 'signed' && delivery.triggeredAt?.toISOString(), '2026-10-22T14:00:00.123Z');
  });

  it('takes a time that no database could store for none', () => {
    for (const time of ['+275760-09-13T00:00:00Z', '-000001-01-01T00:00:00Z', '2026-13-45', 'soon', '']) {
      const delivery = receiveFile('customers__merge.body', { 'x-shopify-triggered-at': time });
      assert.equal(delivery.status === 'signed' && delivery.triggeredAt, null, time);
      assert.ok(
        delivery.status === 'signed' && delivery.evidence.every(({ at }) => at.getUTCFullYear() < 10_000),
        time,
      );
    }
  });

  it('understands every topic that is subscribed to', () => {
    for (const { name } of topics) assert.equal(receiveText(name, '{}').known, true, name);
  });
});
