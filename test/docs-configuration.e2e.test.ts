import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { loadConfig } from '../src/config/load.ts';
import { configSchema } from '../src/config/schema.ts';
import { newFolder } from './cli/command.ts';

const page = readFileSync(new URL('../docs/configuration.md', import.meta.url), 'utf8');
const block = (language: string) => new RegExp(`\`\`\`${language}\\n([^\`]+)\`\`\``).exec(page)?.[1] ?? '';

describe('docs/configuration.md', () => {
  const root = newFolder();
  after(() => rmSync(root, { recursive: true }));
  const cwd = join(root, 'client');
  mkdirSync(cwd);

  it('has commands that run as they stand there', () => {
    const bin = join(root, 'bin');
    mkdirSync(bin);
    const command = join(import.meta.dirname, '../bin/samestory.js');
    writeFileSync(join(bin, 'samestory'), `#!/bin/sh\nexec '${process.execPath}' '${command}' "$@"\n`, { mode: 0o755 });
    const env = { PATH: `${bin}:${process.env['PATH'] ?? ''}`, HOME: homedir() };
    const [asks = '', ...lines] = block('sh').trim().split('\n');
    assert.match(asks, /^samestory init +#/, 'the first asks questions');
    assert.equal(lines.length, 3);
    for (const line of lines) {
      const stdout = execFileSync('sh', ['-c', line], { cwd, env, encoding: 'utf8', stdio: 'pipe' });
      assert.ok(stdout.length > 100, line);
    }
    assert.equal(loadConfig({}, cwd).data.responsible?.name, 'Jane Doe');
  });

  it('has an example that loads, over a base', () => {
    mkdirSync(join(root, 'agency'));
    writeFileSync(join(root, 'agency', 'base.yaml'), 'version: 1\nalerts: {escalateAfterDays: 2}\n');
    writeFileSync(join(cwd, 'samestory.yaml'), block('yaml'));
    const { data } = loadConfig({}, cwd);
    assert.equal(data.alerts.escalateAfterDays, 2);
    assert.equal(data.responsible?.classes.credential?.name, 'Ida Berg');
    assert.deepEqual(
      data.exports.map(({ what }) => what),
      ['export', 'report'],
    );
  });

  it('names every setting', () => {
    const missing = Object.keys(configSchema.shape).filter(
      (name) => !new RegExp(`^\\| \`${name}[\`.]`, 'm').test(page),
    );
    assert.deepEqual(missing, []);
  });
});
