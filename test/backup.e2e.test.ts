import assert from 'node:assert/strict';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { newFolder, run } from './cli/command.ts';
import { secrets } from './cli/world.ts';

const page = readFileSync(new URL('../docs/backup.md', import.meta.url), 'utf8');

/** The commands of the page that need no platform, without what explains them. */
function commandsOf(section: string): string[][] {
  const block = new RegExp(`## ${section}[^#]*?\`\`\`sh\\n([^\`]+)`).exec(page)?.[1] ?? '';
  return block
    .trim()
    .split('\n')
    .map((line) => (line.split('#')[0] ?? '').trim().split(' ').slice(1));
}

describe('docs/backup.md', () => {
  const cwd = newFolder();
  const command = (...parameters: readonly string[]) => run(parameters, { cwd });
  after(() => rmSync(cwd, { recursive: true, force: true }));

  it('dumps and restores by the commands of the page, without reaching any platform', async () => {
    const lines = [`SHOPIFY_SHOP=acme`, `SHOPIFY_ACCESS_TOKEN=shpat_0123456789`, `HUBSPOT_TOKEN=${secrets.token}`];
    writeFileSync(join(cwd, '.env'), `${lines.join('\n')}\n`);
    const commands = commandsOf('A dump');
    assert.deepEqual(
      commands.map(([name]) => name),
      ['dump', 'restore', 'restore'],
    );
    for (const parameters of commands) {
      const { code, stdout, stderr } = await command(...parameters);
      assert.equal(code, 0, `${parameters.join(' ')}: ${stderr}${stdout}`);
    }
    assert.equal(statSync(join(cwd, 'ledger.dump')).mode & 0o777, 0o600);
    const again = await command('dump', 'ledger.dump');
    assert.equal(again.code, 2);
    assert.match(again.stderr, /exists already/);
  });

  it('refuses a damaged file with its name, and changes nothing', async () => {
    writeFileSync(join(cwd, 'bad.dump'), readFileSync(join(cwd, 'ledger.dump')).subarray(0, 200));
    const { code, stderr } = await command('restore', 'bad.dump', '--yes');
    assert.equal(code, 2);
    assert.match(stderr, /bad\.dump is (cut off|damaged)/);
  });

  it('names the newest dump as the way out of a folder that cannot be opened', async () => {
    const home = join(cwd, '.samestory');
    mkdirSync(join(home, 'dumps'));
    for (const day of ['2026-11-21', '2026-11-22']) {
      writeFileSync(join(home, 'dumps', `ledger-${day}.dump`), readFileSync(join(cwd, 'ledger.dump')));
    }
    writeFileSync(join(home, 'ledger', 'format.json'), '{"format":9,"postgresql":21}');
    const { code, stderr } = await command('dump', 'other.dump');
    assert.equal(code, 2);
    assert.match(stderr, /move .*ledger away, then run "samestory restore .*ledger-2026-11-22\.dump"/);
    assert.ok(!existsSync(join(cwd, 'other.dump')));
    rmSync(join(home, 'ledger'), { recursive: true });
    const restored = await command('restore', join(home, 'dumps', 'ledger-2026-11-22.dump'), '--yes', '--json');
    assert.equal(restored.code, 0, restored.stderr);
    assert.equal(JSON.parse(restored.stdout).restored, true);
  });

  it('has the commands of a rebuild as they are', async () => {
    for (const [name, ...options] of commandsOf('The ledger is lost')) {
      const { stdout } = await command('help', name ?? '');
      for (const option of options) assert.ok(stdout.includes(option), `${name} ${option}`);
    }
  });
});
