import assert from 'node:assert/strict';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { createStoreServer, type StoreServer } from '../simulator/store/server.ts';
import { systemClock } from '../src/lib/clock.ts';
import { createRandom } from '../src/lib/random.ts';
import { run } from './cli/command.ts';
import { type CliWorld, openCliWorld, secrets, storeScopes } from './cli/world.ts';
import { withPostgres } from './ledger/databases.ts';

describe('a second store on the ledger of the first', () => {
  const server = withPostgres();
  let world: CliWorld;
  let paris: StoreServer;
  let databaseUrl: string;
  before(async () => {
    databaseUrl = await server().database();
    world = await openCliWorld();
    paris = await createStoreServer({
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
          ? 'Give each store a database of its own in DATABASE_URL; one server can hold several.'
          : 'Give each store a folder of its own, or another one in SAMESTORY_HOME.';
        const says = `The ledger belongs to the store acme.myshopify.com, and this configuration is about paris.myshopify.com: a ledger holds one store. ${remedy}`;
        assert.ok(stderr.includes(says), stderr);
      }
      const { code, stderr } = await command('acme', place, ['status']);
      assert.equal(code, 0, stderr);
    });
  }
});
