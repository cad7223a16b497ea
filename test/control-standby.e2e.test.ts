import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { ALL_SCOPES } from '../simulator/hubspot/options.ts';
import { createHubSpotServer } from '../simulator/hubspot/server.ts';
import { systemClock } from '../src/lib/clock.ts';
import { createRandom } from '../src/lib/random.ts';
import type { Running } from './cli/command.ts';
import { type CliWorld, openCliWorld, secrets, until } from './cli/world.ts';
import { withPostgres } from './ledger/databases.ts';
import { newOrder } from './support/world.ts';

describe('two services on one PostgreSQL database', () => {
  const server = withPostgres();
  let world: CliWorld;
  let first: Running;
  let second: Running;
  let third: Running;
  before(async () => {
    world = await openCliWorld({ settings: { DATABASE_URL: await server().database() } });
    const setup = await world.command('setup', '--yes');
    assert.equal(setup.code, 0, setup.stderr);
  });
  after(() => world.close());

  const healthOf = async (running: Running) => {
    const address = /Health:\s+(\S+)/.exec(await running.printed('Health:'))?.[1];
    assert.ok(address);
    const response = await fetch(address);
    return { status: response.status, ...JSON.parse(await response.text()) };
  };
  const orders = () => world.crm.account.read.count('orders');

  it('have one that works and one that waits, and both are well', async () => {
    first = world.launch(['start', '--yes', '--confirmed-by', 'the tests']);
    await first.printed('Running.');
    await until('the first has the lane', 10, async () => (await healthOf(first)).lane.held);
    second = world.launch(['start', '--yes', '--confirmed-by', 'the tests']);
    await second.printed('Standing by:');
    assert.deepEqual([(await healthOf(first)).status, (await healthOf(first)).role], [200, 'working']);
    const waiting = await healthOf(second);
    assert.deepEqual([waiting.status, waiting.role, waiting.lane.held], [200, 'standby', false]);
    assert.match(waiting.lane.holder, new RegExp(`/${first.child.pid}$`));
  });

  it('let a third process pause, and bring single orders through the one that works', async () => {
    world.store.store.createOrder(newOrder({ name: '#1', email: 'one@example.com' }));
    const paused = await world.command('pause');
    assert.equal(paused.code, 0, paused.stderr);
    const refused = await world.command('sync', '#1', '--yes');
    assert.equal(refused.code, 3, refused.stderr);
    assert.equal(orders(), 0);
    assert.equal((await world.command('resume')).code, 0);
    const brought = await world.command('sync', '#1', '--yes', '--json');
    assert.equal(brought.code, 0, brought.stderr);
    assert.equal(JSON.parse(brought.stdout).done.linked, true);
    assert.equal(orders(), 1);
    const undo = await world.command('sync', '--undo', '#1', '--yes');
    assert.equal(undo.code, 5, 'only who has the lane can take back');
    assert.match(undo.stderr, new RegExp(`/${first.child.pid}\\b`));
  });

  it('the second takes over when the first is killed, and goes on with the work', async () => {
    first.child.kill('SIGKILL');
    await first.ended;
    const killedAt = performance.now();
    await second.printed('Working: the lane is ours.');
    const seconds = (performance.now() - killedAt) / 1000;
    assert.ok(seconds < 30, `${seconds} seconds`);
    const health = await until('the second works', 10, async () => {
      const seen = await healthOf(second);
      return seen.role === 'working' && seen.lane.held ? seen : null;
    });
    assert.equal(health.status, 200);
    world.store.store.createOrder(newOrder({ name: '#2', email: 'two@example.com' }));
    const brought = await world.command('sync', '#2', '--yes');
    assert.equal(brought.code, 0, brought.stderr);
    assert.equal(orders(), 2);
  });

  it('a service that stops in order hands over at once', async () => {
    third = world.launch(['start', '--yes', '--confirmed-by', 'the tests']);
    await third.printed('Standing by:');
    second.child.kill('SIGTERM');
    const stoppedAt = performance.now();
    assert.equal((await second.ended).code, 0);
    await third.printed('Working: the lane is ours.');
    assert.ok(performance.now() - stoppedAt < 10_000);
  });

  it('do not serve another CRM account from the same database until they have ended', async () => {
    const other = await createHubSpotServer({
      portalId: 777,
      tokens: [{ token: secrets.token, scopes: ALL_SCOPES, appId: '4711' }],
      companyCurrency: 'EUR',
      searchLagMs: 0,
      clock: systemClock,
      random: createRandom(12),
    });
    try {
      const inOther = (...parameters: readonly string[]) =>
        world.launch(parameters, { SAMESTORY_HUBSPOT_URL: other.url });
      const setup = await inOther('setup', '--yes').ended;
      assert.equal(setup.code, 0, setup.stderr);
      for (const refused of [
        await inOther('start', '--yes', '--confirmed-by', 'the tests').ended,
        await inOther('backfill', '--since', '2020-01-01', '--yes').ended,
        await inOther('sync', '#2', '--yes').ended,
      ]) {
        assert.equal(refused.code, 5, refused.stderr);
        assert.match(refused.stderr, new RegExp(`/${third.child.pid} works with hubspot/\\d+ from this ledger`));
      }
      third.child.kill('SIGTERM');
      await third.ended;
      const real = inOther('start', '--yes', '--confirmed-by', 'the tests');
      await real.printed('Running.');
      const brought = await inOther('sync', '#2', '--yes').ended;
      assert.equal(brought.code, 0, brought.stderr);
      assert.deepEqual([other.account.read.count('orders'), orders()], [1, 2]);
      real.child.kill('SIGTERM');
      await real.ended;
    } finally {
      await other.close();
    }
  });
});
