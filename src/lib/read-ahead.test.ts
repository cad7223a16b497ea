import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { readAhead } from './read-ahead.ts';

async function* numbers(until: number, broken = false): AsyncGenerator<number> {
  for (let number = 1; number <= until; number += 1) yield number;
  if (broken) throw new Error('the stream broke');
}

/** What came, and the message of what ended it. */
async function taken(results: AsyncIterable<number>): Promise<readonly [readonly number[], string | null]> {
  const came: number[] = [];
  try {
    for await (const result of results) came.push(result);
    return [came, null];
  } catch (error) {
    return [came, error instanceof Error ? error.message : String(error)];
  }
}

describe('readAhead', () => {
  it('gives results in order, however long each takes, and is never further ahead than it may', async () => {
    let running = 0;
    let most = 0;
    const slow = async (number: number) => {
      running += 1;
      most = Math.max(most, running);
      await new Promise((resolve) => setTimeout(resolve, number % 3 === 0 ? 1 : 8));
      running -= 1;
      return number * 10;
    };
    assert.deepEqual(await taken(readAhead(numbers(9), 3, slow)), [[10, 20, 30, 40, 50, 60, 70, 80, 90], null]);
    assert.equal(most, 3);
  });

  it('gives everything before what fails: the work on an item, or the stream', async () => {
    const work = async (number: number) => (number === 3 ? Promise.reject(new Error('three')) : number);
    assert.deepEqual(await taken(readAhead(numbers(9), 4, work)), [[1, 2], 'three']);
    const fine = async (number: number) => number;
    assert.deepEqual(await taken(readAhead(numbers(2, true), 9, fine)), [[1, 2], 'the stream broke']);
    assert.deepEqual(await taken(readAhead(numbers(0), 2, fine)), [[], null]);
    assert.deepEqual(await taken(readAhead([1, 2, 3], 2, fine)), [[1, 2, 3], null]);
  });

  it('ends the stream when nobody takes more', async () => {
    let closed = false;
    async function* endless() {
      try {
        for (;;) yield 1;
      } finally {
        closed = true;
      }
    }
    for await (const _ of readAhead(endless(), 2, async (number) => number)) break;
    assert.ok(closed);
  });
});
