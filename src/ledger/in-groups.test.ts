import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { inGroups } from './in-groups.ts';

function recorded(fails: (inputs: readonly number[]) => Error | null = () => null) {
  const groups: (readonly number[])[] = [];
  const work = async (inputs: readonly number[]) => {
    groups.push(inputs);
    await new Promise((resolve) => setImmediate(resolve));
    const error = fails(inputs);
    if (error !== null) throw error;
    return inputs.map((input) => input * 10);
  };
  const isEverybodys = (error: unknown) => error instanceof Error && error.message === 'away';
  return { groups, run: inGroups(work, { atOnce: 1, most: 3, isEverybodys }) };
}

describe('inGroups', () => {
  it('works what comes meanwhile together, so many at most, and gives each its own answer', async () => {
    const { groups, run } = recorded();
    assert.deepEqual(await Promise.all([1, 2, 3, 4, 5].map(run)), [10, 20, 30, 40, 50]);
    assert.deepEqual(groups, [[1], [2, 3, 4], [5]]);
    assert.equal(await run(6), 60);
  });

  it('lets one that fails fail alone', async () => {
    const { run } = recorded((inputs) => (inputs.includes(3) ? new Error('bad') : null));
    const answers = await Promise.allSettled([1, 2, 3, 4].map(run));
    assert.deepEqual(
      answers.map((answer) => (answer.status === 'fulfilled' ? answer.value : String(answer.reason))),
      [10, 20, 'Error: bad', 40],
    );
  });

  it('tells everybody at once what is wrong for all', async () => {
    const { groups, run } = recorded(() => new Error('away'));
    const answers = await Promise.allSettled([1, 2, 3].map(run));
    assert.ok(answers.every(({ status }) => status === 'rejected'));
    assert.deepEqual(groups, [[1], [2, 3]]);
  });
});
