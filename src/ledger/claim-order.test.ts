import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { arrange, type Candidate } from './claim-order.ts';

function candidate(id: number, change: Partial<Candidate> = {}): Candidate {
  return { key: { source: '1', kind: 'order', id: String(id) }, priority: 10, claims: 0, ...change };
}

const names = (candidates: readonly Candidate[]) => candidates.map(({ key }) => `${key.source}:${key.id}`);

describe('the order in which keys are taken', () => {
  it('takes four fifths by priority and one fifth by age', () => {
    const live = Array.from({ length: 20 }, (_, index) => candidate(index, { priority: 100 }));
    const history = Array.from({ length: 20 }, (_, index) => candidate(100 + index));
    const { take } = arrange([...live, ...history], [...history, ...live], 10);
    assert.equal(take.filter(({ priority }) => priority === 100).length, 8);
    assert.deepEqual(names(take.filter(({ priority }) => priority === 10)), ['1:100', '1:101']);
  });

  it('fills up when there are fewer old keys than their share', () => {
    const keys = Array.from({ length: 10 }, (_, index) => candidate(index));
    assert.equal(arrange(keys, keys.slice(0, 1), 10).take.length, 10);
  });

  it('takes a key that was taken up twice without an outcome alone', () => {
    const keys = [candidate(1), candidate(2, { claims: 2 }), candidate(3)];
    assert.deepEqual(names(arrange(keys, keys, 10).take), ['1:2']);
  });

  it('does not take a key an eleventh time', () => {
    const keys = [candidate(1), candidate(2, { claims: 10 }), candidate(3, { claims: 9 })];
    const { take, expired } = arrange(keys, keys, 10);
    assert.deepEqual(names(take), ['1:3'], 'a tenth time it is taken alone');
    assert.deepEqual(names(expired), ['1:2']);
  });
});
