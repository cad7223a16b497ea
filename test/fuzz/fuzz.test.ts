import assert from 'node:assert/strict';
import { randomInt } from 'node:crypto';
import { describe, it } from 'node:test';
import { fuzz, targets } from './fuzz.ts';

/** Another slice in every run; `npm run fuzz` runs as many as one likes. */
const seed = randomInt(2 ** 31);
const cases = 200;

describe('what comes from outside is read or refused, never stumbled over', () => {
  for (const target of targets) {
    it(`${target.name}, seed ${seed}`, async (test) => {
      test.diagnostic(`seed ${seed}`);
      const problems = await fuzz({ target, seed, from: 0, cases });
      assert.equal(problems.length, 0, problems.join('\n'));
    });
  }
});
