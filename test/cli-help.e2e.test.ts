import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import { after, describe, it } from 'node:test';
import { newFolder, run } from './cli/command.ts';

const cwd = newFolder();
after(() => rmSync(cwd, { recursive: true }));

describe('help', () => {
  it('shows the everyday commands first, and no others', async () => {
    const { code, stdout } = await run(['--help'], { cwd });
    assert.equal(code, 0);
    for (const name of ['demo', 'start', 'status', 'explain']) assert.match(stdout, new RegExp(`^  ${name} `, 'm'));
    for (const name of ['setup', 'backfill', 'simulator']) assert.doesNotMatch(stdout, new RegExp(`^  ${name} `, 'm'));
    assert.match(stdout, /help all/);
  });

  it('shows everything with "help all": every command, setting and exit code', async () => {
    const { code, stdout } = await run(['help', 'all'], { cwd });
    assert.equal(code, 0);
    for (const name of ['demo', 'start', 'status', 'explain', 'setup', 'backfill', 'simulator']) {
      assert.match(stdout, new RegExp(`samestory ${name}\\b`));
    }
    for (const name of ['SHOPIFY_SHOP', 'HUBSPOT_TOKEN', 'DATABASE_URL', 'SAMESTORY_PUBLIC_URL']) {
      assert.match(stdout, new RegExp(`^  ${name}$`, 'm'));
    }
    for (const exit of ['0', '1', '2', '3', '4', '5']) assert.match(stdout, new RegExp(`^  ${exit}  `, 'm'));
  });

  it('knows the version of its package', async () => {
    const { code, stdout } = await run(['--version'], { cwd });
    assert.equal(code, 0);
    assert.match(stdout, /^\d+\.\d+\.\d+\n$/);
  });
});

describe('wrong use', () => {
  const cases: readonly (readonly [string[], RegExp])[] = [
    [['strat'], /unknown command|too many arguments/],
    [['status', '--ful'], /unknown option/],
    [['backfill'], /--since/],
    [['backfill', '--since', '2026-02-31'], /2026-02-31/],
    [['demo', '--seed', 'x'], /--seed/],
    [['demo', '--webhooks', 'maybe'], /on, off/],
    [['demo', '--once', '--from', 'nowhere'], /no folder nowhere/],
  ];
  for (const [parameters, message] of cases) {
    it(`${parameters.join(' ')} ends with 2 and one clear message`, async () => {
      const { code, stdout, stderr } = await run(parameters, { cwd });
      assert.equal(code, 2, stderr);
      assert.match(stderr, message);
      assert.doesNotMatch(stderr, /^\s+at /m);
      assert.doesNotMatch(stdout, /^\s+at /m);
    });
  }
});

describe('without settings', () => {
  it('names every missing variable, keeps stdout empty and ends with 2', async () => {
    const { code, stdout, stderr } = await run(['status', '--json'], { cwd });
    assert.equal(code, 2);
    assert.equal(stdout, '');
    for (const name of ['SHOPIFY_SHOP', 'SHOPIFY_CLIENT_ID', 'SHOPIFY_CLIENT_SECRET', 'HUBSPOT_TOKEN']) {
      assert.match(stderr, new RegExp(name));
    }
  });

  it('never prints a secret', async () => {
    const env = {
      SHOPIFY_SHOP: 'x',
      HUBSPOT_TOKEN: 'tell nobody',
      SHOPIFY_CLIENT_ID: 'abcd',
      SHOPIFY_CLIENT_SECRET: 'short',
    };
    const { code, stderr } = await run(['status'], { cwd, env });
    assert.equal(code, 2);
    assert.doesNotMatch(stderr, /tell nobody|short/);
  });
});
