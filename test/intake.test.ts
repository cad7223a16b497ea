import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import type { InspectedRecord } from '../simulator/hubspot/inspect.ts';
import { type Served, serve } from '../src/app/listen.ts';
import { intakeApp } from '../src/http/intake.ts';
import { backfill } from '../src/sync/backfill.ts';
import { fullBalance } from '../src/sync/balance.ts';
import { acceptDelivery } from '../src/sync/intake.ts';
import { runPasses } from '../src/sync/lane.ts';
import { fillMatchIndex } from '../src/sync/match-index.ts';
import { withLane } from '../src/sync/with-lane.ts';
import type { World } from './support/world.ts';
import { newCustomer, newOrder, openWorld, shopNumber, webhookSecret } from './support/world.ts';

const hourMs = 3_600_000;

/** The product's webhook intake in front of a world, over real HTTP. */
async function openIntake({ route, ledger }: World): Promise<Served> {
  const { destination: lane } = route.destinationAccount;
  const context = { ledger, lane, sourceId: shopNumber, clock: route.clock, debounceMs: 0 };
  const app = intakeApp({
    receive: (request) => route.source.receive(request),
    accept: (delivery) => acceptDelivery(context, delivery),
    clock: route.clock,
    log: route.log,
  });
  return serve(app, { host: '127.0.0.1', port: 0 });
}

interface Post {
  readonly topic: string;
  readonly body: string | Buffer;
  readonly id: string;
  readonly secret?: string;
}

/** A delivery as Shopify sends it; the answer's status. */
async function post(intake: Served, { topic, body, id, secret = webhookSecret }: Post): Promise<number> {
  const response = await fetch(`${intake.url}/webhooks/shopify`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-shopify-topic': topic,
      'x-shopify-webhook-id': id,
      'x-shopify-shop-domain': 'acme.myshopify.com',
      'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
    },
    body,
  });
  await response.arrayBuffer();
  return response.status;
}

function orderBody(id: string): string {
  return JSON.stringify({ id: Number(id), admin_graphql_api_id: `gid://shopify/Order/${id}` });
}

function recordOf(world: World, orderId: string): InspectedRecord[] {
  return world.crm.account.read.findBy('orders', 'samestory_key', `${shopNumber}/order/${orderId}`);
}

/** Properties that were written more than once, by the CRM's own history. */
function writtenAgain(record: InspectedRecord): string[] {
  return record.historyNames().filter((name) => record.history(name).length > 1);
}

async function ledgerCounts(world: World) {
  const { destination: lane } = world.route.destinationAccount;
  const { received, unknown, problems } = await world.ledger.deliveryCounts({ source: shopNumber });
  const { ready, later } = await world.ledger.dueSummary({ lane, source: shopNumber, now: new Date() });
  return { received, unknown, problems, due: ready + later };
}

describe('webhooks at once', () => {
  let world: World;
  let intake: Served;
  before(async () => {
    world = await openWorld();
    intake = await openIntake(world);
  });
  after(async () => {
    await intake.close();
    await world.close();
  });

  it('counts one delivery that comes fifty times as one', async () => {
    const orderId = world.store.store.createOrder(newOrder({ email: 'fifty@example.com' }));
    const one = { topic: 'orders/create', body: orderBody(orderId), id: 'the-same' };
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(intake, one)));
    assert.deepEqual(new Set(answers), new Set([200]));
    assert.deepEqual(await ledgerCounts(world), { received: 1, unknown: 0, problems: 0, due: 1 });
    await world.work();
    const [order, ...others] = recordOf(world, orderId);
    assert.ok(order);
    assert.deepEqual(others, []);
    assert.deepEqual(writtenAgain(order), []);
  });

  it('makes one order of an "updated" that comes before its "create"', async () => {
    const orderId = world.store.store.createOrder(newOrder({ email: 'early@example.com' }));
    assert.equal(await post(intake, { topic: 'orders/updated', body: orderBody(orderId), id: 'second' }), 200);
    await world.work();
    assert.equal(await post(intake, { topic: 'orders/create', body: orderBody(orderId), id: 'first' }), 200);
    await world.work();
    const [order, ...others] = recordOf(world, orderId);
    assert.ok(order);
    assert.deepEqual(others, []);
    assert.deepEqual(writtenAgain(order), []);
  });

  it('leads from an order in the CRM to that order in the store', async () => {
    const orderId = world.store.store.createOrder(newOrder({ email: 'link@example.com' }));
    await post(intake, { topic: 'orders/create', body: orderBody(orderId), id: 'linked' });
    await world.work();
    const [order] = recordOf(world, orderId);
    const response = await fetch(order?.properties['hs_external_order_url'] ?? '');
    assert.equal(response.status, 200);
    assert.match(await response.text(), new RegExp(`Order ${order?.properties['hs_order_name']}\\b`));
  });
});

describe('twenty orders of one new buyer at once, beside an operator and a backfill', () => {
  it('become one contact and twenty orders with twenty links, and no value is written twice', async () => {
    const cutoff = new Date();
    const world = await openWorld({ cutoff });
    const intake = await openIntake(world);
    try {
      const at = new Date(cutoff.getTime() - hourMs);
      const email = 'many@example.com';
      const customerId = world.store.store.createCustomer(newCustomer({ email, createdAt: at }));
      const orderIds = Array.from({ length: 20 }, () =>
        world.store.store.createOrder(newOrder({ customerId, email, createdAt: at })),
      );
      await withLane(world.route, 'test', async (lane) => {
        await fillMatchIndex(world.route, () => undefined);
        const history = {
          since: new Date(at.getTime() - hourMs),
          onProgress: () => undefined,
          onMonth: () => undefined,
        };
        await Promise.all([
          backfill(world.route, lane, history),
          ...orderIds.flatMap((id) => [
            post(intake, { topic: 'orders/create', body: orderBody(id), id: `create-${id}` }),
            post(intake, { topic: 'orders/updated', body: orderBody(id), id: `updated-${id}` }),
            world.touch(['order', id]),
          ]),
          world.touch(['customer', customerId]),
          runPasses(world.route, lane, {}),
          runPasses(world.route, lane, {}),
        ]);
        await runPasses(world.route, lane, {});
      });
      await assertOnce(world, customerId, orderIds);
    } finally {
      await intake.close();
      await world.close();
    }
  });
});

async function assertOnce(world: World, customerId: string, orderIds: readonly string[]): Promise<void> {
  const { read } = world.crm.account;
  const contacts = read.records('contacts');
  assert.deepEqual(
    contacts.map(({ properties }) => properties['samestory_key']),
    [`${shopNumber}/customer/${customerId}`],
  );
  assert.equal(read.count('orders'), orderIds.length);
  const orders = orderIds.flatMap((id) => recordOf(world, id));
  assert.equal(orders.length, orderIds.length);
  for (const order of orders) {
    assert.deepEqual(
      order.links().map(({ toId }) => toId),
      contacts.map(({ id }) => id),
    );
  }
  for (const record of [...orders, ...contacts]) assert.deepEqual(writtenAgain(record), []);
  // The CRM keeps no trace of a value that is written over itself; our journal would.
  const { destination } = world.route.destinationAccount;
  const keys = [`${shopNumber}/customer/${customerId}`, ...orderIds.map((id) => `${shopNumber}/order/${id}`)];
  for (const subjectId of Object.values(await world.ledger.subjectIdsOf({ keys }))) {
    const journal = await world.ledger.journal({ destination, subjectId, limit: 100 });
    const fields = journal
      .filter(({ action }) => action === 'created' || action === 'updated')
      .map(({ field }) => field);
    assert.equal(new Set(fields).size, fields.length);
    assert.ok(journal.every(({ action }) => action !== 'unlinked' && action !== 'failed'));
  }
  const { balance } = await fullBalance(world.route, { repair: true });
  const row = balance.find(({ kind }) => kind === 'order');
  assert.deepEqual([row?.listed, row?.matching, row?.extra], [orderIds.length, orderIds.length, 0]);
}

describe('what strangers and broken senders post', () => {
  let world: World;
  let intake: Served;
  let orderId: string;
  before(async () => {
    world = await openWorld();
    intake = await openIntake(world);
    orderId = world.store.store.createOrder(newOrder());
  });
  after(async () => {
    await intake.close();
    await world.close();
  });

  it('is refused with 401 without a valid signature, and changes nothing', async () => {
    const before = await ledgerCounts(world);
    const forged = { topic: 'orders/create', body: orderBody(orderId), id: 'forged', secret: 'another secret' };
    assert.equal(await post(intake, forged), 401);
    const unsigned = await fetch(`${intake.url}/webhooks/shopify`, { method: 'POST', body: orderBody(orderId) });
    assert.equal(unsigned.status, 401);
    assert.deepEqual(await ledgerCounts(world), before);
  });

  it('is read up to eight megabytes, and beyond when it is signed', async () => {
    for (const [id, megabytes] of [
      ['large', 8],
      ['larger', 9],
    ] as const) {
      const body = JSON.stringify({ id: Number(orderId), note: 'x'.repeat(megabytes * 1024 * 1024) });
      assert.equal(await post(intake, { topic: 'orders/updated', body, id }), 200);
    }
    const { received, problems, due } = await ledgerCounts(world);
    assert.deepEqual({ received, problems, due }, { received: 2, problems: 0, due: 1 });
    const refused = { topic: 'orders/updated', body: Buffer.alloc(8 * 1024 * 1024), id: 'noise', secret: 'wrong' };
    assert.equal(await post(intake, refused), 401);
  });

  it('is answered with 200 and kept as a case where it is signed and nobody can read it', async () => {
    const before = await ledgerCounts(world);
    const bodies = ['{"id": 1', '[]', 'null', '', '{"id": {}}', '\u0000'.repeat(100), JSON.stringify({ id: 'x' })];
    for (const [index, body] of bodies.entries()) {
      assert.equal(await post(intake, { topic: 'orders/create', body, id: `broken-${index}` }), 200);
    }
    const after = await ledgerCounts(world);
    assert.equal(after.problems, before.problems + bodies.length);
    assert.equal(after.due, before.due);
  });

  it('is counted where its topic is unknown, and the process lives on', async () => {
    const before = await ledgerCounts(world);
    assert.equal(await post(intake, { topic: 'themes/publish', body: '{"id": 5}', id: 'theme' }), 200);
    assert.equal(await post(intake, { topic: '', body: '{"id": 5}', id: 'no-topic' }), 200);
    const after = await ledgerCounts(world);
    assert.equal(after.unknown, before.unknown + 2);
    await world.work();
    assert.equal(recordOf(world, orderId).length, 1);
  });
});
