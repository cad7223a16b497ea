/**
 * Runs the product between a simulated store and a simulated CRM, in one process, with time, network and chance from
 * seeds: faults first, then healing, and everything has to converge. Ends with the faults that were injected and the lines
 * at which the product was killed, added up. Last line: `N seeds passed, N failed, time`.
 *
 *   npm run simulate -- --seeds 500 --from 1 [--jobs 2] [--log] [--stop-at-first]
 *   npm run simulate -- --from 77 --shrink story.json
 *   npm run simulate -- --story story.json [--log]
 *
 * `--log` prints what happened in each seed, in this process; `--stop-at-first` begins no seed after one has failed. A
 * failing seed prints the command that replays it; `--shrink` leaves out of it whatever it does not need to fail and writes
 * the rest into a file (acts, faults and crashes as JSON), which `--story` plays without drawing anything anew.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { parseScript, type Script, scriptText } from '../simulator/simulation/script.ts';
import { Coverage } from '../test/simulation/coverage.ts';
import { openDatabase } from '../test/simulation/database.ts';
import { failureText, SeedPool } from '../test/simulation/pool.ts';
import { runScript, runSeed, type SeedResult } from '../test/simulation/run-seed.ts';
import { kindOfFailure, shrink } from '../test/simulation/shrink.ts';
import { readFlags, wholeNumber } from './flags.ts';

const values = readFlags({
  seeds: { type: 'string', default: '100' },
  from: { type: 'string', default: '1' },
  jobs: { type: 'string', default: String(availableParallelism()) },
  log: { type: 'boolean', default: false },
  'stop-at-first': { type: 'boolean', default: false },
  shrink: { type: 'string' },
  story: { type: 'string' },
});
const count = wholeNumber('seeds', values.seeds);
const from = wholeNumber('from', values.from);
const jobs = wholeNumber('jobs', values.jobs);
const progressEvery = 25;

const started = performance.now();
const counted = { passed: 0, failed: 0 };
const coverage = new Coverage();

/** A seed is asked for when somebody can run it: with `--stop-at-first` none is begun any more after a failure. */
function* seeds(): Generator<number> {
  for (let index = 0; index < count; index += 1) {
    if (values['stop-at-first'] && counted.failed > 0) return;
    yield from + index;
  }
}

interface Told extends Pick<SeedResult, 'problems' | 'struck' | 'crashPoints'> {
  readonly seed: number;
}

function tell(result: Told): void {
  coverage.add(result);
  if (result.problems.length === 0) counted.passed += 1;
  else {
    counted.failed += 1;
    console.log(failureText(result));
  }
  const done = counted.passed + counted.failed;
  if (done % progressEvery === 0) console.log(`${done} of ${count} seeds`);
}

if (values.story !== undefined) await runStory(values.story);
else if (values.shrink !== undefined) await shrinkSeed(from, values.shrink);
else if (values.log) await runHere();
else await runPooled();
const seconds = (performance.now() - started) / 1000;
for (const line of coverage.lines()) console.log(line);
console.log(`${counted.passed} seeds passed, ${counted.failed} failed, ${seconds.toFixed(1)} s`);
process.exit(counted.failed === 0 ? 0 : 1);

async function runPooled(): Promise<void> {
  const pool = new SeedPool(Math.max(1, Math.min(jobs, count)));
  await pool.run(seeds(), tell).finally(() => pool.close());
}

async function runHere(): Promise<void> {
  const database = await openDatabase();
  for (const seed of seeds()) {
    show(await runSeed(seed, database, { keepLog: true }));
  }
}

function show(result: SeedResult): void {
  if (values.log) console.log(JSON.stringify(result.plan, null, 2));
  for (const line of result.lines) console.log(line);
  tell({ seed: result.plan.seed, ...result });
}

async function runStory(file: string): Promise<void> {
  show(await runScript(readScript(file), await openDatabase(), { keepLog: values.log }));
}

function readScript(file: string): Script {
  try {
    return parseScript(readFileSync(file, 'utf8'));
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error ? error.message : 'it is not a story that --shrink has written';
    console.error(`--story: ${file} cannot be read: ${reason}`);
    process.exit(2);
  }
}

async function shrinkSeed(seed: number, file: string): Promise<void> {
  const database = await openDatabase();
  const first = await runSeed(seed, database);
  if (first.script === null || first.problems.length === 0) {
    console.log(`seed ${seed} ${first.script === null ? 'ends before anything happens' : 'does not fail'}`);
    tell({ seed, ...first });
    return;
  }
  const wanted = kindOfFailure(first.problems);
  const fails = async (script: Script) => kindOfFailure((await runScript(script, database)).problems) === wanted;
  const count = ({ acts, edits, strikes, crashes }: Script) =>
    `${acts.length} acts in the store, ${edits.length} in the CRM, ${strikes.length} faults, ${crashes.length} crashes`;
  const smallest = await shrink(first.script, fails, (script) => console.log(count(script)));
  writeFileSync(file, scriptText(smallest));
  console.log(`${file}: ${count(smallest)}; play it with: npm run simulate -- --story ${file}`);
  tell({ seed, ...first });
}
