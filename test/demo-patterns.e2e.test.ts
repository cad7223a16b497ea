import assert from 'node:assert/strict';
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { newFolder, run } from './cli/command.ts';

const examples = join(import.meta.dirname, '../examples');
const cwd = newFolder();
after(() => rmSync(cwd, { recursive: true }));

function demo(config: string) {
  return run(['demo', '--once', '--json', '--orders', '60', '--seed', '5'], { cwd, env: { SAMESTORY_CONFIG: config } });
}

// Most of a demo is waiting for the next act of its story.
describe('the demo goes by the configuration of its folder', { concurrency: 3 }, () => {
  for (const pattern of ['dtc', 'support']) {
    it(`plays the merchant with the example of ${pattern}, and what each field should hold is counted apart`, async () => {
      const { code, stdout, stderr } = await demo(join(examples, `${pattern}.yaml`));
      const document = JSON.parse(stdout);
      assert.deepEqual(document.problems, [], stderr);
      assert.equal(code, 0);
      assert.match(document.fieldMap, new RegExp(`^${pattern}-`));
      assert.equal(document.truth.different, 0);
    });
  }

  it('also where fields are left to people, left out and kept elsewhere', async () => {
    const file = join(cwd, 'own.yaml');
    const fields = [
      'contact.phone: {owner: shopify, empty: keep}',
      'order.payment_status: {owner: crm (finance)}',
      'order.net: {property: net_paid}',
      'order.stage: {owner: crm}',
    ];
    const lines = ['version: 1', 'fields:', ...fields.map((line) => `  ${line}`), 'leaveOut: [order.note]'];
    writeFileSync(file, `${lines.join('\n')}\n`);
    const { code, stdout, stderr } = await demo(file);
    const document = JSON.parse(stdout);
    assert.deepEqual(document.problems, [], stderr);
    assert.equal(code, 0);
    assert.equal(document.untouched.violated, 0);
  });

  it('writes files where they are all there is, asks the CRM nothing, and proves what they say', async () => {
    const { code, stdout, stderr } = await demo(join(examples, 'reporting.yaml'));
    const document = JSON.parse(stdout);
    assert.deepEqual(document.problems, [], stderr);
    assert.equal(code, 0);
    assert.deepEqual(document.written, ['export, weekly', 'report, monthly']);
    assert.ok(document.rows.orders >= 50 && document.truth.values > 500, stdout);
    assert.deepEqual([document.truth.different, document.calls.crm], [0, 0]);
  });

  it('refuses a pattern that cannot start, and a file that is wrong', async () => {
    for (const [pattern, reason] of [
      ['wholesale', /The pattern wholesale cannot start yet\. Companies/],
      ['subscription', /The pattern subscription cannot start yet\. Shopify shows/],
    ] as const) {
      const { code, stdout, stderr } = await demo(join(examples, `${pattern}.yaml`));
      assert.deepEqual([code, stdout], [2, ''], pattern);
      assert.match(stderr, reason);
    }
    writeFileSync(join(cwd, 'wrong.yaml'), 'version: 1\nrhytm: live\n');
    const { code, stderr } = await demo(join(cwd, 'wrong.yaml'));
    assert.equal(code, 2);
    assert.match(stderr, /rhytm: found an unknown name/);
  });
});
