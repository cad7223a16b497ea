import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { test } from 'node:test';

const root = new URL('..', import.meta.url);

const scripts = [
  'scripts/simulate.ts',
  'scripts/mutate.ts',
  'scripts/fuzz.ts',
  'scripts/kill-product.ts',
  'scripts/test.ts',
  'bench/run.ts',
  'bench/export.ts',
];

function refusal(script: string, ...flags: readonly string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [script, ...flags], { cwd: root, encoding: 'utf8' });
  return { status, stdout, stderr };
}

for (const script of scripts) {
  test(`${script} says in one line which flags it takes, and begins nothing`, () => {
    const { status, stdout, stderr } = refusal(script, '--no-such-flag');
    assert.equal(status, 2);
    assert.equal(stdout, '');
    assert.match(stderr, /^Unknown option '--no-such-flag'; the flags are --\S+.*\n$/);
  });
}

test('a number that is none is named with its flag', () => {
  for (const text of ['', '1.5']) {
    const { status, stderr } = refusal('scripts/simulate.ts', `--seeds=${text}`);
    assert.equal(status, 2);
    assert.equal(stderr, `--seeds takes a whole number, found "${text}"\n`);
  }
});
