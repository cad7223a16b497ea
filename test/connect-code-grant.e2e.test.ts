import assert from 'node:assert/strict';
import { readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { run, start } from './cli/command.ts';
import { type CliWorld, openCliWorld, secrets } from './cli/world.ts';

/* An agency's app: the merchant approves in a browser, and the tokens renew themselves afterwards. */
describe('connect shopify --grant code', () => {
  let world: CliWorld;
  before(async () => {
    world = await openCliWorld({ envFile: false });
  });
  after(() => world.close());

  const env = () => ({ SAMESTORY_SHOPIFY_URL: world.store.url, SHOPIFY_CLIENT_SECRET: secrets.clientSecret });
  const app = ['connect', 'shopify', '--shop', 'acme', '--client-id', secrets.clientId];

  it('waits for the browser, trusts only Shopify, and keeps the tokens where only their owner can read them', async () => {
    const running = start([...app, '--grant', 'code', '--redirect-port', '0', '--json'], {
      cwd: world.cwd,
      env: env(),
    });
    const said = await running.printedAside('/admin/oauth/authorize');
    const address = /http\S+\/admin\/oauth\/authorize\S+/.exec(said)?.[0] ?? '';
    assert.match(address, /scope=read_orders%2C/);
    const back = new URL(new URL(address).searchParams.get('redirect_uri') ?? '');
    assert.equal(back.hostname, '127.0.0.1');
    const forged = await fetch(`${back.href}?code=stolen&state=guessed&shop=acme.myshopify.com&hmac=00`);
    assert.equal(forged.status, 400);
    assert.equal((await fetch(`${back.origin}/other`)).status, 404);
    const approved = await fetch(address);
    assert.equal(approved.status, 200);
    assert.match(await approved.text(), /You can close this window/);
    const { code, stdout, stderr } = await running.ended;
    assert.equal(code, 0, stderr);
    assert.deepEqual(JSON.parse(stdout).saved.variables, [
      ...['SHOPIFY_SHOP', 'SHOPIFY_CLIENT_ID', 'SHOPIFY_CLIENT_SECRET'],
      'SHOPIFY_TOKEN_FILE',
    ]);
    const path = join(world.cwd, '.shopify-token.json');
    const kept = JSON.parse(readFileSync(path, 'utf8'));
    if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600);
    for (const secret of [secrets.clientSecret, kept.token, kept.refreshToken]) {
      assert.ok(!`${stdout}${stderr}`.includes(secret), 'a secret was printed');
    }
  });

  it('is what later commands use, and a dead token is renewed and kept', async () => {
    const path = join(world.cwd, '.shopify-token.json');
    const before = JSON.parse(readFileSync(path, 'utf8'));
    world.store.tokens.expireIssued();
    const again = await run(['connect', 'shopify', '--json'], {
      cwd: world.cwd,
      env: { SAMESTORY_SHOPIFY_URL: world.store.url },
    });
    assert.equal(again.code, 0, again.stderr);
    const after = JSON.parse(readFileSync(path, 'utf8'));
    assert.notEqual(after.token, before.token);
    assert.notEqual(after.refreshToken, before.refreshToken);
  });
});
