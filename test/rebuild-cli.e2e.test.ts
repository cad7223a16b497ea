import assert from 'node:assert/strict';
import { appendFileSync, existsSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type CliWorld, openCliWorld, until } from './cli/world.ts';
import { newCustomer, newOrder } from './support/world.ts';

const dayMs = 86_400_000;
const daysAgo = (days: number) => new Date(Date.now() - days * dayMs);

/*
 * The ledger of somebody's service is lost, folder and all, and comes back by the commands alone.
 */
describe('a lost ledger is filled anew', () => {
  let world: CliWorld;
  const home = () => join(world.cwd, '.samestory');
  const decisions = () => join(world.cwd, 'decisions.jsonl');
  const records = () =>
    (['contacts', 'orders'] as const).map((type) =>
      world.crm.account.read.records(type).map(({ id, properties, updatedAt, links, historyNames, history }) => ({
        id,
        properties,
        updatedAt,
        links: links(),
        history: historyNames().map((name) => history(name).length),
      })),
    );

  before(async () => {
    world = await openCliWorld();
    const { store } = world.store;
    const user = world.crm.account.asUser(900);
    user.create('contacts', { email: 'found@example.com', phone: '0800', hs_lead_status: 'OPEN' });
    for (let number = 0; number < 40; number += 1) {
      const createdAt = daysAgo(2 + number);
      const email = number === 0 ? 'found@example.com' : `buyer${number}@example.com`;
      const phone = `+1613555${String(1000 + number)}`;
      const customerId = number % 4 === 3 ? null : store.createCustomer(newCustomer({ email, phone, createdAt }));
      store.createOrder(newOrder({ customerId, email, createdAt }));
    }
    store.createOrder(newOrder({ email: 'early@example.com', createdAt: daysAgo(300), name: '#77' }));
    const setup = await world.command('setup', '--yes');
    assert.equal(setup.code, 0, setup.stderr);
    const since = daysAgo(60).toISOString().slice(0, 10);
    const backfill = await world.command('backfill', '--since', since, '--json');
    assert.equal(backfill.code, 0, backfill.stderr + backfill.stdout);
    const sync = await world.command('sync', '#77', '--yes');
    assert.equal(sync.code, 0, sync.stderr + sync.stdout);
    const [gone] = world.crm.account.read.findBy('contacts', 'email', 'buyer5@example.com');
    assert.ok(gone);
    const [seeded] = world.crm.account.read.findBy('contacts', 'email', 'buyer6@example.com');
    user.update('contacts', seeded?.id ?? '', { phone: '+49301234567' });
    user.archive('contacts', gone.id);
    const key = gone.properties['samestory_key']?.split('/').at(-1) ?? '';
    store.updateCustomer(key, new Date(), { lastName: 'Gone' });
    const service = world.launch(['start', '--yes', '--confirmed-by', 'the tests']);
    await service.printed('Running');
    await until('the removal is noticed and kept', 60, () => {
      return existsSync(decisions()) && readFileSync(decisions(), 'utf8').includes('"removed"');
    });
    service.child.kill('SIGTERM');
    assert.equal((await service.ended).code, 0);
  });
  after(() => world.close());

  it('what people decided lies beside the folder, without a name or an address', () => {
    const text = readFileSync(decisions(), 'utf8');
    assert.match(text, /"picked\//);
    assert.match(text, /"cutoff\//);
    assert.doesNotMatch(text, /@|Gone|Jane|buyer/);
    const lines = text.trim().split('\n');
    assert.equal(new Set(lines.map((line) => line.replace(/"at":"[^"]*"/, ''))).size, lines.length, 'nothing twice');
  });

  it('a start with an empty ledger is refused while its decisions are there', async () => {
    rmSync(home(), { recursive: true });
    const { code, stderr } = await world.command('start');
    assert.equal(code, 3, stderr);
    assert.match(stderr, /samestory rebuild/);
  });

  it('a damaged line is named by its number, and skipped only when somebody says so', async () => {
    const whole = readFileSync(decisions(), 'utf8');
    appendFileSync(decisions(), 'not json\n');
    const number = whole.split('\n').length;
    const refused = await world.command('rebuild', '--dry-run');
    assert.equal(refused.code, 3);
    assert.match(refused.stderr, new RegExp(`line ${number}:`));
    const skipped = await world.command('rebuild', '--dry-run', '--skip-damaged', '--json');
    assert.equal(skipped.code, 0, skipped.stderr);
    writeFileSync(decisions(), whole);
  });

  it('rebuild says what it will restore, asks, restores, and the full balance is clean', async () => {
    const dry = await world.command('rebuild', '--dry-run');
    assert.equal(dry.code, 0, dry.stderr);
    assert.match(dry.stdout, /order +\d+ +41 +0/);
    const before = records();
    const { code, stdout, stderr } = await world.command('rebuild', '--yes', '--json');
    assert.equal(code, 0, stderr);
    const { done } = JSON.parse(stdout);
    assert.deepEqual(done.would, []);
    assert.equal(done.orders, 41);
    const status = await world.command('status', '--full', '--json');
    assert.equal(status.code, 0, status.stderr + status.stdout);
    const { balance } = JSON.parse(status.stdout).balance;
    for (const row of balance) assert.equal(row.waiting + row.unseen + row.extra, 0);
    const customers = balance.find((row: { kind: string }) => row.kind === 'customer');
    assert.equal(customers.leftOut['removed in the CRM by a person'], 1);
    assert.deepEqual(JSON.parse(status.stdout).balance.differences, []);
    assert.deepEqual(records(), before);
  });

  it('a start after it writes nothing, and a second rebuild is refused', async () => {
    const before = records();
    const service = world.launch(['start', '--confirmed-by', 'the tests']);
    await service.printed('Running');
    await until('the first sweeps are over', 60, async () => {
      const { stdout } = await world.command('status', '--json');
      const { lag } = JSON.parse(stdout);
      return lag.ready === 0 && lag.working === 0;
    });
    service.child.kill('SIGTERM');
    await service.ended;
    assert.deepEqual(records(), before);
    const again = await world.command('rebuild', '--yes');
    assert.equal(again.code, 2);
    assert.match(again.stderr, /not lost/);
  });
});
