/**
 * Measures the product between simulators that answer like the real platforms (400 ms, a twentieth above 1.2 s) and allow as
 * much: 190 calls in 10 seconds. Prints one table; each promise beside what was measured.
 *
 *   npm run bench                                   parts a to d, with the sizes that the promises name
 *   npm run bench -- --part a --orders 5000 [--database postgres]
 *   npm run bench -- --part e --orders 1000000      without a limit of calls; only on demand
 */
import { readFileSync } from 'node:fs';
import { cpus, loadavg, totalmem } from 'node:os';
import { readFlags, refuse, wholeNumber } from '../scripts/flags.ts';
import { measureBackfill } from './backfill.ts';
import { type Figure, table } from './figure.ts';
import { measureLive } from './live.ts';
import { measurePlain } from './plain.ts';

const values = readFlags({
  part: { type: 'string', default: 'abcd' },
  seed: { type: 'string', default: '1' },
  orders: { type: 'string' },
  database: { type: 'string', default: 'embedded' },
  seconds: { type: 'string', default: '120' },
  webhooks: { type: 'string', default: '200' },
  changes: { type: 'string', default: '10' },
});
const { database } = values;
if (database !== 'embedded' && database !== 'postgres') refuse('--database takes embedded or postgres');
if (!/^[abcde]+$/.test(values.part)) refuse(`--part takes letters of a to e, found "${values.part}"`);
const seed = wholeNumber('seed', values.seed, 1);
const burst = 190;

const loadBefore = loadavg();
const figures: Figure[] = [];
if (/[ac]/.test(values.part)) {
  const secondPass = values.part.includes('c');
  const orders = sizeOf(100_000);
  await part('a', () => measureBackfill('a', { seed, orders, database, halfThere: false, burst, secondPass }));
  if (values.part.includes('a')) {
    await part('a, half of the buyers there', () =>
      measureBackfill('a', { seed, orders, database, halfThere: true, burst, secondPass: false }),
    );
  }
}
if (values.part.includes('b')) await part('b', () => measurePlain({ seed, orders: sizeOf(300) }));
if (values.part.includes('d')) {
  const rates = {
    webhooksPerSecond: wholeNumber('webhooks', values.webhooks, 1),
    changesPerSecond: wholeNumber('changes', values.changes, 1),
  };
  const seconds = wholeNumber('seconds', values.seconds, 1);
  await part('d', () => measureLive({ seed, orders: sizeOf(10_000), database, seconds, ...rates }));
}
if (values.part.includes('e')) {
  const orders = sizeOf(1_000_000);
  await part('e', () =>
    measureBackfill('e', { seed, orders, database, halfThere: false, burst: null, secondPass: false }),
  );
}
console.log(`\n${machine()}\n\n${table(figures)}`);
process.exit(figures.some(({ holds }) => holds === false) ? 1 : 0);

async function part(name: string, measure: () => Promise<Figure[]>): Promise<void> {
  console.error(`part ${name} …`);
  const measured = await measure();
  console.error(table(measured));
  figures.push(...measured);
}

function sizeOf(usual: number): number {
  return values.orders === undefined ? usual : wholeNumber('orders', values.orders, 1);
}

function machine(): string {
  const [cpu] = cpus();
  const load = (loads: readonly number[]) => loads[0]?.toFixed(1);
  const memory = `${Math.round(totalmem() / 2 ** 30)} GiB`;
  const commit = readFileSync(new URL('../package.json', import.meta.url), 'utf8').match(/"version": "([^"]+)"/)?.[1];
  return [
    `samestory ${commit}, Node ${process.version}, ${process.platform}, ${cpus().length} × ${cpu?.model.trim()}, ${memory}`,
    `load of the machine before and after: ${load(loadBefore)} and ${load(loadavg())}; seed ${seed}, ${database}`,
  ].join('\n');
}
