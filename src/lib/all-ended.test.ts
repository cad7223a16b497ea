import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { allEnded } from './all-ended.ts';

describe('allEnded', () => {
  it('gives the results in their order', async () => {
    const slow = Promise.withResolvers<string>();
    const both = allEnded([slow.promise, Promise.resolve(2)]);
    slow.resolve('one');
    assert.deepEqual(await both, ['one', 2]);
  });

  it('rejects with the first error of the list, when the others have ended as well', async () => {
    const slow = Promise.withResolvers<string>();
    let told: unknown = null;
    const all = allEnded([slow.promise, Promise.reject(new Error('second')), Promise.reject(new Error('third'))]).catch(
      (error: unknown) => {
        told = error;
      },
    );
    await new Promise((resolve) => setImmediate(resolve));
    assert.equal(told, null);
    slow.resolve('one');
    await all;
    assert.match(String(told), /second/);
  });
});
