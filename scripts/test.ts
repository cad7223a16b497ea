/**
 * Runs what must hold before a change is accepted: compiler, linter, dead-code check, generated files, and `*.test.ts`. The
 * last line on stdout is `N passed, N failed`, counted from what really ran; exit code 0 only with 0 failed.
 *
 *   node scripts/test.ts [--all] [--only <part of a name or path>] [--concurrency <n>]
 *
 * With `--all` also the files that run the commands as processes (`*.e2e.test.ts`), which take half as long again. With
 * `--only`, checks and test files of any kind whose name or path contains the text, and nothing else. Of the files two
 * run at once where nothing else is said; the simulation runs beside them, in what they leave of the processors.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeDatabase } from '../src/ledger/new-database.ts';
import { startPostgres } from '../test/ledger/postgres-server.ts';
import { sharedServerVariable } from '../test/ledger/shared-postgres.ts';
import { readFlags } from './flags.ts';
import { type Check, runCheck } from './test/checks.ts';
import { apart, gathered, runsCommands, runTestFiles, testFiles, type Underway } from './test/files.ts';
import { add, type Tally, tallyLine } from './test/tally.ts';

/** Beyond this, something hangs: two slow cores with nothing else to do need about 19 minutes for all of it. */
const limitMinutes = 28;

const checks: readonly Check[] = [
  { name: 'compiler', command: ['tsc', '-p', 'tsconfig.json'] },
  { name: 'linter and formatter', command: ['biome', 'check', '--error-on-warnings', '.'] },
  { name: 'unused files, exports and dependencies', command: ['knip'] },
  { name: 'schema is as generated', command: ['node', 'scripts/shopify-schema.ts', '--check'] },
];

const values = readFlags({
  all: { type: 'boolean', default: false },
  only: { type: 'string' },
  concurrency: { type: 'string', default: '2' },
});
const only = values.only ?? '';
const stop = new AbortController();
const underway: Underway = new Map();
let tally: Tally = { passed: 0, failed: 0, skipped: 0 };

setTimeout(() => {
  console.log(`✖ stopped after ${limitMinutes} minutes: a check or a test hangs. Not ended:`);
  for (const [file, begun] of underway) console.log(`    ${[file, ...begun].join('\n        ')}`);
  stop.abort();
  // Children get a moment to die of the signal, so that no database is left running.
  setTimeout(() => finish(add(tally, { passed: 0, failed: 1, skipped: 0 })), 2_000);
}, limitMinutes * 60_000).unref();

const check = async (one: Check): Promise<void> => {
  underway.set(one.name, new Set());
  tally = add(tally, await runCheck(one, stop.signal));
  if (!stop.signal.aborted) underway.delete(one.name);
};
await Promise.all(checks.filter(({ name }) => name.includes(only)).map(check));
// Each file is a process of its own, and most of them load most of the product.
process.env['NODE_COMPILE_CACHE'] ??= join(homedir(), '.cache', 'samestory', 'compiled-for-tests');
await keepNewDatabase();
// One server for all files: it starts once, and a database on it costs a twentieth of an embedded one.
// Where it does not start, the files that cannot do without one fail and say why; the others use the embedded database.
const postgres = await startPostgres().catch(() => null);
if (postgres !== null) process.env[sharedServerVariable] = await postgres.database();
const named = testFiles().filter((path) => path.includes(only));
const files = values.all || only !== '' ? named : named.filter((path) => !runsCommands(path));
const concurrency = Math.max(1, Number(values.concurrency) || 2);
const count = (one: Tally) => {
  tally = add(tally, one);
};
// Who asks for some sees each by itself.
const { patient, others } = apart(only === '' ? gathered(files) : files);
await Promise.all([
  runTestFiles(patient, 1, stop.signal, count, underway),
  runTestFiles(others, concurrency, stop.signal, count, underway),
]);
if (files.length < named.length) {
  console.log(`${named.length - files.length} files that run the commands were left out; with them: npm run test:all`);
}
if (!stop.signal.aborted) finish(tally);

/** On a machine that has none yet, files that begin at once would make the first database each, with a gigabyte of memory. */
async function keepNewDatabase(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'samestory-first-'));
  // What is wrong with it is what the tests are there to find.
  await makeDatabase(join(folder, 'data')).catch(() => undefined);
  await rm(folder, { recursive: true });
}

function finish(total: Tally): void {
  const nothing = total.passed + total.failed === 0;
  if (nothing) console.log(`✖ nothing matches --only ${only}`);
  console.log(tallyLine(nothing ? { ...total, failed: 1 } : total));
  process.exit(total.failed === 0 && !nothing ? 0 : 1);
}
