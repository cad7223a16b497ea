/**
 * Runs the product between a simulated store and a simulated CRM, in one process, with time, network and chance from
 * seeds: faults first, then healing, and everything has to converge. Last line: `N seeds passed, N failed, time`.
 *
 *   npm run simulate -- --seeds 500 --from 1 [--jobs 2] [--log]
 *
 * `--log` prints what happened in each seed, in this process. A failing seed prints the command that replays it.
 */
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { openDatabase } from '../test/simulation/database.ts';
import { failureText, SeedPool } from '../test/simulation/pool.ts';
import { runSeed } from '../test/simulation/run-seed.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '100' },
    from: { type: 'string', default: '1' },
    jobs: { type: 'string', default: String(availableParallelism()) },
    log: { type: 'boolean', default: false },
  },
});
const count = wholeNumber('seeds', values.seeds);
const from = wholeNumber('from', values.from);
const jobs = wholeNumber('jobs', values.jobs);
const seeds = Array.from({ length: count }, (_, index) => from + index);
const progressEvery = 25;

const started = performance.now();
const counted = { passed: 0, failed: 0 };

function tell(result: Parameters<typeof failureText>[0]): void {
  if (result.problems.length === 0) counted.passed += 1;
  else {
    counted.failed += 1;
    console.log(failureText(result));
  }
  const done = counted.passed + counted.failed;
  if (done % progressEvery === 0) console.log(`${done} of ${count} seeds`);
}

if (values.log) await runHere();
else await runPooled();
const seconds = (performance.now() - started) / 1000;
console.log(`${counted.passed} seeds passed, ${counted.failed} failed, ${seconds.toFixed(1)} s`);
process.exit(counted.failed === 0 ? 0 : 1);

async function runPooled(): Promise<void> {
  const pool = new SeedPool(Math.max(1, Math.min(jobs, count)));
  await pool.run(seeds, tell).finally(() => pool.close());
}

async function runHere(): Promise<void> {
  const database = await openDatabase();
  for (const seed of seeds) {
    const result = await runSeed(seed, database, { keepLog: true });
    console.log(JSON.stringify(result.plan, null, 2));
    for (const line of result.lines) console.log(line);
    tell({ seed, ...result, problems: [...result.problems] });
  }
}

function wholeNumber(name: string, text: string): number {
  const number = Number(text);
  if (Number.isSafeInteger(number) && number >= 0) return number;
  console.error(`--${name} takes a whole number, found "${text}"`);
  process.exit(2);
}
