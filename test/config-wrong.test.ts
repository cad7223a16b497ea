import assert from 'node:assert/strict';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { after, describe, it } from 'node:test';
import { loadConfig } from '../src/config/load.ts';
import { ConfigError } from '../src/config/problems.ts';
import { configSchema } from '../src/config/schema.ts';
import { newFolder, run } from './cli/command.ts';

interface Wrong {
  readonly what: string;
  /** Texts by file name; one without a name is samestory.yaml. */
  readonly files: string | Readonly<Record<string, string>>;
  readonly env?: Readonly<Record<string, string>>;
  /** The whole message, one line per problem. */
  readonly says: readonly string[];
}

const allNames = Object.keys(configSchema.shape).join(', ');

const cases: readonly Wrong[] = [
  {
    what: 'an unknown name, with the nearest known one',
    files: 'version: 1\nrhytm: live\n',
    says: [`samestory.yaml, line 2, rhytm: found an unknown name; allowed: ${allNames}. Write "rhythm".`],
  },
  {
    what: 'an unknown name that is near nothing',
    files: 'version: 1\nwebsite: x\n',
    says: [
      `samestory.yaml, line 2, website: found an unknown name; allowed: ${allNames}. Remove the line, or look the name up in docs/configuration.md.`,
    ],
  },
  {
    what: 'a value that is none of those that are allowed',
    files: 'version: 1\nrhythm: hourley\n',
    says: ['samestory.yaml, line 2, rhythm: found "hourley"; allowed: live, hourly, daily, export. Write "hourly".'],
  },
  {
    what: 'an identity that goes by phone number first',
    files: 'version: 1\nidentity:\n  people: [phone, email]\n',
    says: [
      'samestory.yaml, line 3, identity.people: found a list; allowed: email first. A phone number is shared more often than an address.',
    ],
  },
  {
    what: 'an identity that goes by the e-mail address alone, which changes hands',
    files: 'version: 1\nidentity:\n  key: email\n',
    says: [
      'samestory.yaml, line 3, identity.key: found "email"; allowed: shopify id. Change the value, or remove the line.',
    ],
  },
  {
    what: 'a country by its name, and a relay that is an address',
    files: 'version: 1\nidentity:\n  country: Germany\n  relays: ["@relay.example.com"]\n',
    says: [
      'samestory.yaml, line 3, identity.country: found "Germany"; allowed: a country by its two letters. Write it like DE.',
      'samestory.yaml, line 4, identity.relays[0]: found "@relay.example.com"; allowed: a domain. Write it like relay.example.com, without "@".',
    ],
  },
  {
    what: 'a file without a version',
    files: 'rhythm: live\n',
    says: ['samestory.yaml, line 1, version: found nothing; allowed: 1. Add a line "version: 1".'],
  },
  {
    what: 'a file of a later version, of which nothing else is judged',
    files: 'version: 2\nnews: [from, later]\n',
    says: [
      'samestory.yaml, line 1, version: found 2; allowed: 1. Write "version: 1", or use the samestory that the file was written for.',
    ],
  },
  {
    what: 'a list instead of settings',
    files: '- version\n',
    says: [
      'samestory.yaml, line 1: found a list; allowed: names with values. Write one setting per line, for instance "version: 1".',
    ],
  },
  {
    what: 'tabs',
    files: 'version: 1\nstore:\n\tshop: acme\n',
    says: ['samestory.yaml, line 3: found tabs are not allowed as indentation; allowed: YAML 1.2. Indent with blanks.'],
  },
  {
    what: 'one setting twice',
    files: 'version: 1\nrhythm: live\nrhythm: daily\n',
    says: ['samestory.yaml, line 3: found map keys must be unique; allowed: YAML 1.2. Keep one of the two.'],
  },
  {
    what: 'a responsible person without an address',
    files: 'version: 1\nresponsible:\n  name: Jane Doe\n',
    says: [
      'samestory.yaml, line 2, responsible: found names with values; allowed: an email, a webhook, or both. Add a line "email: …" below the name.',
    ],
  },
  {
    what: 'an address that is none',
    files: 'version: 1\nresponsible:\n  name: Jane Doe\n  email: jane at example.com\n',
    says: [
      'samestory.yaml, line 4, responsible.email: found "jane at example.com"; allowed: an e-mail address. Write it like jane@example.com.',
    ],
  },
  {
    what: 'a webhook in the clear',
    files: 'version: 1\nresponsible:\n  name: Jane Doe\n  webhook: http://example.com/hook\n',
    says: [
      'samestory.yaml, line 4, responsible.webhook: found "http://example.com/hook"; allowed: an https address, or $NAME for one that the environment holds. Write it like https://example.com/hook.',
    ],
  },
  {
    what: 'a class of failures that does not exist',
    files:
      'version: 1\nresponsible:\n  name: Jane\n  email: j@example.com\n  classes:\n    credentials: {name: Bo, email: b@example.com}\n',
    says: [
      'samestory.yaml, line 6, responsible.classes.credentials: found an unknown name in responsible.classes; allowed: transient, quota, credential, map, record, identity, bug. Write "credential".',
    ],
  },
  {
    what: 'a token under a name for it, where the value is not repeated',
    files: 'version: 1\ncrm:\n  token: pat-na1-11112222-3333\n',
    says: [
      'samestory.yaml, line 3: found a HubSpot token (not shown); allowed: no secrets in this file: it is read, copied and committed. Move it to the environment or .env, as HUBSPOT_TOKEN, and renew it if this file has been shared.',
      'samestory.yaml, line 3, crm.token: found an unknown name in crm; allowed: platform, sharedWith, oneLedger. Remove the line, or look the name up in docs/configuration.md.',
    ],
  },
  {
    what: 'a secret of no known shape, by its name',
    files: 'version: 1\nstore:\n  clientSecret: hunter2\n',
    says: [
      'samestory.yaml, line 3, store.clientSecret: found a setting for a secret (not shown); allowed: no secrets in this file: it is read, copied and committed. Move it to the environment or .env, as SHOPIFY_CLIENT_SECRET, and renew it if this file has been shared.',
    ],
  },
  {
    what: 'a key in a place where a name belongs',
    files:
      'version: 1\nstore:\n  clientId: 9f86d081884c7d659a2feaa0c55ad015\n  shop: 9f86d081884c7d659a2feaa0c55ad015a3bf4f1b\n',
    says: [
      'samestory.yaml, line 4, store.shop: found what looks like a token or a key (not shown); allowed: no secrets in this file: it is read, copied and committed. Move it to a variable of the environment or a line of .env, and renew it if this file has been shared.',
    ],
  },
  {
    what: 'a secret in a comment',
    files: 'version: 1\n# was: shpat_0123456789abcdef0123456789abcdef\n',
    says: [
      'samestory.yaml, line 2: found a Shopify access token (not shown); allowed: no secrets in this file: it is read, copied and committed. Move it to the environment or .env, as SHOPIFY_ACCESS_TOKEN, and renew it if this file has been shared.',
    ],
  },
  {
    what: 'the address of a chat, which is a secret by itself',
    files: 'version: 1\nresponsible:\n  name: Jane\n  webhook: https://hooks.slack.com/services/T0/B0/x\n',
    says: [
      'samestory.yaml, line 4: found the address of a webhook that works without any other credential (not shown); allowed: no secrets in this file: it is read, copied and committed. Move it to the environment or .env, as a name of yours, for instance OPS_WEBHOOK, and write "webhook: $OPS_WEBHOOK" here, and renew it if this file has been shared.',
    ],
  },
  {
    what: 'a base that does not exist',
    files: 'version: 1\nextends: ../agency.yaml\n',
    says: [
      'samestory.yaml, line 2, extends: found "../agency.yaml", which does not exist; allowed: a text file in UTF-8. Mend the path, or make the file.',
    ],
  },
  {
    what: 'a base by an absolute path',
    files: 'version: 1\nextends: /etc/agency.yaml\n',
    says: [
      'samestory.yaml, line 2, extends: found "/etc/agency.yaml"; allowed: the path of another file, relative to this one, for instance ../agency/base.yaml. Write it relative, so that it holds on every machine.',
    ],
  },
  {
    what: 'bases in a circle',
    files: {
      'samestory.yaml': 'version: 1\nextends: base/a.yaml\n',
      'base/a.yaml': 'extends: b.yaml\n',
      'base/b.yaml': 'extends: ../samestory.yaml\n',
    },
    says: [
      'base/b.yaml, line 1, extends: found "../samestory.yaml", which leads back to itself; allowed: a chain with an end. Take one of the lines away, so that there is a file that extends nothing.',
    ],
  },
  {
    what: 'a mistake in a base, by its own file and line',
    files: {
      'samestory.yaml': 'version: 1\nextends: base.yaml\n',
      'base.yaml': '# agency\nhistory:\n  cutoff: 2026-02-30\n',
    },
    says: [
      'base.yaml, line 3, history.cutoff: found "2026-02-30"; allowed: a day that exists. Write it like 2026-01-31.',
    ],
  },
  {
    what: 'two exports of one kind in one folder, however it is spelled',
    files: 'version: 1\nexports:\n  - folder: out\n  - folder: ./out/\n',
    says: [
      'samestory.yaml, line 4, exports[1].folder: found "./out/", where exports[0] lies already; allowed: one export per folder. Give each its own folder.',
    ],
  },
  {
    what: 'a setting that has no effect',
    files: 'version: 1\nexports:\n  - what: report\n    folder: out\n    layout: hubspot\n',
    says: [
      'samestory.yaml, line 5, exports[0].layout: found "layout" in a report; allowed: by, for a report. Remove the line, or write "what: export".',
    ],
  },
  {
    what: 'the rhythm of files without any',
    files: 'version: 1\nrhythm: export\n',
    says: [
      'samestory.yaml, line 2, rhythm: found "export" and no exports; allowed: export together with at least one entry under "exports". Add an export, or choose another rhythm: live, hourly or daily.',
    ],
  },
  {
    what: 'no versions to keep, and a number that is a text',
    files: 'version: 1\nexports:\n  - folder: out\n    keep: 0\nalerts:\n  remindAfterHours: "a day"\n',
    says: [
      'samestory.yaml, line 4, exports[0].keep: found 0; allowed: a whole number from 1. Write how many versions stay in the folder.',
      'samestory.yaml, line 6, alerts.remindAfterHours: found "a day"; allowed: a number of hours above 0. Write it like 24.',
    ],
  },
  {
    what: 'a file under another name',
    files: { 'samestory.yml': 'version: 1\n' },
    says: [
      'samestory.yml: found a file of this name; allowed: samestory.yaml. Rename it, or set SAMESTORY_CONFIG=samestory.yml.',
    ],
  },
  {
    what: 'a responsible person in the environment without an address',
    files: 'version: 1\n',
    env: { SAMESTORY_RESPONSIBLE: 'Jane Doe' },
    says: [
      'SAMESTORY_RESPONSIBLE: found "Jane Doe"; allowed: a name and an address, for instance Jane Doe <jane@example.com>. Write the name, then the e-mail address or the https address of a webhook in angle brackets.',
    ],
  },
  {
    what: 'a file that is asked for and not there',
    files: {},
    env: { SAMESTORY_CONFIG: 'other.yaml' },
    says: [
      'SAMESTORY_CONFIG: found "other.yaml", which does not exist; allowed: the path of a configuration file. Mend the path, or remove the variable.',
    ],
  },
];

function write(cwd: string, files: Wrong['files']): void {
  for (const [name, text] of Object.entries(typeof files === 'string' ? { 'samestory.yaml': files } : files)) {
    mkdirSync(dirname(join(cwd, name)), { recursive: true });
    writeFileSync(join(cwd, name), text);
  }
}

describe('a wrong configuration', () => {
  const folders: string[] = [];
  after(() => {
    for (const folder of folders) rmSync(folder, { recursive: true });
  });
  const folderWith = (files: Wrong['files']) => {
    const cwd = newFolder();
    folders.push(cwd);
    write(cwd, files);
    return cwd;
  };

  for (const { what, files, env = {}, says } of cases) {
    it(`says where and how to mend ${what}`, () => {
      const cwd = folderWith(files);
      assert.throws(
        () => loadConfig(env, cwd),
        (error) => {
          assert.ok(error instanceof ConfigError, String(error));
          assert.deepEqual(error.message.split('\n'), says);
          return true;
        },
      );
    });
  }

  it('is told in one run with everything that is wrong, and ends with 2, on stderr only', async () => {
    const cwd = folderWith(
      'version: 1\nrhytm: live\ncrm: {platform: salesfroce, token: hunter2}\nhistory: {cutoff: 31.01.2026}\n',
    );
    for (const command of [['config', '--json'], ['start'], ['status'], ['try', 'orders.csv']]) {
      const { code, stdout, stderr } = await run(command, { cwd });
      assert.equal(code, 2, command.join(' '));
      assert.equal(stdout, '');
      assert.deepEqual(
        stderr
          .trim()
          .split('\n')
          .map((line) => line.replace('samestory: ', '').replace(/: found.*/, '')),
        [
          'samestory.yaml, line 2, rhytm',
          'samestory.yaml, line 3, crm.token',
          'samestory.yaml, line 3, crm.platform',
          'samestory.yaml, line 4, history.cutoff',
        ],
      );
      assert.doesNotMatch(stderr, /hunter2|^\s+at /m);
    }
  });
});
