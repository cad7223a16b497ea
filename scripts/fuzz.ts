/**
 * Feeds damaged input to everything that reads what comes from outside: webhook deliveries, replies of both platforms,
 * bulk files, CSV files, the configuration. Last line: `N cases, N failed, time, seed`.
 *
 *   npm run fuzz -- [--cases 1000000] [--seed 1] [--from 0] [--target "csv"]
 *
 * The cases are shared out over the targets. One that fails, or never ends, prints the command that replays it.
 */
import { randomInt } from 'node:crypto';
import { Worker } from 'node:worker_threads';
import { fuzz, targets } from '../test/fuzz/fuzz.ts';
import { readFlags, wholeNumber } from './flags.ts';

const values = readFlags({
  cases: { type: 'string', default: '20000' },
  seed: { type: 'string', default: String(randomInt(2 ** 31)) },
  from: { type: 'string', default: '0' },
  target: { type: 'string' },
});
const cases = wholeNumber('cases', values.cases);
const seed = wholeNumber('seed', values.seed);
const from = wholeNumber('from', values.from);
const chosen = targets.filter(({ name }) => values.target === undefined || name === values.target);
if (chosen.length === 0) {
  console.error(`--target takes one of: ${targets.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

console.log(`seed ${seed}`);
const started = performance.now();
/** Which target and case is being worked, and how many have begun: read by the thread that watches for hangs. */
const position = new Int32Array(new SharedArrayBuffer(12));
const watch = new Worker(new URL('../test/fuzz/watchdog.ts', import.meta.url), {
  workerData: { position, seed, targets: targets.map(({ name }) => name) },
});
const shares = chosen.reduce((sum, { share }) => sum + share, 0);
let done = 0;
let failed = 0;
for (const target of chosen) {
  const began = performance.now();
  Atomics.store(position, 0, targets.indexOf(target));
  const number = Math.ceil((cases * target.share) / shares);
  const problems = await fuzz({
    target,
    seed,
    from,
    cases: number,
    onCase: (current) => {
      Atomics.store(position, 1, current);
      Atomics.add(position, 2, 1);
    },
  });
  done += number;
  failed += problems.length;
  for (const problem of problems) console.log(`${target.name}: ${problem}`);
  const seconds = (performance.now() - began) / 1000;
  console.log(`${target.name}: ${number} cases, ${problems.length} failed, ${Math.round(number / seconds)} a second`);
}
await watch.terminate();
console.log(`${done} cases, ${failed} failed, ${((performance.now() - started) / 1000).toFixed(0)} s, seed ${seed}`);
process.exit(failed === 0 ? 0 : 1);
