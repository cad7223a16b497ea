import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { after, before, describe, it } from 'node:test';
import { demoTiming, openPlace, type Place, setUp } from '../src/app/demo/place.ts';
import { freePort } from '../src/app/free-port.ts';
import { createLogger } from '../src/app/log.ts';
import { type Runtime, systemRuntime } from '../src/app/runtime.ts';
import { type Service, startService } from '../src/app/service.ts';
import { type Simulators, startSimulators } from '../src/app/simulators.ts';
import { coreFieldMap } from '../src/field-map/core.ts';
import { httpApps } from '../src/http/apps.ts';
import type { Route } from '../src/sync/types.ts';

/*
 * The intake over real HTTP, with everything behind it: simulated store and CRM, embedded ledger, the lane at work.
 */
describe('webhook intake', () => {
  const runtime: Runtime = { ...systemRuntime(createLogger('silent')), timing: demoTiming };
  let simulators: Simulators;
  let place: Place;
  let route: Route;
  let service: Service;

  before(async () => {
    simulators = await startSimulators({ seed: 11, clock: runtime.clock, unreliableWebhooks: false });
    place = await openPlace(simulators, await freePort(), coreFieldMap, runtime);
    route = (await setUp(place, runtime)).route;
    // What the store itself sends would blur the counts; these tests send their own.
    simulators.store.webhooks.setMuted(true);
    const { intake, health, webhookAddress } = place.config;
    service = await startService({ route, intake, health, webhookAddress, guard: null, apps: httpApps });
    // Without a backfill the CRM begins with the moment of the first start; what was sold before stays out.
    while (!(await service.health()).lane.held) await runtime.clock.sleep(50);
    await runtime.clock.sleep(1_500);
  });
  after(async () => {
    await service.stop();
    await place.close();
    await simulators.close();
  });

  const counts = () => route.ledger.deliveryCounts({ source: route.sourceAccount.source });

  let sent = 0;
  function post(body: string | Uint8Array, options: { topic?: string; id?: string; secret?: string } = {}) {
    const { credential } = place.config.shopify;
    const ours = credential.type === 'client credentials' ? credential.clientSecret : '';
    sent += 1;
    const headers = {
      'content-type': 'application/json',
      'x-shopify-topic': options.topic ?? 'orders/updated',
      'x-shopify-hmac-sha256': createHmac('sha256', options.secret ?? ours)
        .update(body)
        .digest('base64'),
      'x-shopify-shop-domain': simulators.shop.myshopifyDomain,
      'x-shopify-webhook-id': options.id ?? `delivery-${sent}`,
      'x-shopify-triggered-at': runtime.clock.now().toISOString(),
      'x-shopify-api-version': '2026-10',
    };
    return fetch(`${service.intakeUrl}/webhooks/shopify`, { method: 'POST', headers, body: Buffer.from(body) });
  }

  function newOrder(email: string): string {
    return simulators.store.store.createOrder({
      customerId: null,
      email,
      createdAt: runtime.clock.now(),
      presentmentCurrency: 'CAD',
      exchangeRate: '1',
      lines: [{ title: 'Shirt', sku: 'S-1', quantity: 2, unitPrice: '20.00' }],
      discount: '0',
      shipping: '5.00',
      tax: '0',
      taxesIncluded: false,
      payment: 'paid',
      sourceName: 'web',
      channel: null,
    });
  }

  const inCrm = (id: string) =>
    simulators.crm.account.read.findBy('orders', 'samestory_key', `${route.sourceAccount.source}/order/${id}`);

  async function eventually<T>(look: () => T | undefined): Promise<T> {
    for (let tries = 0; tries < 150; tries += 1) {
      const found = look();
      if (found !== undefined) return found;
      await runtime.clock.sleep(100);
    }
    throw new Error('did not happen within 15 seconds');
  }

  it('answers 401 to a wrong or missing signature, and nothing changes', async () => {
    const id = newOrder('forged@example.com');
    const before = await counts();
    const body = JSON.stringify({ id: Number(id), admin_graphql_api_id: `gid://shopify/Order/${id}` });
    assert.equal((await post(body, { secret: 'somebody-else' })).status, 401);
    const bare = await fetch(`${service.intakeUrl}/webhooks/shopify`, { method: 'POST', body });
    assert.equal(bare.status, 401);
    assert.deepEqual(await counts(), before);
  });

  it('takes the same delivery fifty times at once as one: one contact, one order, right values', async () => {
    const id = newOrder('fifty@example.com');
    const body = JSON.stringify({ id: Number(id), admin_graphql_api_id: `gid://shopify/Order/${id}` });
    const before = await counts();
    const answers = await Promise.all(Array.from({ length: 50 }, () => post(body, { id: 'fifty' })));
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    const order = await eventually(() => inCrm(id).find((record) => record.links().length > 0));
    assert.equal((await counts()).received, before.received + 1);
    assert.equal(inCrm(id).length, 1);
    assert.equal(Number(order.properties['hs_total_price']), 45);
    assert.equal(simulators.crm.account.read.findBy('contacts', 'email', 'fifty@example.com').length, 1);
  });

  it('makes one contact and one order of fifty different deliveries at once', async () => {
    const id = newOrder('burst@example.com');
    const body = JSON.stringify({ id: Number(id), admin_graphql_api_id: `gid://shopify/Order/${id}` });
    const topics = ['orders/create', 'orders/updated', 'orders/paid'];
    const answers = await Promise.all(
      Array.from({ length: 50 }, (_, index) => post(body, { topic: topics[index % 3] ?? '', id: `burst-${index}` })),
    );
    assert.deepEqual([...new Set(answers.map(({ status }) => status))], [200]);
    await eventually(() => inCrm(id).find((record) => record.links().length > 0));
    await runtime.clock.sleep(1_000);
    assert.equal(inCrm(id).length, 1);
    assert.equal(simulators.crm.account.read.findBy('contacts', 'email', 'burst@example.com').length, 1);
  });

  it('answers 200 to what it does not know or understand, and counts it', async () => {
    const before = await counts();
    assert.equal((await post('{"id":1}', { topic: 'themes/publish' })).status, 200);
    assert.equal((await post('{"id":')).status, 200);
    const now = await counts();
    assert.deepEqual([now.unknown - before.unknown, now.problems - before.problems], [1, 1]);
  });

  it('reads a signed body of eight megabytes, and of more', async () => {
    for (const megabytes of [8, 12]) {
      const id = newOrder(`large${megabytes}@example.com`);
      const body = JSON.stringify({ id: Number(id), note: 'x'.repeat(megabytes * 1024 * 1024) });
      assert.equal((await post(body)).status, 200);
      await eventually(() => inCrm(id)[0]);
    }
  });

  it('answers 503 while the ledger is away, so that Shopify sends it again', async () => {
    const { ledger } = route;
    const away = httpApps.intake({
      receive: (request) => route.source.receive(request),
      accept: () => Promise.reject(new Error('the ledger does not answer')),
      clock: runtime.clock,
      log: route.log,
    });
    const body = '{"id":5}';
    const { credential } = place.config.shopify;
    const secret = credential.type === 'client credentials' ? credential.clientSecret : '';
    const request = new Request('http://127.0.0.1/webhooks/shopify', {
      method: 'POST',
      body,
      headers: {
        'x-shopify-topic': 'orders/updated',
        'x-shopify-webhook-id': 'while-away',
        'x-shopify-shop-domain': simulators.shop.myshopifyDomain,
        'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
      },
    });
    const before = await ledger.deliveryCounts({ source: route.sourceAccount.source });
    assert.equal((await away.fetch(request)).status, 503);
    assert.deepEqual(await ledger.deliveryCounts({ source: route.sourceAccount.source }), before);
  });
});
