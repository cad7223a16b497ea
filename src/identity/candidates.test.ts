import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type Candidate, chooseRecord } from './candidates.ts';

function candidate(crmId: string, by: Candidate['by'], change: Partial<Candidate> = {}): Candidate {
  return { crmId, by, subjectId: null, name: 'agrees', otherEmail: false, apart: false, ...change };
}

const choose = (...candidates: readonly Candidate[]) => chooseRecord(candidates, 'me');

describe('which record of the CRM it is', () => {
  it('makes a new one where nothing fits', () => {
    assert.deepEqual(choose(), { make: true });
  });

  it('takes the one that carries our key, whatever else shares an address', () => {
    assert.deepEqual(choose(candidate('1', 'key'), candidate('2', 'email')), { take: '1' });
    assert.deepEqual(choose(candidate('1', 'key'), candidate('2', 'key')), { ask: 'several', crmIds: ['1', '2'] });
  });

  it('takes the only one with the address, and asks when that one is somebody else’s', () => {
    assert.deepEqual(choose(candidate('1', 'email')), { take: '1' });
    assert.deepEqual(choose(candidate('1', 'email', { subjectId: 'me' })), { take: '1' });
    assert.deepEqual(choose(candidate('1', 'email', { subjectId: 'you' })), { ask: 'several', crmIds: ['1'] });
  });

  it('takes a record by phone alone only where the name agrees and no address speaks against it', () => {
    assert.deepEqual(choose(candidate('1', 'phone')), { take: '1' });
    assert.deepEqual(choose(candidate('1', 'phone', { otherEmail: true })), { ask: 'unsure', crmIds: ['1'] });
    assert.deepEqual(choose(candidate('1', 'phone', { name: 'unknown' })), { ask: 'unsure', crmIds: ['1'] });
    assert.deepEqual(choose(candidate('1', 'phone'), candidate('2', 'phone')), { ask: 'several', crmIds: ['1', '2'] });
  });

  it('lets people share a phone number', () => {
    assert.deepEqual(choose(candidate('1', 'phone', { name: 'differs' })), { make: true });
    assert.deepEqual(choose(candidate('1', 'phone', { name: 'unknown', otherEmail: true })), { make: true });
    assert.deepEqual(choose(candidate('1', 'phone', { subjectId: 'you' })), { make: true });
    assert.deepEqual(choose(candidate('1', 'email'), candidate('2', 'phone', { name: 'differs' })), { take: '1' });
  });

  it('asks where the person is there twice, once under another address', () => {
    const second = candidate('2', 'phone', { otherEmail: true });
    assert.deepEqual(choose(candidate('1', 'email'), second), { ask: 'several', crmIds: ['1', '2'] });
    assert.deepEqual(choose(candidate('1', 'email'), { ...second, subjectId: 'you' }), { take: '1' });
  });

  it('does what a person decided', () => {
    assert.deepEqual(choose(candidate('1', 'email'), candidate('9', 'decision')), { take: '9' });
    assert.deepEqual(choose(candidate('1', 'email', { apart: true })), { make: true });
    assert.deepEqual(choose(candidate('1', 'email', { apart: true }), candidate('2', 'phone')), { take: '2' });
  });
});
