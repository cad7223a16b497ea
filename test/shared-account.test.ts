import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { loadConfiguration } from '../src/app/configuration.ts';
import { exitCodes, verdictOf } from '../src/app/failures.ts';
import { newFolder, run } from './cli/command.ts';

const jane = 'responsible: {name: Jane Doe, email: jane@example.com}\n';
const root = newFolder();
after(() => rmSync(root, { recursive: true }));
const berlin = join(root, 'berlin');

/** Two stores that name each other; what each says besides. */
function stores(inBerlin: string, inParis: string, back = '../berlin/samestory.yaml'): void {
  for (const [name, other, text] of [
    ['berlin', '../paris/samestory.yaml', inBerlin],
    ['paris', back, inParis],
  ] as const) {
    mkdirSync(join(root, name), { recursive: true });
    const shared = `crm:\n  sharedWith:\n    - ${other}\n`;
    writeFileSync(join(root, name, 'samestory.yaml'), `version: 1\n${jane}${shared}${text}`);
  }
}

/** What loading Berlin's configuration says; null = it loads. */
function refusal(cwd = berlin): string | null {
  try {
    loadConfiguration({}, cwd);
    return null;
  } catch (error) {
    const { message, exitCode } = verdictOf(error);
    assert.equal(exitCode, exitCodes.usage, message);
    return message;
  }
}

interface Wrong {
  readonly what: string;
  readonly berlin: string;
  readonly paris: string;
  readonly says: string;
}

const at = 'samestory.yaml, line 5, crm.sharedWith[0]: found "../paris/samestory.yaml"';

const wrong: readonly Wrong[] = [
  {
    what: 'two fields at one property',
    berlin: 'fields:\n  order.net: {property: kept}\n',
    paris: 'fields:\n  order.refunded:\n    property: kept\n',
    says: 'samestory.yaml, line 7, fields.order.net.property: found kept, where ../paris/samestory.yaml, line 8 puts order.refunded: two writers for one field of the CRM; allowed: one field for one property. Give one of the two another property.',
  },
  {
    what: 'a field at the property where the other store has its own default',
    berlin: 'fields:\n  order.net: {property: samestory_refunded}\nleaveOut: []\n',
    paris: 'pattern: core\n',
    says: 'two writers',
  },
  {
    what: 'one field that one store keeps true and the other leaves to people',
    berlin: '',
    paris: 'fields:\n  order.stage: {owner: crm (sales)}\n',
    says: `${at} and order.stage at hs_pipeline_stage, owner shopify here and crm in ../paris/samestory.yaml, line 7: two owners for one field of the CRM; allowed: one owner and one rule in every store that shares the account. Say the same of order.stage in both files.`,
  },
  {
    what: 'one field that one of them seeds',
    berlin: 'fields:\n  contact.phone: {fill: once}\n',
    paris: '',
    says: 'samestory.yaml, line 7, fields.contact.phone.owner: found phone, filled or emptied by another rule in ../paris/samestory.yaml; allowed: one owner and one rule in every store that shares the account. Say the same of contact.phone in both files.',
  },
  {
    what: 'repeat signals of both, of which each would know its own orders alone',
    berlin: 'pattern: dtc\n',
    paris: 'pattern: dtc\n',
    says: `${at} and contact.first_order_at, contact.last_order_at, contact.order_count, contact.net_spent, contact.net_spent_currency, contact.usual_gap_days at the same properties: each of the two adds up the orders of its own store, two writers for one field of the CRM; allowed: figures over a buyer's orders from one of the two. Let the stores share a ledger, where they add up (crm.oneLedger), or in one of the two give them properties of their own.`,
  },
  {
    what: 'one store twice',
    berlin: 'store: {shop: north}\n',
    paris: 'store: {shop: north.myshopify.com}\n',
    says: `${at}, which is about the same store north.myshopify.com: two writers for every field; allowed: one configuration for one store. Keep one of the two, or mend store.shop in the wrong one.`,
  },
  {
    what: 'another file that is wrong itself',
    berlin: '',
    paris: 'rhytm: live\n',
    says: `${at}, which is wrong itself (../paris/samestory.yaml, line 6, rhytm: found an unknown name); allowed: a configuration that loads. Mend that file; "samestory config" beside it says what is wrong.`,
  },
];

describe('two stores in one CRM account', () => {
  for (const { what, berlin: own, paris, says } of wrong) {
    it(`may not have ${what}`, () => {
      stores(own, paris);
      const message = refusal() ?? 'it loads';
      assert.equal(message.split('\n').length, 1, message);
      if (says.startsWith('samestory.yaml')) assert.equal(message, says);
      else assert.ok(message.includes(says), message);
    });
  }

  it('may have the same map, repeat signals in one of them, figures in places of their own, and files beside', () => {
    const names = [
      'first_order_at',
      'last_order_at',
      'order_count',
      'net_spent',
      'net_spent_currency',
      'usual_gap_days',
    ];
    const own = `pattern: dtc\nfields:\n${names.map((name) => `  contact.${name}: {property: ${name}_of_paris}\n`).join('')}`;
    const same = 'fields:\n  order.net: {property: net}\n';
    for (const [one, other] of [
      ['', ''],
      [same, same],
      ['pattern: dtc\n', 'pattern: core\n'],
      ['pattern: dtc\n', own],
      ['fields:\n  order.stage: {owner: crm}\n', 'pattern: reporting\nexports: [{folder: files}]\n'],
    ] as const) {
      stores(one, other);
      assert.equal(refusal(), null, `${one} and ${other}`);
      assert.equal(refusal(join(root, 'paris')), null, `${other} and ${one}`);
    }
  });

  it('may share a ledger, where they have one map and one set of rules, and all of them say so', () => {
    const one = 'crm: {sharedWith: [../berlin/samestory.yaml, ../paris/samestory.yaml], oneLedger: true}\n';
    writeFileSync(join(root, 'base.yaml'), `version: 1\n${jane}pattern: dtc\n${one}`);
    const say = (name: string, text: string) => {
      writeFileSync(join(root, name, 'samestory.yaml'), `extends: ../base.yaml\n${text}`);
    };
    say('berlin', '');
    say('paris', 'rhythm: hourly\n');
    assert.deepEqual([refusal(), refusal(join(root, 'paris'))], [null, null], 'repeat signals of both add up');
    const where = 'base.yaml, line 4, crm.sharedWith[1]: found "../paris/samestory.yaml"';
    for (const [text, says] of [
      [
        'crm: {oneLedger: false}\n',
        ', where crm.oneLedger is false and here true: stores share a ledger or each has its own; allowed: the same in every store of the account. Say crm.oneLedger in both files, best in a base.',
      ],
      [
        'fields:\n  order.net: {property: net}\n',
        ', which says otherwise of order.net: what one store writes of a buyer the other would write anew; allowed: one field map and one set of identity rules for stores of one ledger. Put them into a base that both files extend.',
      ],
      ['identity: {country: FR}\n', ', which says otherwise of identity: what one'],
      ['pattern: core\n', ', which says otherwise of contact.first_order_at, contact.last_order_at,'],
      [
        'crm: {oneLedger: "yes"}\n',
        ', which is wrong itself (../paris/samestory.yaml, line 2, crm.oneLedger: found "yes")',
      ],
    ] as const) {
      say('paris', text);
      const message = refusal() ?? 'it loads';
      assert.ok(message.includes(`${where}${says}`), message);
    }
  });

  it('name each other, by paths that exist and hold on every machine', () => {
    stores('', '', '../munich/samestory.yaml');
    assert.equal(
      refusal(),
      `${at}, which does not name this file, so that it would not see what both write; allowed: files that name each other. Write "../berlin/samestory.yaml" under crm.sharedWith there.`,
    );
    assert.match(
      refusal(join(root, 'paris')) ?? '',
      /line 5, crm\.sharedWith\[0\]: found "\.\.\/munich\/samestory\.yaml", which does not exist; allowed: another store's configuration/,
    );
    for (const [text, says] of [
      ['samestory.yaml', /which is this file itself/],
      [join(root, 'paris', 'samestory.yaml'), /Write it relative/],
      ['""', /allowed: the path of a file\. Write it like/],
    ] as const) {
      writeFileSync(join(berlin, 'samestory.yaml'), `version: 1\ncrm:\n  sharedWith: [${text}]\n`);
      assert.match(refusal() ?? '', says);
    }
  });

  it('may have one list of all stores in a common base', () => {
    const list = '  sharedWith: [../berlin/samestory.yaml, ../paris/samestory.yaml]\n';
    writeFileSync(join(root, 'base.yaml'), `version: 1\n${jane}crm:\n${list}`);
    for (const name of ['berlin', 'paris']) {
      writeFileSync(join(root, name, 'samestory.yaml'), 'extends: ../base.yaml\n');
    }
    assert.equal(refusal(), null);
    writeFileSync(
      join(root, 'paris', 'samestory.yaml'),
      'extends: ../base.yaml\nfields:\n  order.stage: {owner: crm}\n',
    );
    assert.match(refusal() ?? '', /base\.yaml, line 4, crm\.sharedWith\[1\]: found "\.\.\/paris.*two owners/);
  });

  it('are refused by every command that goes by the configuration, before anything is asked', async () => {
    stores('', 'fields:\n  order.stage: {owner: crm (sales)}\n');
    const commands = [['start'], ['setup'], ['plan'], ['fields'], ['config'], ['pressure-test'], ['demo', '--once']];
    for (const command of commands) {
      const { code, stdout, stderr } = await run(command, { cwd: berlin });
      assert.deepEqual([code, stdout], [2, ''], `${command.join(' ')}: ${stderr}`);
      assert.match(
        stderr,
        /^samestory: samestory\.yaml, line 5, .*order\.stage.*paris\/samestory\.yaml, line 7: two owners/,
      );
    }
  });
});
