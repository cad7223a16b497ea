/**
 * Makes the product wrong in one line at a time (test/mutations/list.ts), in a copy of the tree, and runs the simulation
 * until a seed notices. A seed that fails without the mutation too does not count. Last line: `N caught, N survived`.
 *
 *   npm run mutate -- [--seeds 500] [--jobs 2] [--only 3,7] [--page]
 *
 * `--page` writes docs/mutations.md from what was found; with `--only` it keeps the rows of the others.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { CopiedTree } from '../test/mutations/copied-tree.ts';
import { type Catch, hunt } from '../test/mutations/hunt.ts';
import { type Mutation, mutations } from '../test/mutations/list.ts';
import { type Outcome, outcomeTable, pageOf } from '../test/mutations/page.ts';
import { readFlags, refuse, wholeNumber } from './flags.ts';

const values = readFlags({
  seeds: { type: 'string', default: '500' },
  jobs: { type: 'string', default: '2' },
  only: { type: 'string' },
  page: { type: 'boolean', default: false },
});
const last = wholeNumber('seeds', values.seeds, 1);
const jobs = wholeNumber('jobs', values.jobs, 1);
const numbers =
  values.only?.split(',').map((text) => wholeNumber('only', text, 1)) ?? mutations.map((_, index) => index + 1);

/** A seed takes seconds; on a machine that does much else, a minute. */
const patienceMs = 600_000;

const sound = new CopiedTree();
const wrong = new CopiedTree();
const anyway = new Map<number, boolean>();
const started = performance.now();
const outcomes: Outcome[] = [];
try {
  for (const number of numbers) {
    const mutation = mutations[number - 1];
    if (mutation === undefined) refuse(`--only: there is no mutation ${number}, the list has ${mutations.length}`);
    const since = performance.now();
    const caught = await tryOne(mutation);
    outcomes.push({ number, mutation, caught });
    const seconds = ((performance.now() - since) / 1000).toFixed(0);
    const result = caught === null ? `SURVIVED ${last} seeds` : `seed ${caught.seed}: ${caught.problem.split('\n')[0]}`;
    console.log(`${number} ${mutation.kind}: ${mutation.breaks}\n    ${result} (${seconds} s)`);
  }
} finally {
  sound.remove();
  wrong.remove();
}
const survived = outcomes.filter(({ caught }) => caught === null).length;
console.log(`\n${outcomeTable(outcomes, last)}`);
const page = new URL('../docs/mutations.md', import.meta.url);
if (values.page) writeFileSync(page, pageOf(outcomes, last, readFileSync(page, 'utf8')));
const minutes = ((performance.now() - started) / 60_000).toFixed(1);
console.log(`${outcomes.length - survived} caught, ${survived} survived (${minutes} min)`);
process.exit(survived === 0 ? 0 : 1);

async function tryOne(mutation: Mutation): Promise<Catch | null> {
  const applied = wrong.apply(mutation);
  try {
    return await hunt({ worker: wrong.worker, jobs, last, patienceMs, failsAnyway });
  } finally {
    applied.restore();
  }
}

async function failsAnyway(seed: number): Promise<boolean> {
  const known = anyway.get(seed);
  if (known !== undefined) return known;
  const never = () => Promise.resolve(false);
  const found = await hunt({ worker: sound.worker, jobs: 1, first: seed, last: seed, patienceMs, failsAnyway: never });
  anyway.set(seed, found !== null);
  if (found !== null) console.log(`    seed ${seed} fails without a mutation too: ${found.problem.split('\n')[0]}`);
  return found !== null;
}
