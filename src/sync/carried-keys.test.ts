import assert from 'node:assert/strict';
import { it } from 'node:test';
import fc from 'fast-check';
import { formatKey, type RecordKind, type WorkKey } from '../commerce/keys.ts';
import type { CrmRecord } from '../connector/destination.ts';
import { CarriedKeys } from './carried-keys.ts';
import { KeySet } from './key-set.ts';

const source = '548380009';
const kind = fc.constantFrom<RecordKind>('customer', 'guest', 'order', 'company');
/** As Shopify writes them, and as people type them. */
const digits = fc.oneof(
  fc.integer({ min: 1, max: Number.MAX_SAFE_INTEGER }).map(String),
  fc.stringMatching(/^[0-9]{1,25}$/),
);
const key = fc.record({ source: fc.constant(source), kind, id: digits }, { noNullPrototype: true });

function record(id: string, members: readonly WorkKey[]): CrmRecord {
  const texts = members.map(formatKey);
  return {
    ...{ id, askedId: null, key: texts[0] ?? null, members: texts.length > 1 ? texts : [], values: {}, emails: [] },
    ...{ phones: [], mergedIds: [], madeByUs: null, updatedAt: new Date(0) },
  };
}

it('keys that records carry come back as they were, without those of other sources', () => {
  const carried = fc.array(fc.array(key, { minLength: 1, maxLength: 4 }), { maxLength: 40 });
  fc.assert(
    fc.property(carried, (all) => {
      const kept = new CarriedKeys(source);
      const stranger = { source: '1', kind: 'order', id: '5' } as const;
      for (const [at, keys] of all.entries()) {
        kept.add(record(`r${at}`, keys));
        kept.add(record(`s${at}`, [stranger]));
      }
      const expected = all.map((keys, at) => ({
        crmId: keys.some((one) => one.kind === 'order') ? `r${at}` : null,
        keys,
      }));
      assert.deepEqual([...kept.carriers()], expected);
    }),
  );
});

it('a set of keys answers like a Set of their texts', () => {
  fc.assert(
    fc.property(fc.array(key), fc.array(key), (members, others) => {
      const kept = new KeySet();
      for (const one of members) kept.add(one);
      const texts = new Set(members.map(formatKey));
      for (const one of [...members, ...others]) assert.equal(kept.has(one), texts.has(formatKey(one)));
    }),
  );
});
