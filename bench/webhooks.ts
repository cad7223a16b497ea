import { createHmac, randomUUID } from 'node:crypto';
import { Agent, request } from 'node:http';
import { systemClock } from '../src/lib/clock.ts';

export interface Sent {
  /** Deliveries that were answered with 200, in milliseconds. */
  readonly answered: readonly number[];
  /** Deliveries without such an answer: what came instead. */
  readonly lost: readonly string[];
}

export interface SendOptions {
  readonly address: string;
  readonly secret: string;
  readonly shop: string;
  readonly orders: readonly string[];
  readonly perSecond: number;
  readonly seconds: number;
}

/** Sends signed deliveries in an even rhythm, whether or not earlier ones were answered; counted here, at the sender. */
export async function sendWebhooks(options: SendOptions): Promise<Sent> {
  const { orders, perSecond, seconds } = options;
  const agent = new Agent({ keepAlive: true, maxSockets: 64 });
  const answered: number[] = [];
  const lost: string[] = [];
  const under: Promise<void>[] = [];
  const begun = performance.now();
  for (let count = 0; count < perSecond * seconds; count += 1) {
    const wait = begun + (count * 1_000) / perSecond - performance.now();
    if (wait > 1) await systemClock.sleep(wait);
    const order = orders[count % orders.length] ?? '';
    const one = deliver(options, order, agent).then(
      (milliseconds) => void answered.push(milliseconds),
      (error: unknown) => void lost.push(String(error)),
    );
    under.push(one);
  }
  await Promise.all(under);
  agent.destroy();
  return { answered, lost };
}

/** Milliseconds to the answer; rejects where it is not 200. */
function deliver({ address, secret, shop }: SendOptions, order: string, agent: Agent): Promise<number> {
  const at = new Date().toISOString();
  const body = Buffer.from(
    JSON.stringify({ id: Number(order), admin_graphql_api_id: `gid://shopify/Order/${order}`, updated_at: at }),
  );
  const headers = {
    'content-type': 'application/json',
    'content-length': body.length,
    'x-shopify-topic': 'orders/updated',
    'x-shopify-shop-domain': shop,
    'x-shopify-api-version': '2026-10',
    'x-shopify-webhook-id': randomUUID(),
    'x-shopify-event-id': randomUUID(),
    'x-shopify-triggered-at': at,
    'x-shopify-hmac-sha256': createHmac('sha256', secret).update(body).digest('base64'),
  };
  const begun = performance.now();
  return new Promise((resolve, reject) => {
    const sent = request(address, { method: 'POST', headers, agent }, (response) => {
      response.resume();
      response.once('end', () => {
        if (response.statusCode === 200) resolve(performance.now() - begun);
        else reject(new Error(`answered ${response.statusCode}`));
      });
    });
    sent.once('error', reject);
    sent.end(body);
  });
}
