import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { loadConfiguration } from '../src/app/configuration.ts';
import { exitCodes, verdictOf } from '../src/app/failures.ts';
import { newFolder } from './cli/command.ts';

/** What people write by mistake: the text below "version: 1" (or whole files) and the one message that they get. */
type Mistake = readonly [what: string, files: string | Readonly<Record<string, string | Buffer>>, says: RegExp];

const field = 'order.first_visit_referrer';
const module = (text: string) => ({ 'samestory.yaml': 'version: 1\ncomputed: own.ts\n', 'own.ts': text });
const definition = (more: string) =>
  module(`export default {"order.x": {label: "X", type: "text", meaning: "Some.", value: () => "a", ${more}}};\n`);

const mistakes: readonly Mistake[] = [
  ['an empty file', { 'samestory.yaml': '' }, /line 1, version: found nothing; allowed: 1\. Add a line "version: 1"/],
  ['comments alone', { 'samestory.yaml': '# soon\n' }, /version: found nothing/],
  ['a version in quotes', { 'samestory.yaml': 'version: "1"\n' }, /found "1"; .* Write "version: 1", without quotes/],
  ['a version in words', { 'samestory.yaml': 'version: one\n' }, /found "one"; .* Write "version: 1"/],
  ['UTF-16', { 'samestory.yaml': Buffer.from('\uFEFFversion: 1\n', 'utf16le') }, /no UTF-8/],
  ['lines of Windows', { 'samestory.yaml': 'version: 1\r\nrhytm: live\r\n' }, /line 2, rhytm: .* Write "rhythm"/],
  ['a mark of the byte order', { 'samestory.yaml': '\uFEFFversion: 1\nrhytm: live\n' }, /line 2, rhytm/],
  ['a folder of that name', { 'samestory.yaml/x': '' }, /"samestory\.yaml", which is a folder/],
  ['an ending that an editor adds', { 'samestory.yaml.txt': 'version: 1\n' }, /^samestory\.yaml\.txt: .* Rename it/],
  ['another ending', { 'samestory.json': '{}' }, /^samestory\.json: .* Rename it/],
  ['no blank after a colon', 'pattern:dtc\n', /line 2: .* Put a blank after the colon/],
  ['a bracket that stays open', 'leaveOut: [order.gross_total\n', /line \d: .* close what is opened/],
  ['two documents', '---\nversion: 1\n', /found a second document; .* Remove the line "---"/],
  ['a tag', 'pattern: !store dtc\n', /found a tag \("!…"\) that is not known/],
  [
    'a reference to nothing',
    'responsible: *jane\n',
    /line 2: found "\*jane", which stands for a part that no line names/,
  ],
  [
    'a merge of maps',
    'responsible: &jane\n  name: J\n  email: j@example.com\n  deputies:\n    - <<: *jane\n      name: K\n      email: k@example.com\n',
    /line 6: found "<<", which YAML 1\.2 does not have; .* name it under "extends"/,
  ],
  ['a name that programs trip over', 'fields: {__proto__: {property: x}}\n', /found "__proto__", which is no name/],
  ['a list of fields', 'fields:\n  - order.net\n', /found a list; .* Write them below "fields:".* without "- "/],
  [
    'a field without its settings',
    'fields:\n  order.net: net\n',
    /names with values: property, owner, empty, use, usedBy/,
  ],
  ['a field in two parts', 'fields:\n  order:\n    net: {property: x}\n', /one name: write "order\.net:" in one line/],
  ['one name where a list belongs', 'leaveOut: order.net\n', /allowed: a list\. Write "leaveOut: \[order\.net\]"/],
  ['a map where a list belongs', 'exports:\n  folder: x\n', /allowed: a list\. Begin every entry with "- "/],
  ['several who use it', `fields:\n  ${field}: {use: same day, usedBy: [ads, sales]}\n`, /usedBy: found a list; /],
  [
    'a person in one line',
    'responsible: jane@example.com\n',
    /values: name, email, webhook, deputies, classes\. Write them/,
  ],
  ['a person as a list', 'responsible:\n  - name: Jane\n    email: j@example.com\n', /without "- "/],
  ['a misspelled address', 'responsible: {name: Jane, mail: j@example.com}\n', /responsible\.mail: .* Write "email"/],
  ['another CRM', 'crm: {platform: salesforce}\n', /Write "hubspot": no other CRM can be written yet/],
  ['two owners', 'fields:\n  order.stage: {owner: "crm, marketing"}\n', /allowed: one owner/],
  ['a home that only a shell knows', 'exports: [{folder: ~/crm}]\n', /a folder without "~"/],
  [
    'same-day use of files',
    `rhythm: export\nexports: [{folder: out}]\nfields:\n  ${field}: {use: same day, usedBy: ads}\n`,
    /line 5, fields\.order\.first_visit_referrer\.use: found "same day" with "rhythm: export"/,
  ],
  [
    'a base that is a folder',
    { 'samestory.yaml': 'version: 1\nextends: base\n', 'base/x': '' },
    /"base", which is a folder/,
  ],
  [
    'a base that extends itself',
    { 'samestory.yaml': 'version: 1\nextends: base.yaml\n', 'base.yaml': 'extends: base.yaml\n' },
    /^base\.yaml, line 1, extends: .* leads back to itself/,
  ],
  ['a secret as a name', 'shpat_0123456789abcdef0123456789abcdef: x\n', /line 2: found a Shopify access token/],
  ['a made-up name', 'store:\n  a1b2c3d4e5f6a7b8c9d0a1b2c3d4e5f6: x\n', /line 3: found what looks like a token/],
  [
    'a key in an address',
    'responsible: {name: J, webhook: "https://example.com/x?token=abc"}\n',
    /an address with a key in it/,
  ],
  [
    'the address of a flow',
    'responsible: {name: J, webhook: "https://hooks.zapier.com/hooks/catch/1/ab"}\n',
    /\$OPS_WEBHOOK/,
  ],
  [
    'a module that reads what is no part',
    definition('reads: ["refund"]'),
    /reads\.0 at "order\.x"; allowed: refunds, fulf/,
  ],
  ['a module with a label that is no text', definition('label: 7'), /label at "order\.x"; allowed: a text\. Mend/],
  ['a module with a type that is none', definition('type: "date"'), /type at "order\.x"; allowed: text, email, phone/],
  ['a module that throws', module('throw new Error("no network");\n'), /does not load \(no network\)/],
];

const root = newFolder();
after(() => rmSync(root, { recursive: true }));

function refusal(files: Mistake[1]): string {
  // A folder of its own each: a module is loaded once per path.
  const cwd = mkdtempSync(join(root, 'case-'));
  const all = typeof files === 'string' ? { 'samestory.yaml': `version: 1\n${files}` } : files;
  for (const [name, text] of Object.entries(all)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
  try {
    loadConfiguration({}, cwd);
    return 'it loads';
  } catch (error) {
    const { message, exitCode } = verdictOf(error);
    assert.equal(exitCode, exitCodes.usage, message);
    return message;
  }
}

describe('a mistake in the configuration', () => {
  for (const [what, files, says] of mistakes) {
    it(`is told in one line, with a way out, and no secret: ${what}`, () => {
      const message = refusal(files);
      assert.match(message, says);
      assert.equal(message.split('\n').length, 1, message);
      assert.match(message, /: found .*; allowed: .*\. .*\.$/);
      assert.doesNotMatch(message, /shpat_|a1b2c3|abc"|hooks\.zapier|Invalid|expected|parseAll/);
    });
  }
});
