import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { busyOf, inTurn, turnsEnded } from './subject-turns.ts';
import type { Lane } from './types.ts';

/** Work that begins at once when it may, and ends when it is told to. */
function begin(lane: Lane, name: string, subjectIds: readonly string[], begun: string[]) {
  const { promise, resolve, reject } = Promise.withResolvers<string>();
  const result = inTurn(lane, subjectIds, () => {
    begun.push(name);
    return promise;
  });
  return { end: () => resolve(name), fail: () => reject(new Error(name)), result };
}

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('inTurn', () => {
  it('lets work on other subjects run beside, and work on the same one wait for all before it', async () => {
    const lane = { epoch: 1 };
    const begun: string[] = [];
    const first = begin(lane, 'first', ['1', '2'], begun);
    const second = begin(lane, 'second', ['3'], begun);
    const third = begin(lane, 'third', ['2', '3'], begun);
    const fourth = begin(lane, 'fourth', ['3', '4'], begun);
    await settle();
    assert.deepEqual(begun, ['first', 'second']);
    first.end();
    await settle();
    assert.deepEqual(begun, ['first', 'second']);
    second.end();
    await settle();
    assert.deepEqual(begun, ['first', 'second', 'third']);
    third.end();
    fourth.end();
    assert.equal(await fourth.result, 'fourth');
  });

  it('goes on after work that failed', async () => {
    const lane = { epoch: 1 };
    const begun: string[] = [];
    const first = begin(lane, 'first', ['1'], begun);
    const second = begin(lane, 'second', ['1'], begun);
    first.fail();
    await assert.rejects(first.result, /first/);
    second.end();
    assert.equal(await second.result, 'second');
  });

  it('knows nothing of another lane', async () => {
    const begun: string[] = [];
    begin({ epoch: 1 }, 'first', ['1'], begun);
    begin({ epoch: 1 }, 'second', ['1'], begun);
    await settle();
    assert.deepEqual(begun, ['first', 'second']);
  });
});

describe('turnsEnded', () => {
  it('waits for those who have the subjects, for those who wait for them, and not for who comes later', async () => {
    const lane = { epoch: 1 };
    const begun: string[] = [];
    const first = begin(lane, 'first', ['1'], begun);
    const second = begin(lane, 'second', ['1'], begun);
    const others = begin(lane, 'others', ['2'], begun);
    let ended = false;
    const waiting = turnsEnded(lane, ['1', '3']).then(() => {
      ended = true;
    });
    const later = begin(lane, 'later', ['1'], begun);
    first.end();
    await settle();
    assert.equal(ended, false);
    second.end();
    await waiting;
    assert.deepEqual([...busyOf(lane, ['1', '2', '3'])], ['1', '2']);
    others.end();
    later.end();
    assert.equal(await later.result, 'later');
  });

  it('does not wait where nobody works', async () => {
    await turnsEnded({ epoch: 1 }, ['1']);
  });
});
