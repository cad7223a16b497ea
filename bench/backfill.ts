import { openLedgerOf } from '../src/app/route.ts';
import { loadConnection } from '../src/config/connection.ts';
import { systemClock } from '../src/lib/clock.ts';
import { cutoffSetting, writeInstant } from '../src/sync/settings.ts';
import { busyShare, sum, writingShare } from './ceiling.ts';
import { atLeast, atMost, type Figure, plain, told } from './figure.ts';
import { type Database, Product } from './product.ts';
import type { Counts } from './protocol.ts';
import { WorldProcess } from './world-client.ts';

export interface BackfillOptions {
  readonly seed: number;
  readonly orders: number;
  readonly database: Database;
  readonly halfThere: boolean;
  /** Calls per ten seconds; null = no limit. */
  readonly burst: number | null;
  /** Everything is worked once more. */
  readonly secondPass: boolean;
}

const mebibyte = 1_048_576;
const memoryTarget = { embedded: 700, postgres: 400 } as const;

/** Parts a, c and e: history into the CRM, counted from the CRM's side. */
export async function measureBackfill(part: string, options: BackfillOptions): Promise<Figure[]> {
  const { orders, database, halfThere, burst } = options;
  const world = await WorldProcess.start({ ...options, orders });
  const product = await Product.place(world, database);
  const figures: Figure[] = [];
  try {
    await product.run(['setup', '--yes']);
    const command = ['backfill', '--since', world.since, '--yes', '--new-contacts', '100000000'];
    const first = await measured(world, product, command);
    const per1000 = (count: number) => (count * 1_000) / world.orders;
    const { contacts, orders: made, doubledContacts, doubledOrders } = await world.records();
    const label = `${world.orders} orders, ${world.buyers} buyers, ${halfThere ? 'half of them there' : 'empty CRM'}`;
    const writing = per1000(first.counts.writes);
    figures.push(told(part, label, `${first.seconds.toFixed(0)} s`));
    figures.push(atMost(part, 'CRM write calls per 1,000 orders', writing, halfThere ? 25 : 18, ''));
    figures.push(told(part, 'all CRM calls per 1,000 orders', per1000(first.counts.total).toFixed(1)));
    figures.push(
      told(part, 'Shopify calls per 1,000 orders', per1000(sum(Object.values(first.counts.shopCalls))).toFixed(1)),
    );
    if (burst !== null) {
      figures.push(atLeast(part, 'of the ceiling, busiest half of the time', busyShare(first.counts, burst), 90, ' %'));
      const { share, seconds } = writingShare(first.counts, burst);
      figures.push(told(part, `  while records are written (${seconds} s)`, `${plain(share)} %`));
    }
    const processor = first.processorSeconds;
    if (processor !== null)
      figures.push(told(part, 'processor time per 1,000 orders', `${plain(per1000(processor))} s`));
    figures.push(told(part, 'calls that the CRM refused (429)', String(first.counts.refused)));
    figures.push(told(part, 'both sides agree after it', first.agreed ? 'yes' : 'no'));
    const mebibytes = first.peak === null ? null : first.peak / mebibyte;
    figures.push(atMost(part, `memory, ${database}`, mebibytes, memoryTarget[database], ' MiB'));
    figures.push(told(part, 'contacts and orders in the CRM', `${contacts} / ${made}`));
    figures.push(atMost(part, 'contacts and orders doubled', doubledContacts + doubledOrders, 0, ''));
    const { byFamily, shopCalls } = first.counts;
    for (const [family, count] of busiest(byFamily, 8)) figures.push(told(part, `  ${family}`, String(count)));
    for (const [name, count] of busiest(shopCalls, 5)) figures.push(told(part, `  Shopify: ${name}`, String(count)));
    figures.push(...(await measureComparison(part, options, world, product)));
    if (options.secondPass) {
      await forgetHistory(product, world);
      const second = await measured(world, product, command);
      figures.push(told('c', 'second pass over the same', `${second.seconds.toFixed(0)} s`));
      figures.push(atMost('c', 'CRM write calls', second.counts.writes, 0, ''));
    }
  } finally {
    await product.remove();
    await world.close();
  }
  return figures;
}

/** Both sides read and compared once more, as the service does every day. */
async function measureComparison(
  part: string,
  { database }: BackfillOptions,
  world: WorldProcess,
  product: Product,
): Promise<Figure[]> {
  const { seconds, counts, agreed, peak } = await measured(world, product, ['status', '--full']);
  const calls = ((counts.total * 1_000) / world.orders).toFixed(1);
  const mebibytes = peak === null ? null : peak / mebibyte;
  return [
    told(part, 'comparison of everything', `${seconds.toFixed(0)} s`),
    told(part, '  CRM calls per 1,000 orders', calls),
    told(part, '  both sides agree', agreed ? 'yes' : 'no'),
    atMost(part, `  memory, ${database}`, mebibytes, memoryTarget[database], ' MiB'),
  ];
}

interface Measured {
  /** The comparison at the end found nothing to tell. */
  readonly agreed: boolean;
  readonly seconds: number;
  readonly peak: number | null;
  readonly processorSeconds: number | null;
  readonly counts: Counts;
}

async function measured(world: WorldProcess, product: Product, command: readonly string[]): Promise<Measured> {
  await world.forgetCounts();
  const started = performance.now();
  const ran = await product.run(command);
  return { ...ran, seconds: (performance.now() - started) / 1000, counts: await world.counts() };
}

function busiest(calls: Readonly<Record<string, number>>, most: number): [string, number][] {
  const names = Object.entries(calls).toSorted(([, left], [, right]) => right - left);
  return names
    .slice(0, most)
    .map(([name, count]) => [name.replace('POST /crm/', '').replace('GET /crm/', 'GET '), count]);
}

/** As if no history had been brought in: the next backfill looks at all of it again. */
async function forgetHistory(product: Product, { destination, source }: WorldProcess): Promise<void> {
  const ledger = await openLedgerOf(loadConnection(product.environment).ledger);
  await writeInstant(ledger, cutoffSetting(destination, source), systemClock.now()).finally(() => ledger.close());
}
