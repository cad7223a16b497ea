import assert from 'node:assert/strict';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { webhookPath } from '../src/config/connection.ts';
import { type CliWorld, freePort, openCliWorld, until } from './cli/world.ts';
import { newCustomer, newOrder } from './support/world.ts';

const daysAgo = (days: number) => new Date(Date.now() - days * 86_400_000);
const shop = '548380009';

describe('a person asks what is held about them, and then to be forgotten', () => {
  let world: CliWorld;
  let fay: string;
  const contact = (email: string) => world.crm.account.read.findBy('contacts', 'email', email)[0];

  before(async () => {
    const port = await freePort();
    const url = `http://127.0.0.1:${port}`;
    world = await openCliWorld({
      store: { complianceUrl: `${url}${webhookPath}` },
      settings: { SAMESTORY_PORT: port, SAMESTORY_PUBLIC_URL: url },
    });
    const { store } = world.store;
    const customer = (email: string, firstName: string) =>
      store.createCustomer(newCustomer({ email, firstName, phone: null, createdAt: daysAgo(9) }));
    fay = customer('fay@example.com', 'Fay');
    const ben = customer('ben@example.com', 'Ben');
    for (const [customerId, email] of [
      [fay, 'fay@example.com'],
      [fay, 'fay@example.com'],
      [null, 'FAY@example.com'],
      [ben, 'ben@example.com'],
    ] as const) {
      store.createOrder(newOrder({ customerId, email, createdAt: daysAgo(8) }));
    }
    const setup = await world.command('setup', '--yes');
    assert.equal(setup.code, 0, setup.stderr);
    const since = daysAgo(20).toISOString().slice(0, 10);
    const backfill = await world.command('backfill', '--since', since, '--yes');
    assert.equal(backfill.code, 0, backfill.stderr);
  });
  after(() => world.close());

  it('writes everything about that person into a file of its owner, and nothing about others', async () => {
    const file = join(world.cwd, 'fay.json');
    const said = await world.command('person', 'fay@example.com', '--file', file);
    assert.equal(said.code, 0, said.stderr);
    const text = readFileSync(file, 'utf8');
    assert.equal(statSync(file).mode & 0o777, 0o600);
    const held = JSON.parse(text);
    assert.equal(held.records.length, 2, 'the customer and the guest order');
    assert.equal(held.orders.length, 3);
    assert.equal(held.crm.id, contact('fay@example.com')?.id);
    assert.ok(held.history.length > 0 && text.includes('Fay'));
    assert.doesNotMatch(text, /ben@|Ben/);
    assert.doesNotMatch(said.stdout, /Fay|fay@example/, 'names of fields are enough for a screen');
    const again = await world.command('person', fay, '--file', file);
    assert.equal(again.code, 2);
    assert.match(again.stderr, /exists already/);
  });

  it('says what it would erase and what stays where, and erases nothing in a dry run', async () => {
    const { code, stdout } = await world.command('erase', fay, '--dry-run');
    assert.equal(code, 0);
    assert.match(stdout, /1 customers? and 3 orders/);
    assert.match(stdout.replaceAll(/\s+/g, ' '), /Not erased.*Shopify: .*The CRM: http.*eighth night/);
    const unasked = await world.command('erase', fay);
    assert.equal(unasked.code, 2, 'nobody is there to agree');
    const still = await world.command('person', fay, '--json');
    assert.match(still.stdout, /Fay/);
  });

  it('tells somebody of the request, then forgets the person while the service runs, and never learns it again', async () => {
    const service = world.launch(['start', '--yes', '--confirmed-by', 'the tests']);
    await service.printed('Running');
    world.store.webhooks.requestData(fay);
    const requests = () => world.command('person', '--requests', '--json');
    const asked = await until('the request is kept', 60, async () => {
      const { code, stdout } = await requests();
      return code === 3 ? JSON.parse(stdout) : null;
    });
    assert.deepEqual([asked.length, asked[0].key], [1, `${shop}/customer/${fay}`]);
    const status = await until('somebody is told', 90, async () => {
      const { alerts } = JSON.parse((await world.command('status', '--json')).stdout);
      return alerts.open.find(({ id }: { id: string }) => id === 'data-requests');
    });
    assert.match(status.title, /1 customer of the store has asked/);
    assert.equal((await world.command('person', fay, '--answered')).code, 0);
    assert.equal((await requests()).code, 0);
    assert.equal((await world.command('person', fay, '--answered')).code, 3, 'nothing waits any more');
    const done = await world.command('erase', `${shop}/customer/${fay}`, '--yes');
    assert.equal(done.code, 0, done.stderr);
    assert.equal((await world.command('person', 'fay@example.com')).code, 3, 'not known by the address any more');
    await until('the orders are left out', 90, async () => {
      const status = JSON.parse((await world.command('status', '--full', '--json')).stdout);
      const orders = status.balance.balance.find((row: { kind: string }) => row.kind === 'order');
      return orders.leftOut.redacted === 3 && orders.matching === 1;
    });
    world.store.store.updateCustomer(fay, new Date(), { firstName: 'Fayette' });
    const compared = JSON.parse((await world.command('status', '--full', '--json')).stdout);
    assert.deepEqual(compared.balance.differences, []);
    const guest = [...world.store.store.state.orders.values()].find(({ email }) => email === 'FAY@example.com');
    const brought = await world.command('sync', guest?.name ?? '', '--yes');
    assert.notEqual(brought.code, 0, 'nobody brings it back by hand');
    assert.equal(contact('fay@example.com')?.properties['firstname'], 'Fay');
    const left = await world.command('person', fay, '--json');
    assert.equal(left.code, 0, left.stderr);
    assert.doesNotMatch(left.stdout, /Fay/);
    assert.deepEqual([JSON.parse(left.stdout).records, JSON.parse(left.stdout).history.length > 0], [[], true]);
    const decisions = join(world.cwd, 'decisions.jsonl');
    await until(
      'what was decided is kept',
      60,
      () => existsSync(decisions) && readFileSync(decisions, 'utf8').includes('redacted'),
    );
    assert.doesNotMatch(readFileSync(decisions, 'utf8'), /Fay|fay@/);
    const nobody = await world.command('erase', 'nobody@example.com', '--yes');
    assert.equal(nobody.code, 3);
    assert.doesNotMatch(nobody.stderr, /nobody@/);
  });
});
