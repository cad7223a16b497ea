import assert from 'node:assert/strict';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createStoreServer, type StoreServer } from '../simulator/store/server.ts';
import { systemClock } from '../src/lib/clock.ts';
import { createRandom } from '../src/lib/random.ts';
import { type Running, run, start } from './cli/command.ts';
import { type CliWorld, openCliWorld, secrets, storeScopes, until } from './cli/world.ts';
import { withPostgres } from './ledger/databases.ts';
import { newOrder } from './support/world.ts';

function openParis(): Promise<StoreServer> {
  return createStoreServer({
    shop: {
      number: '548380010',
      name: 'Paris',
      myshopifyDomain: 'paris.myshopify.com',
      currency: 'EUR',
      timeZone: 'Europe/Paris',
      plan: 'plus',
    },
    scopes: storeScopes,
    clientId: secrets.clientId,
    clientSecret: secrets.clientSecret,
    clock: systemClock,
    random: createRandom(12),
    allowHttpLoopback: true,
  });
}

describe('a second store on the ledger of the first', () => {
  const server = withPostgres();
  let world: CliWorld;
  let paris: StoreServer;
  let databaseUrl: string;
  before(async () => {
    databaseUrl = await server().database();
    world = await openCliWorld();
    paris = await openParis();
    assert.equal((await world.command('setup', '--yes')).code, 0);
  });
  after(() => Promise.all([world.close(), paris.close()]));

  /** A command in the folder of a store, with the ledger that `place` names. */
  const command = (store: 'acme' | 'paris', place: Record<string, string>, parameters: readonly string[]) => {
    const cwd = join(world.cwd, store);
    mkdirSync(cwd, { recursive: true });
    const url = store === 'acme' ? world.store.url : paris.url;
    const env = { ...world.settings, SHOPIFY_SHOP: store, SAMESTORY_SHOPIFY_URL: url, ...place };
    return run(parameters, { cwd, env });
  };

  for (const where of ['a PostgreSQL database', 'a folder'] as const) {
    it(`is refused by every command that works with ${where}, and the first store goes on`, async () => {
      const pg = where === 'a PostgreSQL database';
      const place = pg ? { DATABASE_URL: databaseUrl } : { SAMESTORY_HOME: join(world.cwd, 'shared') };
      assert.equal((await command('acme', place, ['status'])).code, 0);
      const go = ['start', '--yes', '--confirmed-by', 'the tests'];
      const rebuild = ['rebuild', '--replace', '--yes', '--since', '2026-01-01'];
      for (const parameters of pg ? [go, ['status'], rebuild] : [['status']]) {
        const { code, stderr } = await command('paris', place, parameters);
        assert.equal(code, 2, `${parameters[0]}: ${stderr}`);
        const remedy = pg
          ? 'Give each store a database of its own in DATABASE_URL; one server can hold several. Stores of one CRM account can also share one: crm.oneLedger.'
          : 'Give each store a folder of its own, or another one in SAMESTORY_HOME.';
        const says = `The ledger belongs to the store acme.myshopify.com, and this configuration is about paris.myshopify.com: a ledger holds one store. ${remedy}`;
        assert.ok(stderr.includes(says), stderr);
      }
      const { code, stderr } = await command('acme', place, ['status']);
      assert.equal(code, 0, stderr);
    });
  }
});

describe('two stores that say that they share a ledger', () => {
  const server = withPostgres();
  let world: CliWorld;
  let paris: StoreServer;
  let database: string;
  const running: Running[] = [];
  before(async () => {
    database = await server().database();
    world = await openCliWorld({ envFile: false });
    paris = await openParis();
    const list = 'crm: {sharedWith: [../berlin/samestory.yaml, ../paris/samestory.yaml], oneLedger: true}\n';
    const jane = 'responsible: {name: Jane Doe, email: jane@example.com}\n';
    writeFileSync(join(world.cwd, 'base.yaml'), `version: 1\n${jane}pattern: dtc\n${list}`);
    for (const name of ['berlin', 'paris']) {
      mkdirSync(join(world.cwd, name));
      writeFileSync(join(world.cwd, name, 'samestory.yaml'), 'extends: ../base.yaml\n');
    }
  });
  after(async () => {
    for (const { child } of running) child.kill('SIGKILL');
    await Promise.all(running.map(({ ended }) => ended));
    await Promise.all([world.close(), paris.close()]);
  });

  const place = (store: 'berlin' | 'paris', more: Record<string, string> = {}) => {
    const shop = store === 'paris' ? { SHOPIFY_SHOP: 'paris', SAMESTORY_SHOPIFY_URL: paris.url } : {};
    const ports = { SAMESTORY_PORT: '0', SAMESTORY_HEALTH_PORT: '0', SAMESTORY_WEBHOOKS: 'off' };
    const home = join(world.cwd, store, 'home');
    const env = { ...world.settings, ...ports, DATABASE_URL: database, SAMESTORY_HOME: home, ...shop, ...more };
    return { cwd: join(world.cwd, store), env };
  };
  const command = (store: 'berlin' | 'paris', parameters: readonly string[]) => run(parameters, place(store));
  const launch = (store: 'berlin' | 'paris') => {
    const one = start(['start', '--yes', '--confirmed-by', 'the tests'], place(store));
    running.push(one);
    return one;
  };
  const amy = () =>
    world.crm.account.read
      .findBy('contacts', 'email', 'amy@example.com')
      .map(({ properties }) => properties['samestory_order_count']);

  it('run beside each other, and the orders of a buyer add up', async () => {
    for (const store of ['berlin', 'paris'] as const) {
      const { code, stderr } = await command(store, ['setup', '--yes']);
      assert.equal(code, 0, stderr);
    }
    const services = [launch('berlin'), launch('paris')];
    await Promise.all(services.map((one) => one.printed('Running.')));
    for (const { store } of [world.store, paris])
      store.createOrder(newOrder({ email: 'amy@example.com', createdAt: new Date() }));
    for (const store of ['berlin', 'paris'] as const) {
      const brought = await command(store, ['sync', '#1001', '--yes']);
      assert.equal(brought.code, 0, brought.stderr);
    }
    await until('both orders count', 60, () => Promise.resolve(amy().join() === '2'));
    for (const [store, source] of [
      ['berlin', '548380009'],
      ['paris', '548380010'],
    ] as const) {
      const { code, stdout, stderr } = await command(store, ['status', '--full', '--json']);
      assert.equal(code, 0, stderr);
      const { balance } = JSON.parse(stdout);
      const orders = balance.balance.find(({ kind }: { kind: string }) => kind === 'order');
      assert.deepEqual([orders.source, orders.listed, orders.matching, orders.extra], [source, 1, 1, 0]);
    }
  });

  it('have one service each that works; when one is killed the other goes on', async () => {
    const [berlin] = running;
    await launch('paris').printed('Standing by:');
    berlin?.child.kill('SIGKILL');
    paris.store.createOrder(newOrder({ email: 'amy@example.com', createdAt: new Date() }));
    const brought = await command('paris', ['sync', '#1002', '--yes']);
    assert.equal(brought.code, 0, brought.stderr);
    await until('the third order counts', 60, () => Promise.resolve(amy().join() === '3'));
  });

  it('are not rebuilt from one of them, and nobody joins without saying so', async () => {
    const rebuilt = await command('berlin', ['rebuild', '--replace', '--yes', '--since', '2026-01-01']);
    assert.equal(rebuilt.code, 2);
    assert.match(rebuilt.stderr, /A ledger that several stores share cannot be rebuilt from one of them/);
    writeFileSync(join(world.cwd, 'berlin', 'alone.yaml'), 'version: 1\n');
    const alone = await run(['status'], place('berlin', { SAMESTORY_CONFIG: 'alone.yaml' }));
    assert.equal(alone.code, 2);
    assert.match(
      alone.stderr,
      /shared by several stores, and this configuration of acme\.myshopify\.com does not say so/,
    );
    const folder = await run(['status'], place('paris', { DATABASE_URL: '' }));
    assert.equal(folder.code, 2);
    assert.match(folder.stderr, /several stores need a PostgreSQL database/);
  });
});
