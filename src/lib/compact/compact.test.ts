import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import fc from 'fast-check';
import { floatColumn, intColumn } from './columns.ts';
import { textHash } from './hash.ts';
import { NumberIndex } from './number-index.ts';
import { TextStore } from './text-store.ts';

describe('compact collections', () => {
  it('an index of numbers answers like a Map', () => {
    const entry = fc.tuple(fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }), fc.nat());
    fc.assert(
      fc.property(fc.array(entry, { maxLength: 500 }), fc.array(fc.nat({ max: 50 })), (entries, others) => {
        const index = new NumberIndex();
        const map = new Map(entries);
        for (const [key, value] of entries) index.set(key, value);
        assert.equal(index.size, map.size);
        for (const key of [...map.keys(), ...others.map((other) => other + 1)])
          assert.equal(index.get(key), map.get(key) ?? -1);
      }),
    );
  });

  it('an index of numbers holds ids that lie in a grid', () => {
    const index = new NumberIndex();
    for (let at = 0; at < 200_000; at += 1) index.set(5_900_000_000_000 + at * 32_768, at);
    for (let at = 0; at < 200_000; at += 997) assert.equal(index.get(5_900_000_000_000 + at * 32_768), at);
    assert.equal(index.get(5_900_000_000_001), -1);
    assert.throws(() => index.set(0, 1), RangeError);
  });

  it('texts come back as they were, over many pages', () => {
    const store = new TextStore();
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.string({ unit: 'grapheme' }), fc.string({ minLength: 2_000 }))), (texts) => {
        const places = texts.map((text) => store.add(text));
        assert.deepEqual(
          places.map((place) => store.get(place)),
          texts,
        );
      }),
    );
    assert.equal(store.get(store.add(null)), null);
  });

  it('columns keep what they were given', () => {
    const floats = floatColumn();
    const ints = intColumn();
    for (let at = 0; at < 50_000; at += 1) assert.equal(floats.push(at * 0.5), ints.push(at));
    ints.set(3, 7);
    assert.deepEqual([floats.at(4_999), ints.at(3), ints.length, ints.at(70_000)], [2_499.5, 7, 50_000, 0]);
  });

  it('hashes of a million addresses are a million numbers', () => {
    const seen = new NumberIndex();
    for (let at = 0; at < 300_000; at += 1) seen.set(textHash(`buyer.${at}@example${at % 97}.com`), at);
    assert.equal(seen.size, 300_000);
  });
});
