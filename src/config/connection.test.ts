import assert from 'node:assert/strict';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { loadConnection } from './connection.ts';
import { withEnvFile } from './env-file.ts';
import { ConfigError } from './problems.ts';

const good = {
  SHOPIFY_SHOP: 'Northwind',
  SHOPIFY_CLIENT_ID: 'client-1',
  SHOPIFY_CLIENT_SECRET: 'secret-of-the-app',
  HUBSPOT_TOKEN: 'pat-na1-12345678',
};

function problems(env: Record<string, string>): ConfigError['problems'] {
  try {
    loadConnection(env);
  } catch (error) {
    if (error instanceof ConfigError) return error.problems;
    throw error;
  }
  return [];
}

describe('connection from the environment', () => {
  it('completes the shop name and listens on loopback unless told otherwise', () => {
    const config = loadConnection(good);
    assert.equal(config.shopify.shop, 'northwind.myshopify.com');
    assert.deepEqual([config.intake.host, config.health.host], ['127.0.0.1', '127.0.0.1']);
    assert.equal(config.webhookAddress, null);
    assert.equal(config.ledger.databaseUrl, null);
  });

  it('takes an address from the admin bar as the shop', () => {
    const { shopify } = loadConnection({ ...good, SHOPIFY_SHOP: 'https://northwind.myshopify.com/admin' });
    assert.equal(shopify.shop, 'northwind.myshopify.com');
  });

  it('names everything that is missing at once', () => {
    const names = problems({}).map(({ where }) => where);
    assert.deepEqual(names, ['SHOPIFY_SHOP', 'SHOPIFY_CLIENT_ID', 'SHOPIFY_CLIENT_SECRET', 'HUBSPOT_TOKEN']);
  });

  it('never repeats the value of a secret', () => {
    const text = problems({ ...good, DATABASE_URL: 'mysql://me:hunter2secret@db/x', HUBSPOT_TOKEN: 'two words secret' })
      .map((problem) => JSON.stringify(problem))
      .join('\n');
    assert.match(text, /DATABASE_URL/);
    assert.doesNotMatch(text, /hunter2secret|two words secret/);
  });

  it('refuses a custom domain and says what is allowed', () => {
    const [problem] = problems({ ...good, SHOPIFY_SHOP: 'shop.example.com' });
    assert.equal(problem?.found, '"shop.example.com"');
    assert.match(problem?.allowed ?? '', /myshopify\.com/);
  });

  it('refuses a token beside client credentials', () => {
    assert.deepEqual(
      problems({ ...good, SHOPIFY_ACCESS_TOKEN: 'shpat_12345678' }).map(({ where }) => where),
      ['SHOPIFY_ACCESS_TOKEN'],
    );
  });

  it('opens the health endpoint to others only behind a password', () => {
    assert.equal(problems({ ...good, SAMESTORY_HEALTH_HOST: '0.0.0.0' }).length, 1);
    const guarded = { ...good, SAMESTORY_HEALTH_HOST: '0.0.0.0', SAMESTORY_HEALTH_PASSWORD: 'long-enough-1' };
    assert.deepEqual(problems(guarded), []);
  });

  it('keeps intake and health on different ports', () => {
    assert.equal(problems({ ...good, SAMESTORY_PORT: '9000', SAMESTORY_HEALTH_PORT: '9000' }).length, 1);
    assert.deepEqual(problems({ ...good, SAMESTORY_PORT: '0', SAMESTORY_HEALTH_PORT: '0' }), []);
  });

  it('takes the version of the HubSpot API, and refuses one that nobody knows', () => {
    assert.equal(loadConnection(good).hubspot.apiVersion, undefined);
    assert.equal(loadConnection({ ...good, SAMESTORY_HUBSPOT_API: '2026-03' }).hubspot.apiVersion, '2026-03');
    assert.match(problems({ ...good, SAMESTORY_HUBSPOT_API: 'v3' })[0]?.allowed ?? '', /2026-09 or 2026-03/);
  });

  it('gives Shopify an https address, or none when webhooks are off', () => {
    const base = { ...good, SAMESTORY_PUBLIC_URL: 'https://sync.example.com/' };
    assert.equal(loadConnection(base).webhookAddress, 'https://sync.example.com/webhooks/shopify');
    assert.equal(loadConnection({ ...base, SAMESTORY_WEBHOOKS: 'off' }).webhookAddress, null);
    assert.equal(problems({ ...good, SAMESTORY_PUBLIC_URL: 'http://sync.example.com' }).length, 1);
  });
});

describe('.env file', () => {
  const folder = mkdtempSync(join(tmpdir(), 'samestory-env-'));
  after(() => rmSync(folder, { recursive: true }));

  it('adds what the environment does not say, and never overrides it', () => {
    writeFileSync(join(folder, '.env'), 'SHOPIFY_SHOP=from-file\nHUBSPOT_TOKEN="pat-from-file"\n');
    const env = withEnvFile({ SHOPIFY_SHOP: 'from-environment' }, folder);
    assert.equal(env['SHOPIFY_SHOP'], 'from-environment');
    assert.equal(env['HUBSPOT_TOKEN'], 'pat-from-file');
  });

  it('is read as Windows writes it', () => {
    writeFileSync(join(folder, '.env'), '\uFEFFSHOPIFY_SHOP=north\r\nHUBSPOT_TOKEN=x\r\n');
    assert.deepEqual(withEnvFile({}, folder), { SHOPIFY_SHOP: 'north', HUBSPOT_TOKEN: 'x' });
  });

  it('is refused with a setting of ours that there is not, which would count as not said', () => {
    writeFileSync(join(folder, '.env'), '# a comment\nTEAM_HOOK=x\nexport SAMESTORY_WEBHOOK=off\nSAMESTORY_DEBUG=1\n');
    assert.throws(
      () => withEnvFile({}, folder),
      (error) =>
        error instanceof ConfigError &&
        /^\.env, line 3: found SAMESTORY_WEBHOOK, which is no setting; allowed: SAMESTORY_ with HOME, PUBLIC_URL, WEBHOOKS,/.test(
          error.message,
        ),
    );
    const crowded = { SAMESTORY_SERVICE_HOST: '10.0.0.1' };
    writeFileSync(join(folder, '.env'), 'SAMESTORY_WEBHOOKS=off\n');
    assert.deepEqual(withEnvFile(crowded, folder), { ...crowded, SAMESTORY_WEBHOOKS: 'off' }, 'others name theirs so');
  });

  it('may be absent', () => {
    assert.deepEqual(withEnvFile({ A: '1' }, join(folder, 'nowhere')), { A: '1' });
  });
});
