import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { run } from './cli/command.ts';
import { type CliWorld, openCliWorld, secrets } from './cli/world.ts';
import { newCustomer, newOrder } from './support/world.ts';

/*
 * The first hour with accounts of one's own, as a script would do it: connect both, set up, bring one order, take it
 * back. Every command is a process of its own.
 */
describe('the first hour', () => {
  let world: CliWorld;
  let path: string;
  before(async () => {
    world = await openCliWorld({ envFile: false });
    path = join(world.cwd, '.env');
    const buyer = world.store.store.createCustomer(newCustomer());
    world.store.store.createOrder(newOrder({ customerId: buyer, name: '#1001' }));
    world.store.store.createOrder(newOrder({ customerId: buyer, name: '#1002' }));
  });
  after(() => world.close());

  const urls = () => ({ SAMESTORY_SHOPIFY_URL: world.store.url, SAMESTORY_HUBSPOT_URL: world.crm.url });
  const command = (parameters: readonly string[], env: Record<string, string> = {}) =>
    run(parameters, { cwd: world.cwd, env: { ...urls(), ...env } });
  const shopify = ['connect', 'shopify', '--shop', 'acme', '--client-id', secrets.clientId];

  it('connect says what is missing, with the steps to get it', async () => {
    const { code, stdout, stderr } = await command(['connect', 'shopify', '--shop', 'acme']);
    assert.equal(code, 2);
    assert.match(stdout, / 1\. Sign in to the Shopify admin/);
    assert.match(stdout, /^read_orders,read_all_orders,read_customers/m);
    assert.match(stderr, /SHOPIFY_CLIENT_ID/);
    assert.match(stderr, /SHOPIFY_CLIENT_SECRET/);
    assert.equal((await command(['connect', 'salesforce'])).code, 2);
  });

  it('connect names the step that failed and saves nothing', async () => {
    world.store.tokens.setInstalled(false);
    const { code, stdout, stderr } = await command([...shopify, '--json'], {
      SHOPIFY_CLIENT_SECRET: secrets.clientSecret,
    });
    world.store.tokens.setInstalled(true);
    assert.equal(code, 4, stderr);
    assert.equal(JSON.parse(stdout).failedAt, 'installation');
    assert.match(stderr, /failed at "installation"/);
    assert.equal(existsSync(path), false);
  });

  it('connect saves the secrets where only their owner can read them, and keeps what was there', async () => {
    writeFileSync(path, '# our settings\nSAMESTORY_WEBHOOKS=off\n', { mode: 0o644 });
    const store = await command(shopify, { SHOPIFY_CLIENT_SECRET: secrets.clientSecret });
    assert.equal(store.code, 0, store.stderr);
    const crm = await command(['connect', 'hubspot', '--json'], { HUBSPOT_TOKEN: secrets.token });
    assert.equal(crm.code, 0, crm.stderr);
    assert.deepEqual(JSON.parse(crm.stdout).saved.variables, ['HUBSPOT_TOKEN']);
    assert.equal(
      readFileSync(path, 'utf8'),
      [
        '# our settings',
        'SAMESTORY_WEBHOOKS=off',
        'SHOPIFY_SHOP=acme.myshopify.com',
        `SHOPIFY_CLIENT_ID=${secrets.clientId}`,
        `SHOPIFY_CLIENT_SECRET=${secrets.clientSecret}`,
        `HUBSPOT_TOKEN=${secrets.token}`,
        '',
      ].join('\n'),
    );
    if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600);
    for (const said of [store, crm]) {
      for (const secret of [secrets.clientSecret, secrets.token]) {
        assert.ok(!`${said.stdout}${said.stderr}`.includes(secret), 'a secret was printed');
      }
    }
  });

  it('sync needs the set-up first, and says so', async () => {
    const { code, stderr } = await command(['sync', '#1001', '--dry-run']);
    assert.equal(code, 3);
    assert.match(stderr, /samestory setup/);
    const setup = await command(['setup', '--yes']);
    assert.equal(setup.code, 0, setup.stderr);
  });

  it('sync shows one order with values and owners, and writes nothing before somebody agrees', async () => {
    const dry = await command(['sync', '#1001', '--dry-run']);
    assert.equal(dry.code, 0, dry.stderr);
    assert.match(dry.stdout, /Contact would be created/);
    assert.match(dry.stdout, /Email\s+Shopify\s+email\s+jane@example\.com/);
    assert.doesNotMatch(dry.stdout, /Phone/, 'nothing is seeded unless the map says so');
    assert.match(dry.stdout, /Order would be created/);
    assert.equal(world.crm.account.read.count('orders') + world.crm.account.read.count('contacts'), 0);
  });

  it('sync brings that one order with both addresses, and undo leaves the CRM as it was', async () => {
    const watched = await command(['init', '--yes', '--name', 'Jane Doe', '--email', 'jane@example.com']);
    assert.equal(watched.code, 0, watched.stderr);
    const { code, stdout, stderr } = await command(['sync', '1001', '--yes']);
    assert.equal(code, 0, stderr);
    assert.equal(world.crm.account.read.count('orders'), 1);
    assert.equal(world.crm.account.read.count('contacts'), 1);
    const [order] = world.crm.account.read.records('orders');
    assert.equal(order?.links().length, 1);
    assert.match(stdout, new RegExp(`${world.crm.url}/contacts/\\d+/record/0-123/${order?.id}`));
    assert.match(stdout, new RegExp(`${world.store.adminUrl}/orders/\\d+`));
    const undo = await command(['sync', '--undo', '#1001', '--yes', '--json']);
    assert.equal(undo.code, 0, undo.stderr);
    assert.deepEqual(
      JSON.parse(undo.stdout).steps.map(({ act, object }: { act: string; object: string }) => `${act} ${object}`),
      ['archive order', 'archive contact'],
    );
    assert.equal(world.crm.account.read.count('orders') + world.crm.account.read.count('contacts'), 0);
  });
});
