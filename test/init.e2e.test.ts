import assert from 'node:assert/strict';
import { existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { loadConfiguration } from '../src/app/configuration.ts';
import { askInit } from '../src/cli/init-questions.ts';
import { loadConfig } from '../src/config/load.ts';
import { type InitAnswers, safeAnswers } from '../src/config/template.ts';
import { newFolder, run } from './cli/command.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
function folder(): string {
  const made = newFolder();
  folders.push(made);
  return made;
}

/** What a person answers who presses these keys, one after the other. */
async function pressing(keys: readonly string[], known: InitAnswers): Promise<InitAnswers> {
  const input = Object.assign(new PassThrough(), { isTTY: true, setRawMode: () => input });
  const output = Object.assign(new PassThrough(), { isTTY: true, columns: 80, rows: 24 });
  output.resume();
  const asking = askInit({ input, output }, known);
  let open = true;
  const closed = asking.finally(() => {
    open = false;
  });
  closed.catch(() => undefined);
  for (const key of keys) {
    await wait(60);
    if (open) input.write(key);
  }
  return closed;
}

const enter = '\r';
const down = '\u001b[B';

const safeFile = `version: 1

# Who is told when something needs a person, cleans up, and answers for the fields.
# Without one nothing is written to the CRM.
# responsible:
#   name: Jane Doe
#   email: jane@example.com

# live = at once; hourly, daily = looks for changes that often; export = files only.
rhythm: live

# One way, from the store to the CRM: who bought, what an order is worth, refunds, shipping, where it came from.
# Tags stay off. Stages, notes and reps are the CRM's and are never written.
pattern: core
fields:
  # The pipeline of orders is your team's. Take this line away, and the stage follows the shipping.
  order.stage: { owner: crm }

# Everything as files beside the CRM, at six in the morning of the shop: a backup that anybody can read.
exports:
  - what: export
    folder: backup
    rhythm: weekly
    keep: 8
`;

describe('init', () => {
  it('gives the simplest safe set-up to whoever presses Enter throughout', async () => {
    assert.deepEqual(await pressing([enter, enter, enter, enter], safeAnswers), safeAnswers);
    const cwd = folder();
    const { code, stdout } = await run(['init', '--yes'], { cwd });
    assert.equal(code, 0);
    const text = readFileSync(join(cwd, 'samestory.yaml'), 'utf8');
    assert.equal(text.slice(text.indexOf('version:')), safeFile);
    assert.ok(stdout.startsWith(text.trimEnd()), 'the file is shown before it is written');
    const schema = /^# yaml-language-server: \$schema=(.+)$/m.exec(text)?.[1] ?? '';
    assert.ok(existsSync(join(cwd, schema)), `an editor finds ${schema}`);
    const { data } = loadConfig({}, cwd);
    assert.equal(data.rhythm, 'live');
    assert.deepEqual([data.pattern, data.crm.platform], ['core', 'hubspot']);
    const { map } = loadConfiguration({}, cwd);
    const owned = map.fields.filter(({ owner, fill }) => owner === 'shopify' || fill === 'once');
    assert.deepEqual(
      owned.filter(({ name }) => /tags|stage|note|status$/.test(name)).map(({ name }) => name),
      ['order.payment_status', 'order.fulfillment_status'],
      'tags off; stages, notes and the status of a lead are not written, nor seeded',
    );
    assert.deepEqual(
      data.exports.map(({ what, folder, rhythm, keep }) => [what, folder, rhythm, keep]),
      [['export', 'backup', 'weekly', 8]],
    );
  });

  it('takes other answers', async () => {
    const keys = [
      ...'Jane: "Ops" Doe',
      enter,
      ...'jane@example.com',
      enter,
      down,
      enter,
      down,
      enter,
      down,
      down,
      enter,
    ];
    const answers = await pressing(keys, safeAnswers);
    assert.deepEqual(answers, {
      responsible: { name: 'Jane: "Ops" Doe', email: 'jane@example.com' },
      pattern: 'dtc',
      rhythm: 'hourly',
      backup: null,
    });
  });

  it('asks for no rhythm where the CRM only feeds reports', async () => {
    const answers = await pressing([enter, down, down, down, enter, enter], safeAnswers);
    assert.deepEqual(answers, { responsible: null, pattern: 'reporting', rhythm: 'export', backup: 'weekly' });
  });

  it('writes nothing when somebody stops in the middle', async () => {
    await assert.rejects(pressing(['\u0003'], safeAnswers), /nothing was written/);
  });

  it('writes names as they are, and loads what it wrote', async () => {
    const cwd = folder();
    const name = 'Jane: "Ops" # Doe';
    const flags = ['--name', name, '--email', 'jane@example.com', '--rhythm', 'daily', '--backup', 'none'];
    assert.equal((await run(['init', '--yes', ...flags], { cwd })).code, 0);
    const { data } = loadConfig({}, cwd);
    assert.equal(data.responsible?.name, name);
    assert.deepEqual([data.rhythm, data.exports], ['daily', []]);
  });

  it('never replaces a file without being told to, and keeps it then', async () => {
    const cwd = folder();
    writeFileSync(join(cwd, 'samestory.yaml'), 'version: 1 # mine\n');
    const refused = await run(['init', '--yes'], { cwd });
    assert.equal(refused.code, 2);
    assert.match(refused.stderr, /is there already: nothing was written\. Add --overwrite/);
    assert.equal(readFileSync(join(cwd, 'samestory.yaml'), 'utf8'), 'version: 1 # mine\n');
    assert.equal((await run(['init', '--yes', '--overwrite'], { cwd })).code, 0);
    assert.equal(readFileSync(join(cwd, 'samestory.yaml.old'), 'utf8'), 'version: 1 # mine\n');
    assert.match(readFileSync(join(cwd, 'samestory.yaml'), 'utf8'), /^rhythm: live$/m);
  });

  it('says at once that a pattern cannot start yet, instead of sending on', async () => {
    const { code, stdout } = await run(['init', '--yes', '--pattern', 'wholesale'], { cwd: folder() });
    assert.equal(code, 0);
    assert.match(stdout, /wholesale cannot start yet: /);
    assert.doesNotMatch(stdout, /Next: /);
  });

  it('refuses what does not go together, and asks nobody who is not there', async () => {
    const cwd = folder();
    for (const [flags, message] of [
      [['--yes', '--name', 'Jane'], /--name and --email belong together/],
      [['--yes', '--name', 'Jane', '--email', 'jane'], /--email takes an address/],
      [['--yes', '--rhythm', 'export', '--backup', 'none'], /rhythm: found "export" and no exports/],
      [['--yes', '--pattern', 'support', '--rhythm', 'daily'], /rhythm: found "daily" in the pattern support/],
      [[], /Add --yes/],
    ] as const) {
      const { code, stderr } = await run(['init', ...flags], { cwd });
      assert.equal(code, 2, flags.join(' '));
      assert.match(stderr, message);
    }
    assert.equal(existsSync(join(cwd, 'samestory.yaml')), false);
  });
});
