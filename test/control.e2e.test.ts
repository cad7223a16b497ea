import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import type { Running } from './cli/command.ts';
import { type CliWorld, freePort, openCliWorld, until } from './cli/world.ts';
import { newCustomer, newOrder } from './support/world.ts';

/*
 * A service on the embedded database, and everything that a second terminal may ask of it meanwhile. The simulators run
 * in this process and count what reaches them.
 */
describe('a second terminal while the service runs', () => {
  let world: CliWorld;
  let service: Running;
  const now = () => new Date();
  const sell = (name: string) =>
    world.store.store.createOrder(
      newOrder({ name, email: `${name.slice(1)}@example.com`, createdAt: now(), processedAt: now() }),
    );
  const inCrm = (name: string) => world.crm.account.read.findBy('orders', 'hs_order_name', name)[0];
  const status = async (...more: string[]) => {
    const said = await world.command('status', '--json', ...more);
    assert.notEqual(said.stdout, '', said.stderr);
    return { code: said.code, ...JSON.parse(said.stdout) };
  };

  before(async () => {
    const port = await freePort();
    world = await openCliWorld({
      settings: { SAMESTORY_PORT: port, SAMESTORY_PUBLIC_URL: `http://127.0.0.1:${port}` },
    });
    const buyer = world.store.store.createCustomer(newCustomer());
    for (const month of ['09', '10']) {
      const createdAt = new Date(`2026-${month}-02T10:00:00Z`);
      world.store.store.createOrder(newOrder({ customerId: buyer, name: `#${month}`, createdAt }));
    }
    const setup = await world.command('setup', '--yes');
    assert.equal(setup.code, 0, setup.stderr);
    service = world.launch(['start', '--yes', '--confirmed-by', 'the tests']);
    await service.printed('Running.');
  });
  after(() => world.close());

  it('cannot start a second service: it is told whose folder it is', async () => {
    const { code, stderr } = await world.command('start', '--yes');
    assert.equal(code, 5, stderr);
    assert.match(stderr, new RegExp(`\\b${service.child.pid}\\b`));
  });

  it('sees what the service does, and nothing old comes by itself', async () => {
    sell('#501');
    await until('#501 in the CRM', 15, () => inCrm('#501'));
    const explained = await world.command('explain', '#501', '--json');
    assert.equal(JSON.parse(explained.stdout)[0].standing, 'matching', explained.stderr);
    assert.equal(world.crm.account.read.count('orders'), 1);
  });

  it('pauses: not one write call reaches the CRM, changes are noticed, single orders are refused', async () => {
    const paused = await world.command('pause', 'hubspot', '--reason', 'the CRM is moved', '--json');
    assert.equal(paused.code, 0, paused.stderr);
    const wrong = await world.command('pause', 'salesforce');
    assert.equal(wrong.code, 2, wrong.stderr);
    // A batch under way may still settle; from the next pass on nothing is written.
    await wait(1_500);
    const before = world.writeCalls();
    for (const name of ['#601', '#602', '#603']) sell(name);
    const seen = await until('three changes wait', 20, async () => {
      const document = await status();
      return document.lag.ready >= 3 ? document : null;
    });
    assert.deepEqual([seen.paused.by, seen.paused.reason], ['a person', 'the CRM is moved']);
    const text = await world.command('status');
    assert.match(text.stdout, /Paused since .* by a person: the CRM is moved/);
    const single = await world.command('sync', '#10', '--yes');
    assert.equal(single.code, 3, single.stderr);
    assert.match(single.stderr, /paused/);
    const history = await world.command('backfill', '--since', '2026-10-01', '--yes');
    assert.equal(history.code, 3, history.stderr);
    assert.equal(world.writeCalls(), before);
    assert.equal(inCrm('#601'), undefined);
  });

  it('resumes, and then everything matches', async () => {
    const resumed = await world.command('resume');
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.match(resumed.stdout, /goes on/);
    for (const name of ['#601', '#602', '#603']) await until(`${name} in the CRM`, 15, () => inCrm(name));
    const full = await until('both sides agree', 30, async () => {
      const document = await status('--full');
      return document.ok ? document : null;
    });
    assert.equal(full.code, 0);
    assert.equal(full.balance.depth, 'full');
    const orders = full.balance.balance.find((row: { kind: string }) => row.kind === 'order');
    assert.deepEqual([orders.listed, orders.matching, orders.leftOut], [6, 4, { 'before the cutoff': 2 }]);
  });

  it('brings one old order through the service, and takes it back', async () => {
    const before = world.crm.account.read.count('contacts');
    const refused = await world.command('sync', '#09');
    assert.equal(refused.code, 2, 'nobody is there to agree');
    const brought = await world.command('sync', '#09', '--yes', '--json');
    assert.equal(brought.code, 0, brought.stderr);
    const { done } = JSON.parse(brought.stdout);
    assert.equal(done.linked, true);
    assert.equal(inCrm('#09')?.properties['samestory_origin'], 'live');
    for (const { crmUrl, shopifyUrl } of done.records) {
      assert.equal((await fetch(crmUrl)).status, 200, crmUrl);
      assert.equal((await fetch(shopifyUrl)).status, 200, shopifyUrl);
    }
    const undone = await world.command('sync', '--undo', '#09', '--yes');
    assert.equal(undone.code, 0, undone.stderr);
    assert.equal(inCrm('#09'), undefined);
    assert.equal(world.crm.account.read.count('contacts'), before);
  });

  it('brings history through the service, marked as history', async () => {
    const { code, stdout, stderr } = await world.command('backfill', '--since', '2026-09-01', '--json');
    assert.equal(code, 0, stderr);
    const { months } = JSON.parse(stdout);
    assert.equal(months.at(-1).month, '2026-09');
    assert.equal(inCrm('#09')?.properties['samestory_origin'], 'history');
    assert.equal(inCrm('#10')?.properties['samestory_origin'], 'history');
    assert.ok(service.child.exitCode === null, 'the service runs on');
  });

  it('reads the pause from the ledger when nothing runs, and the next service keeps it', async () => {
    service.child.kill('SIGTERM');
    assert.equal((await service.ended).code, 0);
    const paused = await world.command('pause');
    assert.equal(paused.code, 0, paused.stderr);
    assert.equal((await status()).paused.by, 'a person');
    const resumed = await world.command('resume', '--json');
    assert.equal(resumed.code, 0, resumed.stderr);
    assert.equal(JSON.parse(resumed.stdout).pause, null);
  });

  it('runs in shadow: says what it would write and writes it when started without', async () => {
    service = world.launch(['start', '--shadow']);
    await service.printed('Shadow:');
    const before = world.writeCalls();
    sell('#701');
    const shown = await until('the plan of #701', 20, async () => {
      const { stdout } = await world.command('status');
      return stdout.includes('would create 1 contact, create 1 order') ? stdout : null;
    });
    assert.match(shown, /In shadow, nothing is written/);
    assert.equal((await world.command('sync', '#701', '--yes')).code, 3);
    assert.equal(world.writeCalls(), before);
    service.child.kill('SIGTERM');
    await service.ended;
    service = world.launch(['start', '--confirmed-by', 'the tests']);
    await until('#701 in the CRM', 15, () => inCrm('#701'));
    assert.deepEqual((await status()).shadow, { on: false, would: [] });
  });
});
