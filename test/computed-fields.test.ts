import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { loadConfiguration } from '../src/app/configuration.ts';
import { verdictOf } from '../src/app/failures.ts';
import { orderPartsOf } from '../src/field-map/project.ts';
import type { FieldMap } from '../src/field-map/types.ts';
import { newFolder, run } from './cli/command.ts';
import computed from './fixtures/computed-fields.ts';
import { newCustomer, newOrder, openWorld } from './support/world.ts';

const module = join(import.meta.dirname, 'fixtures/computed-fields.ts');
const use = { use: 'same day', usedBy: 'sales' };
const fields = { 'order.size_class': { ...use, property: 'size_class' }, 'order.parcels': use, 'contact.records': use };

function inFolder<T>(files: Readonly<Record<string, string>>, work: (cwd: string) => T): T {
  const cwd = newFolder();
  for (const [name, text] of Object.entries(files)) writeFileSync(join(cwd, name), text);
  return work(cwd);
}

function mapOf(choice: object): FieldMap {
  const file = JSON.stringify({ version: 1, computed: module, ...choice });
  return inFolder({ 'samestory.yaml': file }, (cwd) => loadConfiguration({}, cwd).map);
}

function refusalOf(source: string | null): string {
  const files = {
    'samestory.yaml': 'version: 1\ncomputed: own.ts\n',
    ...(source === null ? {} : { 'own.ts': source }),
  };
  return inFolder(files, (cwd) => {
    try {
      loadConfiguration({}, cwd);
    } catch (error) {
      const { message, exitCode } = verdictOf(error);
      assert.equal(exitCode, 2, message);
      assert.match(message, /^samestory\.yaml, line 2, computed: found /);
      return message;
    } finally {
      rmSync(cwd, { recursive: true });
    }
    return 'loaded';
  });
}

describe('computed fields', () => {
  it('are mapped like fields of the catalogue, and read what they say that they look at', () => {
    const map = mapOf({ fields });
    const chosen = map.fields.filter(({ name }) => Object.hasOwn(computed, name));
    assert.deepEqual(chosen.map(({ name, usedBy }) => [name, usedBy]).sort(), [
      ['contact.records', 'sales'],
      ['order.parcels', 'sales'],
      ['order.size_class', 'sales'],
    ]);
    assert.equal(orderPartsOf(mapOf({})).includes('fulfillments'), true);
    assert.notEqual(map.version, mapOf({}).version);
  });

  it('reach the CRM; one that cannot be computed is parked for its record, and the rest is written', async () => {
    const world = await openWorld({ map: mapOf({ fields }) });
    try {
      const { store } = world.store;
      const customerId = store.createCustomer(newCustomer());
      const ids = [store.createOrder(newOrder({ customerId })), store.createOrder(newOrder({ customerId }))];
      for (const id of ids) await world.touch(['order', id]);
      await world.work();
      const [first, second] = ids.map((id) => {
        const [record] = world.crm.account.read.findBy('orders', 'samestory_key', `548380009/order/${id}`);
        assert.ok(record);
        return record.properties;
      });
      assert.deepEqual([first?.['size_class'], first?.['samestory_parcels']], ['large', '0']);
      assert.deepEqual([second?.['size_class'], second?.['samestory_parcels'] ?? null], ['large', null]);
      const [contact] = world.crm.account.read.findBy('contacts', 'email', 'jane@example.com');
      assert.equal(contact?.properties['samestory_records'], '1');
      const { destination } = world.route.destinationAccount;
      const parked = await world.ledger.parked({ destination, limit: 10 });
      assert.deepEqual(
        parked.map(({ key, field, code }) => [key.id, field, code]),
        [[ids[1], 'order.parcels', 'NOT_COMPUTED']],
      );
      assert.match(parked[0]?.message ?? '', /order\.parcels could not be computed: nobody can count this one/);
      await world.touch(['order', ids[1] ?? '']);
      await world.work();
      const again = await world.ledger.parked({ destination, limit: 10 });
      assert.equal(again[0]?.attempts, 1, 'what rests is not parked again');
    } finally {
      await world.close();
    }
  });

  it('are refused with one message where the module or a definition is wrong', () => {
    const good = "label: 'A', type: 'text', meaning: 'A field.', value: () => 'a'";
    const wrong: readonly (readonly [string | null, RegExp])[] = [
      [null, /"own\.ts", a file that does not exist/],
      ['export default {', /a module that does not load/],
      ["throw new Error('no');", /a module that does not load \(no\)/],
      ['export const fields = {};', /no default export/],
      ['export default 7;', /a default export that is no object/],
      [`export default { 'order.Size': { ${good} } };`, /this name at "order\.Size"/],
      [`export default { 'order.net': { ${good} } };`, /a name that is taken at "order\.net"/],
      [`export default { 'company.name': { ${good} } };`, /this name at "company\.name"/],
      [
        "export default { 'order.a': { label: 'A', type: 'text', meaning: 'A field.' } };",
        /missing value at "order\.a"; allowed: a function/,
      ],
      [
        "export default { 'order.a': { label: 'A', type: 'texts', meaning: 'A field.', value: () => 'a' } };",
        /missing type at/,
      ],
      [`export default { 'order.a': { ${good}, owner: 'crm' } };`, /unknown name: owner at "order\.a"/],
      [
        `export default { 'order.a': { ${good}, choices: [{ value: 'a', label: 'A' }] } };`,
        /choices without type choice/,
      ],
    ];
    for (const [source, says] of wrong) {
      const message = refusalOf(source);
      assert.match(message, says);
      assert.equal(message.split('\n').length, 1, message);
    }
    assert.equal(refusalOf(`export default { 'order.a': { ${good} } };`), 'loaded');
  });

  it('stand in the page with the module that computes them', async () => {
    const cwd = newFolder();
    writeFileSync(join(cwd, 'samestory.yaml'), JSON.stringify({ version: 1, computed: module, fields }));
    const { code, stdout, stderr } = await run(['fields', '--json'], { cwd });
    assert.equal(code, 0, stderr);
    const field = JSON.parse(stdout).fields.find(({ name }: { name: string }) => name === 'order.size_class');
    assert.deepEqual([field.property, field.usedBy, field.cost.refusable], ['size_class', 'sales', 2]);
    assert.equal(field.from, 'Shopify, computed by computed-fields.ts');
    assert.equal(field.changeIn, 'the Shopify admin, or the rule in computed-fields.ts');
    rmSync(cwd, { recursive: true });
  });
});
