import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { hubSpotBook } from '../src/destinations/hubspot/property-book.ts';
import { buildFieldMap, type EffectiveMap } from '../src/field-map/build.ts';
import { fieldChoiceSchema } from '../src/field-map/choice.ts';
import { sharedAccountProblems } from '../src/field-map/shared-account.ts';

function mapOf(choice: unknown): EffectiveMap {
  const built = buildFieldMap(fieldChoiceSchema.parse(choice), { book: hubSpotBook });
  if (built.ok) return built.map;
  throw new Error(JSON.stringify(built.problems));
}

function problems(first: unknown, second: unknown, accounts: readonly [string, string] = ['44237313', '44237313']) {
  const stores = [
    { store: 'berlin', account: accounts[0], map: mapOf(first) },
    { store: 'paris', account: accounts[1], map: mapOf(second) },
  ];
  return sharedAccountProblems(stores, hubSpotBook);
}

describe('two stores in one CRM account', () => {
  it('may have the same map', () => {
    assert.deepEqual(problems({}, {}), []);
    assert.deepEqual(problems({ fields: { 'order.net': { property: 'net' } } }, {}), []);
  });

  it('may not write two fields into one property', () => {
    const found = problems(
      { fields: { 'order.net': { property: 'kept' } } },
      { fields: { 'order.refunded': { property: 'kept' } } },
    );
    assert.deepEqual(
      found.map(({ path }) => path),
      [['fields', 'order.refunded', 'property']],
    );
    assert.match(found[0]?.found ?? '', /kept of 44237313, which the stores berlin and paris share.*two writers/);
  });

  it('may not differ about who owns a field, or how it is filled', () => {
    const owner = problems({}, { fields: { 'order.stage': { owner: 'crm (sales)' } } });
    assert.match(owner[0]?.found ?? '', /owner shopify in the one and crm in the other/);
    const seed = problems({}, { fields: { 'contact.phone': { fill: 'once' } } });
    assert.deepEqual(
      seed.map(({ path }) => path),
      [['fields', 'contact.phone', 'owner']],
    );
  });

  it('may do so in two accounts', () => {
    const crm = { fields: { 'order.stage': { owner: 'crm (sales)' } } };
    assert.deepEqual(problems({}, crm, ['1', '2']), []);
  });
});
