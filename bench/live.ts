import { z } from 'zod';
import { webhookPath } from '../src/config/connection.ts';
import { systemClock } from '../src/lib/clock.ts';
import { atMost, type Figure, percentile, plain, told } from './figure.ts';
import { type Database, Product, type Running } from './product.ts';
import { sendWebhooks } from './webhooks.ts';
import { WorldProcess } from './world-client.ts';

export interface LiveOptions {
  readonly seed: number;
  readonly orders: number;
  readonly database: Database;
  /** How long webhooks come, and how long changes are made, in seconds. */
  readonly seconds: number;
  readonly webhooksPerSecond: number;
  readonly changesPerSecond: number;
}

const settings = z.object({ SHOPIFY_SHOP: z.string(), SHOPIFY_CLIENT_SECRET: z.string() });
const ackTarget = { embedded: 150, postgres: 50 } as const;
const memoryTarget = { embedded: 700, postgres: 400 } as const;
const mebibyte = 1_048_576;
const start = ['start', '--yes', '--confirmed-by', 'the bench', '--new-contacts', '100000000'];
const running = 'Running. Ctrl-C stops it.';
const longestWaitMs = 15 * 60_000;

/** Part d: webhooks while history comes in; then from a change in the store to its value in the CRM, both ways. */
export async function measureLive(options: LiveOptions): Promise<Figure[]> {
  const { orders, seed, database } = options;
  const world = await WorldProcess.start({ seed, orders, halfThere: false, burst: 190 });
  const product = await Product.place(world, database);
  try {
    await product.run(['setup', '--yes']);
    const service = product.launch(start);
    await service.said(running);
    const figures = [...(await underLoad(options, world, product, service))];
    figures.push(...(await fromChangeToCrm('by webhook', 10, options, world)));
    await stop(service);
    const polling = product.launch(start, { SAMESTORY_WEBHOOKS: 'off' });
    await polling.said(running);
    figures.push(...(await fromChangeToCrm('by polling', 150, options, world)));
    await stop(polling);
    return figures;
  } finally {
    await product.remove();
    await world.close();
  }
}

async function stop({ child, ended }: Running): Promise<void> {
  child.kill('SIGTERM');
  await ended;
}

async function underLoad(
  { database, seconds, webhooksPerSecond: perSecond }: LiveOptions,
  world: WorldProcess,
  product: Product,
  service: Running,
): Promise<Figure[]> {
  const { SHOPIFY_SHOP: shop, SHOPIFY_CLIENT_SECRET: secret } = settings.parse(world.environment);
  const orders = (await world.orderList()).map(({ id }) => id);
  const begun = performance.now();
  let historySeconds: number | null = null;
  let agrees = false;
  const history = product
    .run(['backfill', '--since', world.since, '--yes', '--new-contacts', '100000000'])
    .then(({ agreed }) => {
      agrees = agreed;
      historySeconds = (performance.now() - begun) / 1000;
    });
  const address = `http://127.0.0.1:${product.port}${webhookPath}`;
  const sent = await sendWebhooks({ address, secret, shop, orders, perSecond, seconds });
  const during = historySeconds ?? seconds;
  await history;
  const peak = service.peakBytes();
  const acknowledged = sent.answered.length / seconds;
  return [
    told('d', `${perSecond} webhooks/s for ${seconds} s, ${database}`, `${plain(acknowledged)}/s`),
    told('d', 'history came in beside them for', `${plain(Math.min(during, seconds))} s`),
    told('d', 'both sides agree after it', agrees ? 'yes' : 'no'),
    told('d', 'acknowledged, p50', `${plain(percentile(sent.answered, 0.5))} ms`),
    atMost('d', `acknowledged, p99, ${database}`, percentile(sent.answered, 0.99), ackTarget[database], ' ms'),
    atMost('d', 'lost', sent.lost.length, 0, ''),
    ...[...new Set(sent.lost)].map((reason) => told('d', '  lost', reason)),
    atMost('d', `memory, ${database}`, peak === null ? null : peak / mebibyte, memoryTarget[database], ' MiB'),
  ];
}

async function fromChangeToCrm(
  way: string,
  target: number,
  { changesPerSecond, seconds }: LiveOptions,
  world: WorldProcess,
): Promise<Figure[]> {
  await world.change(changesPerSecond, seconds);
  const patience = systemClock.now().getTime() + longestWaitMs;
  let state = await world.shown();
  while (state.open > 0 && systemClock.now().getTime() < patience) {
    await systemClock.sleep(2_000);
    state = await world.shown();
  }
  const all = state.milliseconds.map((milliseconds) => milliseconds / 1_000);
  return [
    told('d', `change to CRM ${way}, p50 of ${all.length}`, `${plain(percentile(all, 0.5))} s`),
    atMost('d', `change to CRM ${way}, p95`, percentile(all, 0.95), target, ' s'),
    atMost('d', `changes never shown, ${way}`, state.open, 0, ''),
  ];
}
