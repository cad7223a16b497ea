import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { RequestQueue } from './request-queue.ts';
import type { Request } from './worker-messages.ts';

const run = (id: number, name: 'enqueueAll' | 'settle'): Request => ({ id, type: 'run', name, input: null });

function order(requests: readonly Request[]): number[] {
  const queue = new RequestQueue();
  for (const request of requests) queue.push(request);
  const taken: number[] = [];
  for (let next = queue.next(); next !== undefined; next = queue.next()) taken.push(next.id);
  return taken;
}

describe('RequestQueue', () => {
  it('lets webhooks go ahead of what the loop has asked before, and keeps the order of either', () => {
    const requests = [run(1, 'settle'), run(2, 'settle'), run(3, 'enqueueAll'), run(4, 'enqueueAll')];
    assert.deepEqual(order(requests), [3, 4, 1, 2]);
  });

  it('lets the loop go on in a flood of webhooks', () => {
    const flood = Array.from({ length: 50 }, (_, index) => run(index, 'enqueueAll'));
    const taken = order([run(100, 'settle'), run(101, 'settle'), ...flood]);
    assert.deepEqual([taken.indexOf(100), taken.indexOf(101)], [20, 41]);
    assert.equal(taken.length, 52);
  });

  it('closes the database when everything else has been worked', () => {
    assert.deepEqual(order([run(1, 'settle'), { id: 2, type: 'close' }, run(3, 'enqueueAll')]), [3, 1, 2]);
  });
});
