import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { catalogueValues, changedInSilence, recordedValues } from './support/catalogue-values.ts';

describe('what the catalogue says of records', () => {
  it('changes only together with a revision, so that maps get another version', () => {
    const now = catalogueValues();
    assert.deepEqual(changedInSilence(recordedValues(), now), [], 'raise "revision" of these fields in the catalogue');
    assert.deepEqual(now, recordedValues(), 'run: node scripts/catalogue-values.ts');
  });

  it('says something of every field', () => {
    for (const [name, { values }] of Object.entries(catalogueValues())) {
      assert.match(values, /[^–| ]/, name);
    }
  });

  it('notices a formula that was changed in silence', () => {
    const before = { 'order.a': { revision: 1, values: '1' }, 'order.b': { revision: 1, values: '1' } };
    const now = { 'order.a': { revision: 1, values: '2' }, 'order.b': { revision: 2, values: '2' } };
    assert.deepEqual(changedInSilence(before, now), ['order.a']);
  });
});
