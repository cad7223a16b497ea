import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { cycleViolations } from './cycles.ts';
import { fixture, places } from './fixture.ts';
import { importViolations } from './imports.ts';
import { formatViolation } from './violation.ts';

/** Whether one file with this one line breaks the order of rooms. */
function breaks(path: string, line: string): boolean {
  return importViolations(fixture({ [path]: line })).length > 0;
}

describe('import rule', () => {
  it('names place, rule and page', () => {
    const [violation] = importViolations(
      fixture({ 'src/lib/a.ts': `\nimport { order } from '../commerce/order.ts';\n` }),
    );
    assert.ok(violation);
    assert.equal(
      formatViolation(violation),
      'src/lib/a.ts:2 imports src/commerce/order.ts: lib comes before commerce in the order of rooms. ' +
        'See docs/architecture.md, section "Import rule".',
    );
  });

  it('lets a room import itself and rooms before it, never after it', () => {
    assert.equal(breaks('src/sync/a.ts', `import { b } from './b.ts';`), false);
    assert.equal(breaks('src/sync/a.ts', `import { b } from '../ledger/b.ts';`), false);
    assert.equal(breaks('src/sync/a.ts', `import { b } from '../alerts/b.ts';`), true);
    assert.equal(breaks('src/app/a.ts', `import { b } from '../http/b.ts';`), true);
    assert.equal(breaks('src/cli/start/a.ts', `import { b } from '../../http/b.ts';`), false);
  });

  it('sees every way to import', () => {
    for (const line of [
      `import type { B } from '../sync/b.ts';`,
      `import '../sync/b.ts';`,
      `export * from '../sync/b.ts';`,
      `export type { B } from '../sync/b.ts';`,
      `const b = await import('../sync/b.ts');`,
      `type B = import('../sync/b.ts').B;`,
      `const worker = new Worker(new URL('../sync/b.ts', import.meta.url));`,
    ]) {
      assert.equal(breaks('src/commerce/a.ts', line), true, line);
    }
    assert.equal(breaks('src/commerce/a.ts', 'const text = "import x from \'../sync/b.ts\'";'), false);
  });

  it('keeps connectors apart', () => {
    const hubspot = 'src/destinations/hubspot/a.ts';
    assert.equal(breaks(hubspot, `import { b } from './b.ts';`), false);
    assert.equal(breaks(hubspot, `import { b } from '../../connector/b.ts';`), false);
    assert.equal(breaks(hubspot, `import { b } from '../../sources/shopify/b.ts';`), true);
    assert.equal(breaks(hubspot, `import { b } from '../twenty/b.ts';`), true);
    assert.equal(breaks(hubspot, `import { b } from '../../ledger/b.ts';`), true);
    assert.equal(breaks(hubspot, `import { b } from '../../identity/b.ts';`), true);
    assert.equal(breaks('src/sources/shopify/a.ts', `import { b } from '../shopify-csv/b.ts';`), true);
  });

  it('gives connectors the types of field-map only', () => {
    const path = 'src/destinations/hubspot/a.ts';
    assert.equal(breaks(path, `import type { Field } from '../../field-map/field.ts';`), false);
    assert.equal(breaks(path, `import { type Field } from '../../field-map/field.ts';`), false);
    assert.equal(breaks(path, `import { project } from '../../field-map/project.ts';`), true);
    assert.equal(breaks(path, `import { type Field, project } from '../../field-map/project.ts';`), true);
  });

  it('lets only app name a concrete connector', () => {
    const line = `import { hubspot } from '../destinations/hubspot/index.ts';`;
    assert.equal(breaks('src/app/a.ts', line), false);
    assert.equal(breaks('src/cli/a.ts', line), true);
    assert.equal(breaks('src/http/a.ts', line), true);
    assert.equal(breaks('src/sync/a.ts', line), true);
  });

  it('keeps the simulator out of the product and the product out of the simulator', () => {
    const simulator = `import { s } from '../../simulator/store/server.ts';`;
    assert.equal(breaks('src/app/demo.ts', simulator), false);
    assert.equal(breaks('src/cli/demo.ts', simulator), true);
    assert.equal(breaks('src/sync/a.ts', simulator), true);
    assert.equal(breaks('src/sync/a.test.ts', simulator), false);
    assert.equal(breaks('simulator/store/a.ts', `import { clock } from '../../src/lib/clock.ts';`), false);
    assert.equal(
      breaks('simulator/store/a.ts', `import { read } from '../../src/sources/shopify-csv/read.ts';`),
      false,
    );
    assert.equal(
      breaks('simulator/store/a.ts', `import s from '../../src/sources/shopify/schema/scopes.json';`),
      false,
    );
    assert.equal(breaks('simulator/store/a.ts', `import { money } from '../../src/commerce/money.ts';`), true);
    assert.equal(breaks('simulator/store/a.ts', `import { read } from '../../src/sources/shopify/read.ts';`), true);
  });

  it('the simulator does not reach the commerce model through a file it may import', () => {
    const files = fixture({
      'simulator/store/load.ts': `import { read } from '../../src/sources/shopify-csv/read.ts';`,
      'src/sources/shopify-csv/read.ts': `import { rows } from './rows.ts';`,
      'src/sources/shopify-csv/rows.ts': `import { money } from '../../commerce/money.ts';`,
      'src/commerce/money.ts': '',
    });
    assert.deepEqual(places(importViolations(files)), ['simulator/store/load.ts:1']);
  });

  it('lets src import neither tests nor scripts, and no file outside a room', () => {
    assert.equal(breaks('src/sync/a.ts', `import { b } from '../../test/b.ts';`), true);
    assert.equal(breaks('src/sync/a.test.ts', `import { b } from '../../test/b.ts';`), false);
    assert.equal(breaks('src/sync/a.ts', `import { b } from '../../scripts/b.ts';`), true);
    assert.equal(breaks('src/helpers/a.ts', `import { b } from './b.ts';`), true);
    assert.equal(breaks('src/sync/a.ts', `import { b } from '../helpers/b.ts';`), true);
  });

  it('refuses computed module names outside config', () => {
    assert.equal(breaks('src/sync/a.ts', 'const b = await import(name);'), true);
    assert.equal(breaks('src/config/a.ts', 'const b = await import(name);'), false);
  });
});

describe('cycles', () => {
  it('finds a cycle that exists in types only and shows the way round', () => {
    const found = cycleViolations(
      fixture({
        'src/sync/a.ts': `\nimport type { B } from './b.ts';`,
        'src/sync/b.ts': `import type { C } from './c.ts';`,
        'src/sync/c.ts': `export type { A } from './a.ts';`,
        'src/sync/d.ts': `import type { A } from './a.ts';`,
      }),
    );
    assert.deepEqual(places(found), ['src/sync/a.ts:2']);
    assert.match(found[0]?.message ?? '', /a\.ts → src\/sync\/b\.ts → src\/sync\/c\.ts → src\/sync\/a\.ts/);
  });

  it('finds a file that imports itself and two separate cycles', () => {
    const found = cycleViolations(
      fixture({
        'src/lib/self.ts': `import './self.ts';`,
        'src/lib/a.ts': `import './b.ts';`,
        'src/lib/b.ts': `import './a.ts';`,
      }),
    );
    assert.deepEqual(places(found), ['src/lib/a.ts:1', 'src/lib/self.ts:1']);
  });

  it('accepts a diamond', () => {
    const files = fixture({
      'src/lib/a.ts': `import './b.ts'; import './c.ts';`,
      'src/lib/b.ts': `import './d.ts';`,
      'src/lib/c.ts': `import './d.ts';`,
      'src/lib/d.ts': '',
    });
    assert.deepEqual(cycleViolations(files), []);
  });
});
