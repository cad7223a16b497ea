import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { buildFieldMap, type EffectiveMap } from './build.ts';
import { catalogue } from './catalogue/catalogue.ts';
import type { CatalogueEntry } from './catalogue/entry.ts';
import { fieldChoiceSchema } from './choice.ts';

function mapOf(choice: unknown, computed: readonly CatalogueEntry[] = []): EffectiveMap {
  const built = buildFieldMap(fieldChoiceSchema.parse(choice), { book: null, computed });
  if (!built.ok) assert.fail(JSON.stringify(built.problems));
  return built.map;
}

const names = ({ fields }: EffectiveMap['crm']) => fields.map(({ name }) => name);
const core = catalogue.filter(({ minimumOf }) => minimumOf.includes('core')).map(({ name }) => name);

const margin: CatalogueEntry = {
  object: 'order',
  name: 'order.margin_class',
  label: 'Margin class',
  type: 'text',
  meaning: 'How much the order leaves.',
  from: 'computed from the order',
  formula: 'margin.ts',
  scopes: ['read_orders'],
  privacy: 'none',
  owner: 'shopify',
  minimumOf: [],
  value: (order) => (Number(order.totals.net.presentment.amount) > 100 ? 'high' : 'low'),
};

describe('the map of a choice', () => {
  it('is the core where nothing is said, and seeds nothing', () => {
    const { crm, files } = mapOf({});
    assert.deepEqual(names(crm), core);
    assert.deepEqual(names(files), core);
    assert.deepEqual(
      crm.fields.filter(({ fill }) => fill !== undefined),
      [],
    );
  });

  it('sends what is used periodically to the files and not to the CRM', () => {
    const { crm, files } = mapOf({
      fields: { 'order.original_total': { use: 'periodically', usedBy: 'finance' } },
    });
    assert.equal(names(crm).includes('order.original_total'), false);
    assert.deepEqual(names(files), core);
  });

  it('keeps everything out of the CRM in the pattern reporting', () => {
    const { crm, files } = mapOf({ pattern: 'reporting' });
    assert.deepEqual(crm.fields, []);
    assert.deepEqual(names(files), core);
  });

  it('leaves out what the set-up does without, and remembers it', () => {
    const { crm, files, leftOut } = mapOf({ leaveOut: ['order.original_total'] });
    assert.equal(names(crm).includes('order.original_total'), false);
    assert.equal(names(files).includes('order.original_total'), false);
    assert.deepEqual(
      leftOut.map(({ name }) => name),
      ['order.original_total'],
    );
  });

  it('takes a computed field like any other', () => {
    const { crm } = mapOf(
      { fields: { 'order.margin_class': { use: 'same day', usedBy: 'sales', property: 'margin_class' } } },
      [margin],
    );
    const field = crm.fields.at(-1);
    assert.deepEqual([field?.name, field?.property, field?.usedBy], ['order.margin_class', 'margin_class', 'sales']);
  });

  it('asks who uses a field beyond the pattern, and when', () => {
    const said = (entry: object) =>
      buildFieldMap(fieldChoiceSchema.parse({ fields: { 'order.margin_class': entry } }), {
        book: null,
        computed: [margin],
      });
    for (const entry of [{}, { use: 'same day' }, { usedBy: 'sales' }]) {
      const built = said(entry);
      assert.equal(built.ok, false);
      if (!built.ok)
        assert.deepEqual(
          built.problems.map(({ path }) => path),
          [['fields', 'order.margin_class']],
        );
    }
    assert.equal(said({ use: 'same day', usedBy: 'sales' }).ok, true);
    assert.equal(said({ owner: 'crm (sales)' }).ok, true);
  });
});

describe('the version of a map', () => {
  const version = (choice: unknown, computed: readonly CatalogueEntry[] = []) => mapOf(choice, computed).crm.version;
  const plain = version({});

  it('is the same for the same choice, however it is written', () => {
    assert.equal(version({ fields: {}, leaveOut: [] }), plain);
    const one = { 'order.net': { property: 'a' }, 'contact.phone': { fill: 'once' } };
    const other = { 'contact.phone': { fill: 'once' }, 'order.net': { property: 'a' } };
    assert.equal(version({ fields: one }), version({ fields: other }));
  });

  it('changes with everything by which a value could come out differently', () => {
    const changed = [
      { fields: { 'contact.phone': { fill: 'once' } } },
      { fields: { 'contact.phone': { owner: 'shopify' } } },
      { fields: { 'contact.last_name': { empty: 'keep' } } },
      { fields: { 'order.net': { property: 'net_total' } } },
      { fields: { 'order.stage': { owner: 'crm' } } },
      { leaveOut: ['order.original_total'] },
      { pattern: 'reporting' },
    ].map((choice) => version(choice));
    assert.equal(new Set([plain, ...changed]).size, changed.length + 1);
    const chosen = { fields: { 'order.margin_class': { use: 'same day', usedBy: 'sales' } } };
    assert.notEqual(version(chosen, [margin]), version(chosen, [{ ...margin, revision: 2 }]));
  });

  it('does not change with who uses a field', () => {
    assert.equal(version({ fields: { 'order.net': { usedBy: 'finance' } } }), plain);
    assert.equal(
      version({ fields: { 'order.stage': { owner: 'crm' } } }),
      version({ fields: { 'order.stage': { owner: 'crm (sales)' } } }),
    );
  });
});
