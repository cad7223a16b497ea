import assert from 'node:assert/strict';
import { readdirSync, readFileSync } from 'node:fs';
import { after, before, describe, it } from 'node:test';
import { parseScript, scriptText } from '../../simulator/simulation/script.ts';
import { openDatabase, type SimulatedDatabase } from './database.ts';
import { failureText, type PooledResult, SeedPool } from './pool.ts';
import { runScript, runSeed } from './run-seed.ts';

const jobs = 2;
/** Fixed, so that a change is judged by what it changed; `npm run simulate` takes fresh ones. */
const last = 300;
const groupSize = 50;

/** What once went wrong, shrunk to what is needed for it (`npm run simulate -- --shrink`); the file's name says what. */
const stories = readdirSync(new URL('./stories/', import.meta.url)).filter((file) => file.endsWith('.json'));

/** A seed beyond them that once failed, with what it found. */
const deletedThenBack = {
  seed: 41030,
  sentence: 'A customer who comes with the address of one whom Shopify has deleted is the same person',
} as const;

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

describe('the loop under faults, and after them', () => {
  let pool: SeedPool;
  let database: SimulatedDatabase;

  before(async () => {
    pool = new SeedPool(jobs);
    database = await openDatabase();
  });

  after(async () => {
    await pool.close();
    await database.close();
  });

  for (let from = 1; from <= last; from += groupSize) {
    const to = Math.min(last, from + groupSize - 1);
    it(`converges with the truth in seeds ${from} to ${to}`, async () => {
      const failures: string[] = [];
      await pool.run(range(from, to), (result) => {
        if (result.problems.length > 0) failures.push(failureText(result));
      });
      assert.equal(failures.length, 0, failures.join('\n'));
    });
  }

  it(`${deletedThenBack.sentence} (seed ${deletedThenBack.seed})`, async () => {
    const { problems } = await runSeed(deletedThenBack.seed, database);
    assert.deepEqual(problems, []);
  });

  for (const file of stories) {
    it(`${file.slice(0, -'.json'.length).replaceAll('-', ' ')} (${file})`, async () => {
      const script = parseScript(readFileSync(new URL(`./stories/${file}`, import.meta.url), 'utf8'));
      const { problems } = await runScript(script, database);
      assert.deepEqual(problems, []);
    });
  }

  it('plays a seed again from what it has recorded, without drawing anything', async () => {
    const drawn = await runSeed(4, database);
    assert.ok(drawn.script !== null && drawn.script.acts.length > 0 && drawn.script.strikes.length > 0);
    const played = await runScript(parseScript(scriptText(drawn.script)), database);
    assert.equal(played.digest, drawn.digest);
  });

  it('runs a seed in the same way whenever and wherever it runs', async () => {
    const digests = new Map<number, Set<string>>();
    const note = ({ seed, digest, events }: PooledResult) => {
      digests.set(seed, (digests.get(seed) ?? new Set()).add(`${digest} ${events}`));
    };
    // In one process after other seeds, in two processes, and twice in a row.
    const single = new SeedPool(1);
    await single.run([7, 1, 2, 3], note).finally(() => single.close());
    await pool.run([3, 2, 1, 1], note);
    for (const seed of [1, 2, 3]) assert.equal(digests.get(seed)?.size, 1, `seed ${seed} ran in two ways`);
  });
});
