import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type CliWorld, openCliWorld } from './cli/world.ts';

/** One more than may be made unasked. */
const customers = 1_001;

describe('identity by commands', () => {
  let world: CliWorld;
  const since = new Date(Date.now() - 2 * 86_400_000);
  const day = since.toISOString().slice(0, 10);
  before(async () => {
    world = await openCliWorld();
    for (let index = 0; index < customers; index += 1) {
      const person = { firstName: 'A', lastName: `N${index}`, email: `buyer${index}@example.com`, phone: null };
      world.store.store.createCustomer({ ...person, createdAt: since });
    }
    const { code, stderr } = await world.command('setup', '--yes');
    assert.equal(code, 0, stderr);
  });
  after(() => world.close());

  const contacts = () => world.crm.account.read.count('contacts');

  it('previews what would come, and writes nothing', async () => {
    const calls = world.writeCalls();
    const { code, stdout, stderr } = await world.command('identity', 'preview', '--since', day, '--json');
    assert.equal(code, 0, stderr);
    const { people, cost } = JSON.parse(stdout);
    assert.deepEqual(people, { create: customers, adopt: 0, hold: 0, leaveOut: 0, there: 0 });
    assert.equal(cost.newContacts, customers);
    assert.match(cost.notes.join(' '), /marketing contacts.* is unknown/);
    assert.ok(world.writeCalls() <= calls, 'no call that could change a record');
    assert.equal(contacts(), 0);
  });

  it('makes more than 1,000 contacts only when somebody agrees to the number', async () => {
    const unasked = await world.command('backfill', '--since', day, '--yes');
    assert.equal(unasked.code, 2);
    assert.match(unasked.stderr, /1,001 new contacts would be made\. .*--new-contacts 1001/);
    assert.equal(contacts(), 0);
    const fewer = await world.command('backfill', '--since', day, '--yes', '--new-contacts', '1000');
    assert.equal(fewer.code, 3);
    assert.match(fewer.stderr, /1,001 new contacts would be made, and --new-contacts allows 1,000/);
    assert.equal(contacts(), 0);
    const agreed = await world.command('backfill', '--since', day, '--yes', '--new-contacts', '1001');
    assert.equal(agreed.code, 0, agreed.stderr);
    assert.equal(contacts(), customers);
  });

  it('shows cases and versions, and says what cannot be', async () => {
    for (const [parameters, says] of [
      [['identity', 'merge'], /identity does not know "merge"/],
      [['review', '--link', '1'], /none is named/],
      [['review', 'customer-1', '--apart', '--merge'], /one outcome/],
      [['review', 'customer-1', '--apart'], /No case goes by "customer-1"/],
    ] as const) {
      const { code, stderr } = await world.command(...parameters);
      assert.notEqual(code, 0, parameters.join(' '));
      assert.match(stderr, says);
    }
    const responsible = 'responsible: {name: Jane Doe, email: jane@example.com}';
    writeFileSync(join(world.cwd, 'samestory.yaml'), `version: 1\n${responsible}\nidentity: {country: DE}\n`);
    const plan = await world.command('plan', '--json');
    assert.equal(plan.code, 3, plan.stderr);
    assert.equal(JSON.parse(plan.stdout).plan.identity.changed, true);
    const accepted = await world.command('plan', '--accept', '--yes', '--json');
    assert.equal(accepted.code, 0, accepted.stderr);
    assert.equal(JSON.parse(accepted.stdout).due, customers);
  });
});
