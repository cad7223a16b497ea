import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { parseScript, scriptText } from '../../simulator/simulation/script.ts';
import { openDatabase } from './database.ts';
import { failureText, type PooledResult, SeedPool } from './pool.ts';
import { runScript, runSeed } from './run-seed.ts';

const jobs = 2;
/** Fixed, so that a change is judged by what it changed; `npm run simulate` takes fresh ones. */
const last = 150;
const groupSize = 50;

/** Seeds that once failed, with what they found. */
const regressions = [
  { seed: 41030, sentence: 'A customer who comes with the address of one whom Shopify has deleted is the same person' },
] as const;

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

describe('the loop under faults, and after them', () => {
  let pool: SeedPool;

  before(() => {
    pool = new SeedPool(jobs);
  });

  after(() => pool.close());

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

  for (const { seed, sentence } of regressions) {
    it(`${sentence} (seed ${seed})`, async () => {
      const failures: string[] = [];
      await pool.run([seed], (result) => {
        if (result.problems.length > 0) failures.push(failureText(result));
      });
      assert.equal(failures.length, 0, failures.join('\n'));
    });
  }

  it('plays a seed again from what it has recorded, without drawing anything', async () => {
    const database = await openDatabase();
    const drawn = await runSeed(4, database);
    assert.ok(drawn.script !== null && drawn.script.acts.length > 0 && drawn.script.strikes.length > 0);
    const played = await runScript(parseScript(scriptText(drawn.script)), database);
    await database.close();
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
