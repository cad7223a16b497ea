import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Running } from './cli/command.ts';
import { type CliWorld, openCliWorld, until } from './cli/world.ts';
import { withOwnPostgres } from './ledger/databases.ts';
import { newOrder } from './support/world.ts';

describe('a service whose PostgreSQL goes away', () => {
  const server = withOwnPostgres();
  let url: string;
  let world: CliWorld;
  let service: Running;
  let health: string;

  before(async () => {
    url = await server().database();
    world = await openCliWorld({ settings: { DATABASE_URL: url, SAMESTORY_WEBHOOKS: 'off' } });
    const setup = await world.command('setup', '--yes');
    assert.equal(setup.code, 0, setup.stderr);
    service = world.launch(['start', '--yes', '--confirmed-by', 'the tests']);
    health = /Health:\s+(\S+)/.exec(await service.printed('Running.'))?.[1] ?? '';
    await works();
  });
  after(() => world.close());

  const healthNow = async () => {
    const response = await fetch(health);
    return { status: response.status, ...JSON.parse(await response.text()) };
  };
  const works = () =>
    until('the service has the lane', 30, async () => {
      const seen = await healthNow();
      return seen.status === 200 && seen.lane.held;
    });
  const bring = async (name: string, orders: number) => {
    world.store.store.createOrder(newOrder({ name, email: `${name.slice(1)}@example.com` }));
    const brought = await world.command('sync', name, '--yes');
    assert.equal(brought.code, 0, brought.stderr);
    assert.equal(world.crm.account.read.count('orders'), orders);
  };

  it('says so while it is away, and works on in the same process when it is back', async () => {
    await bring('#1', 1);
    await server().crash();
    const away = await until('health says it', 10, async () => {
      const seen = await healthNow();
      return seen.status === 503 ? seen : null;
    });
    assert.equal(away.ledger, 'away');
    const refused = await world.command('sync', '#1', '--yes');
    assert.equal(refused.code, 2, 'a command that starts meanwhile names the database');
    assert.match(refused.stderr, /DATABASE_URL/);
    await service.printedAside('waiting for the database');
    await server().restart();
    await works();
    await bring('#2', 2);
    assert.equal(service.child.exitCode, null);
  });

  it('outlives the death of the processes that serve it', async () => {
    assert.ok((await server().killBackends(url)) > 0);
    await until('the server takes connections again', 30, () =>
      world.command('status', '--json').then(({ code }) => code === 0),
    );
    await works();
    await bring('#3', 3);
    assert.equal(service.child.exitCode, null);
  });

  it('stops in order while it waits', async () => {
    await server().crash();
    await until('health says it', 10, async () => (await healthNow()).status === 503);
    service.child.kill('SIGTERM');
    const { code, stderr } = await service.ended;
    assert.equal(code, 0, stderr);
    await server().restart();
  });
});
