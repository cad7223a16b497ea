import assert from 'node:assert/strict';
import { existsSync, readFileSync } from 'node:fs';
import { describe, it } from 'node:test';
import { allFaults, conditions } from '../../simulator/faults/catalogue.ts';
import { withFaultTables } from './page.ts';
import { proofOf, proofOfCondition } from './proofs.ts';

const root = new URL('../../', import.meta.url);
const text = (path: string) => readFileSync(new URL(path, root), 'utf8');

describe('docs/reliability.md', () => {
  it('shows the catalogue as it is', () => {
    const page = text('docs/reliability.md');
    assert.equal(page, withFaultTables(page), 'run: node scripts/reliability-page.ts');
  });

  it('names for every fault a test that strikes with it', () => {
    for (const fault of allFaults) {
      const file = proofOf(fault);
      const source = text(file);
      // Three of the files take their faults from the catalogue; the others name them.
      const drawn = /allFaults\.filter|webhooks-\$\{kind\}/.test(source);
      assert.ok(drawn || source.includes(`'${fault.name}'`), `${file} does not strike with ${fault.name}`);
    }
    for (const { name } of conditions) {
      const [file = ''] = (proofOfCondition[name] ?? '').split(' ');
      assert.ok(file !== '' && existsSync(new URL(file, root)), name);
    }
  });
});
