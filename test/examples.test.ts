import assert from 'node:assert/strict';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadConfiguration } from '../src/app/configuration.ts';
import { requireCrm, requireWriter } from '../src/app/permission.ts';
import { patternNames } from '../src/field-map/catalogue/entry.ts';
import { orderPartsOf, readsOrders } from '../src/field-map/project.ts';

const folder = join(import.meta.dirname, '../examples');
const load = (pattern: string) => loadConfiguration({ SAMESTORY_CONFIG: `${pattern}.yaml` }, folder);

describe('the example configurations', () => {
  it('there is one of every pattern, and it loads', () => {
    assert.deepEqual(readdirSync(folder).toSorted(), patternNames.map((name) => `${name}.yaml`).toSorted());
    for (const name of patternNames) assert.equal(load(name).data.pattern, name);
  });

  it('of core, dtc and support may write, and bring the fields of their pattern', () => {
    for (const name of ['core', 'dtc', 'support'] as const) {
      const { map, fields } = load(name);
      requireWriter(load(name));
      const held = new Set(map.fields.map((field) => field.name));
      for (const entry of fields.catalogue.filter(({ minimumOf }) => minimumOf.includes(name))) {
        assert.ok(held.has(entry.name), `${name}: ${entry.name}`);
      }
    }
    assert.deepEqual(
      [load('core'), load('dtc')].map(({ map }) => readsOrders(map)),
      [false, true],
    );
    assert.ok(orderPartsOf(load('support').map).includes('note'));
  });

  it('of dtc sends what is used periodically to the files alone, and never writes what marketing owns', () => {
    const { map, fields } = load('dtc');
    const named = (name: string, of = map) => of.fields.find((field) => field.name === name);
    assert.equal(named('order.last_visit_utm_campaign'), undefined);
    assert.ok(named('order.last_visit_utm_campaign', fields.files));
    assert.equal(named('contact.original_source')?.owner, 'marketing');
  });

  it('of reporting is files only, in the rhythm of files', () => {
    const { map, data } = load('reporting');
    assert.deepEqual([data.rhythm, map.fields.length], ['export', 0]);
    assert.throws(() => requireCrm(load('reporting')), /pattern: reporting": files only/);
  });

  it('of the patterns that wait say why', () => {
    assert.throws(() => requireWriter(load('wholesale')), /cannot start yet\. Companies/);
    assert.throws(() => requireWriter(load('subscription')), /cannot start yet\. Shopify shows/);
  });
});
