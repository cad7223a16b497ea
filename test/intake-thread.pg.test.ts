import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { Worker } from 'node:worker_threads';
import { freePort } from '../src/app/free-port.ts';
import { type IntakeThreadData, serveIntakeApart } from '../src/app/intake-thread.ts';
import { httpApps } from '../src/http/apps.ts';
import { openLedger } from '../src/ledger/open.ts';
import { withPostgres } from './ledger/databases.ts';

const secret = 'a secret of the tests';
const host = '127.0.0.1';
const order = { id: 5001, admin_graphql_api_id: 'gid://shopify/Order/5001' };
const body = JSON.stringify(order);
const quiet = { info: () => undefined, warn: () => undefined, error: () => undefined };

function headersOf(id: string, signedWith: string): Record<string, string> {
  return {
    'content-type': 'application/json',
    'x-shopify-topic': 'orders/updated',
    'x-shopify-webhook-id': id,
    'x-shopify-shop-domain': 'test.myshopify.com',
    'x-shopify-hmac-sha256': createHmac('sha256', signedWith).update(body).digest('base64'),
  };
}

/** Sends from a thread of its own, and leaves the status where a thread can see it that never rests. */
const sender = `
  const { workerData: { url, headers, body, status } } = require('node:worker_threads');
  fetch(url, { method: 'POST', headers, body }).then((answer) => Atomics.store(status, 0, answer.status));
`;

describe('webhooks that a thread of its own answers', () => {
  const server = withPostgres();
  const dataFor = async (change: Partial<IntakeThreadData> = {}): Promise<IntakeThreadData> => ({
    databaseUrl: await server().database(),
    host,
    port: await freePort(),
    secrets: [secret],
    source: '548380009',
    domain: 'test.myshopify.com',
    lane: 'hubspot/1',
    debounceMs: 0,
    ...change,
  });

  it('are stored, once each, and refused without a signature', async () => {
    const data = await dataFor();
    const intake = await serveIntakeApart(httpApps.intakeThread, data, quiet);
    const ledger = await openLedger({ databaseUrl: data.databaseUrl });
    try {
      const send = async (id: string, signedWith = secret) =>
        (await fetch(`${intake.url}/webhooks/shopify`, { method: 'POST', headers: headersOf(id, signedWith), body }))
          .status;
      assert.deepEqual([await send('1'), await send('1'), await send('2', 'another')], [200, 200, 401]);
      const { lane, source } = data;
      const due = await ledger.dueSummary({ lane, source, now: new Date() });
      assert.equal(due.ready, 1);
      assert.equal((await ledger.deliveryCounts({ source })).received, 1);
    } finally {
      await intake.close();
      await ledger.close();
    }
  });

  it('do not wait for what the main thread computes', async () => {
    const intake = await serveIntakeApart(httpApps.intakeThread, await dataFor(), quiet);
    const status = new Int32Array(new SharedArrayBuffer(4));
    const workerData = { url: `${intake.url}/webhooks/shopify`, headers: headersOf('3', secret), body, status };
    const sending = new Worker(sender, { eval: true, workerData });
    await new Promise((resolve) => sending.once('online', resolve));
    const until = performance.now() + 20_000;
    while (Atomics.load(status, 0) === 0 && performance.now() < until);
    assert.equal(Atomics.load(status, 0), 200);
    await intake.close();
  });

  it('cannot be answered where somebody else is', async () => {
    const port = await freePort();
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(port, host, resolve));
    const refused = serveIntakeApart(httpApps.intakeThread, await dataFor({ port }), quiet);
    await assert.rejects(refused, { name: 'CommandError', message: /in use.*SAMESTORY_PORT/ });
    await new Promise((resolve) => other.close(resolve));
  });

  it('says when it ends by itself', async () => {
    const lines = [
      "import { parentPort } from 'node:worker_threads';",
      "parentPort.postMessage({ type: 'serving', url: null });",
      "parentPort.once('message', () => {});",
      "setTimeout(() => { throw new Error('out of memory'); }, 10);",
    ];
    const module = new URL(`data:text/javascript,${encodeURIComponent(lines.join(''))}`);
    const intake = await serveIntakeApart(module, await dataFor(), quiet);
    await assert.rejects(intake.broken, /the thread that answers webhooks broke/);
    await intake.close();
  });
});
