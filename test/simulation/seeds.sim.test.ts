import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { failureText, type PooledResult, SeedPool } from './pool.ts';

const jobs = 2;
/** Fixed, so that a change is judged by what it changed; `npm run simulate` takes fresh ones. */
const last = 120;
const groupSize = 40;

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, index) => from + index);
}

describe('the loop under faults, and after them', () => {
  const digests = new Map<number, Set<string>>();
  let pool: SeedPool;

  before(() => {
    pool = new SeedPool(jobs);
  });

  after(() => pool.close());

  function note({ seed, digest, events }: PooledResult): void {
    digests.set(seed, (digests.get(seed) ?? new Set()).add(`${digest} ${events}`));
  }

  for (let from = 1; from <= last; from += groupSize) {
    const to = Math.min(last, from + groupSize - 1);
    it(`converges with the truth in seeds ${from} to ${to}`, async () => {
      const failures: string[] = [];
      await pool.run(range(from, to), (result) => {
        note(result);
        if (result.problems.length > 0) failures.push(failureText(result));
      });
      assert.equal(failures.length, 0, failures.join('\n'));
    });
  }

  it('runs a seed in the same way whenever and wherever it runs', async () => {
    // The first two processes began with 1 and 2: each gets the other's now, after hundreds of others, and one twice.
    const again = [2, 1, 1, 2];
    await pool.run(again, note);
    for (const seed of again) assert.equal(digests.get(seed)?.size, 1, `seed ${seed} ran in two ways`);
  });
});
