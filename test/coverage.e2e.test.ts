import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { coverageSchema } from '../src/app/readiness/coverage.ts';
import { type CliWorld, freePort, openCliWorld, until } from './cli/world.ts';
import { newOrder } from './support/world.ts';

describe('samestory coverage', () => {
  let world: CliWorld;
  before(async () => {
    const port = await freePort();
    const settings = { SAMESTORY_PORT: port, SAMESTORY_PUBLIC_URL: `http://127.0.0.1:${port}` };
    world = await openCliWorld({ settings });
  });
  after(() => world.close());

  const asked = async () => {
    const { code, stdout, stderr } = await world.command('coverage', '--json');
    assert.notEqual(stdout, '', stderr);
    return { code, ...coverageSchema.parse(JSON.parse(stdout)) };
  };

  it('says which topics are subscribed to, which wait for a scope, and what a delivery did', async () => {
    const set = await world.command('setup', '--yes');
    assert.equal(set.code, 0, set.stderr);
    const before = await asked();
    assert.deepEqual([before.code, before.ok], [0, true]);
    assert.equal(before.topics.find(({ topic }) => topic === 'orders/create')?.subscribed, 'yes');
    assert.ok(before.topics.every(({ lastReceivedAt }) => lastReceivedAt === null));
    const service = world.launch(['start', '--yes', '--confirmed-by', 'the tests']);
    await service.printed('Running.');
    world.store.store.createOrder(newOrder({ createdAt: new Date() }));
    const after = await until('an order that a webhook brought', 60, async () => {
      const said = await asked();
      return said.topics.some(({ lastAppliedAt }) => lastAppliedAt !== null) ? said : null;
    });
    const heard = after.topics.find(({ topic }) => topic === 'orders/create');
    assert.ok((heard?.received ?? 0) > 0 && heard?.lastReceivedAt !== null);
    const { stdout } = await world.command('coverage');
    assert.match(stdout, /Found by looking alone/);
    assert.deepEqual(
      stdout.split('\n').filter((line) => line.length > 100),
      [],
    );
    service.child.kill('SIGTERM');
    await service.ended;
  });

  it('asks for a person when a subscription is gone', async () => {
    const [gone] = world.store.subscriptions.ofTopic('REFUNDS_CREATE');
    world.store.subscriptions.delete(gone?.id ?? '');
    const said = await asked();
    assert.deepEqual([said.code, said.ok], [3, false]);
    assert.equal(said.topics.find(({ topic }) => topic === 'refunds/create')?.subscribed, 'missing');
  });
});
