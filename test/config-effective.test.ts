import assert from 'node:assert/strict';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { configJsonSchema } from '../src/config/json-schema.ts';
import { loadConfig } from '../src/config/load.ts';
import { newFolder, run } from './cli/command.ts';

const root = newFolder();
after(() => rmSync(root, { recursive: true }));

const cwd = join(root, 'clients', 'north');
mkdirSync(cwd, { recursive: true });
writeFileSync(
  join(root, 'agency.yaml'),
  `version: 1
responsible: &watch
  name: Agency Desk
  email: desk@agency.example
  deputies:
    - {name: Bo, email: bo@agency.example}
  classes:
    credential: {name: Ida, webhook: $IDA_HOOK}
rhythm: hourly
history: {cutoff: 2025-01-01}
exports:
  - folder: backup
    keep: 3
`,
);
writeFileSync(
  join(cwd, 'samestory.yaml'),
  `# The base says the version.
extends: ../../agency.yaml
store: {shop: north}
responsible:
  name: Jane Doe
  deputies:
    - {name: Kim, email: kim@north.example}
history:
  cutoff:
exports:
  - folder: files
`,
);

describe('a configuration that extends another', () => {
  it('is none where there is no file: every value is a default, the version too', () => {
    const { values, file } = loadConfig({ SHOPIFY_SHOP: 'north' }, join(root, 'clients'));
    assert.equal(file, null);
    const said = values.filter(({ from }) => from.type !== 'default').map(({ setting }) => setting);
    assert.deepEqual(said, ['store.shop']);
  });

  it('merges maps name by name, replaces lists as a whole, and takes away what it leaves empty', () => {
    const { data } = loadConfig({}, cwd);
    assert.deepEqual(data.responsible, {
      name: 'Jane Doe',
      email: 'desk@agency.example',
      deputies: [{ name: 'Kim', email: 'kim@north.example' }],
      classes: { credential: { name: 'Ida', webhook: '$IDA_HOOK' } },
    });
    assert.equal(data.rhythm, 'hourly');
    assert.equal(data.history.cutoff, undefined);
    assert.deepEqual(
      data.exports.map(({ folder, keep }) => ({ folder, keep })),
      [{ folder: 'files', keep: 8 }],
    );
  });

  it('is printed with the file and line, base, variable or default of every value', async () => {
    const env = { SAMESTORY_RESPONSIBLE: 'Uma <uma@north.example>', SHOPIFY_CLIENT_SECRET: 'not to be printed' };
    const { code, stdout } = await run(['config', '--json'], { cwd, env });
    assert.equal(code, 0);
    const { values, configuration, environment } = JSON.parse(stdout);
    const from = Object.fromEntries(
      values.map((value: { setting: string; from: string }) => [value.setting, value.from]),
    );
    assert.deepEqual(from, {
      version: '../../agency.yaml, line 1',
      'responsible.name': 'SAMESTORY_RESPONSIBLE',
      'responsible.email': 'SAMESTORY_RESPONSIBLE',
      'responsible.deputies[0].name': 'samestory.yaml, line 7',
      'responsible.deputies[0].email': 'samestory.yaml, line 7',
      'responsible.classes.credential.name': '../../agency.yaml, line 8',
      'responsible.classes.credential.webhook': '../../agency.yaml, line 8',
      'store.shop': 'samestory.yaml, line 3',
      'crm.oneLedger': 'default',
      'crm.platform': 'default',
      pattern: 'default',
      'identity.key': 'default',
      'identity.people[0]': 'default',
      'identity.people[1]': 'default',
      'identity.stores': 'default',
      'identity.companies[0]': 'default',
      'identity.companies[1]': 'default',
      'identity.companies[2]': 'default',
      rhythm: '../../agency.yaml, line 9',
      'exports[0].what': 'default',
      'exports[0].folder': 'samestory.yaml, line 11',
      'exports[0].rhythm': 'default',
      'exports[0].keep': 'default',
      'alerts.remindAfterHours': 'default',
      'alerts.thenEveryDays': 'default',
      'alerts.escalateAfterDays': 'default',
    });
    assert.equal(configuration.responsible.email, 'uma@north.example');
    assert.equal(configuration.store.shop, 'north.myshopify.com');
    assert.ok(
      environment.some(
        (one: { name: string; value: string }) =>
          one.name === 'SHOPIFY_CLIENT_SECRET' && one.value === 'set, not shown',
      ),
    );
    assert.doesNotMatch(stdout, /not to be printed/);
    const { stdout: text } = await run(['config'], { cwd });
    assert.match(text, /^rhythm +hourly +\.\.\/\.\.\/agency\.yaml, line 9$/m);
  });

  it('gives a store its name, which the environment overrules', async () => {
    const { stderr } = await run(['status'], { cwd });
    assert.doesNotMatch(stderr, /SHOPIFY_SHOP/, 'the file names the store');
    assert.match(stderr, /SHOPIFY_CLIENT_ID/);
    assert.equal(loadConfig({ SHOPIFY_SHOP: 'south' }, cwd).data.store.shop, 'south.myshopify.com');
  });
});

describe('the published schema', () => {
  it('is that of the code', () => {
    const published = readFileSync(new URL('../schema/samestory.schema.json', import.meta.url), 'utf8');
    assert.equal(published, `${JSON.stringify(configJsonSchema(), null, 2)}\n`, 'run: node scripts/config-schema.ts');
  });

  it('is printed by the command, and explains every setting', async () => {
    const { stdout } = await run(['config', '--schema'], { cwd });
    const described = (schema: unknown, path: string): string[] => {
      if (typeof schema !== 'object' || schema === null) return [];
      const { properties = {}, items, description } = schema as Record<string, unknown>;
      const below = Object.entries(properties as object).flatMap(([name, part]) => described(part, `${path}.${name}`));
      return [
        ...(description === undefined && path !== '' && !path.endsWith('[]') ? [path] : []),
        ...below,
        ...described(items, `${path}[]`),
      ];
    };
    const ownClasses = /^\.responsible\.(?:classes|deputies)/;
    assert.deepEqual(
      described(JSON.parse(stdout), '').filter((path) => !ownClasses.test(path)),
      [],
    );
  });
});
