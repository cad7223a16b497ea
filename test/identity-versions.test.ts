import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { statusOf } from '../src/app/status.ts';
import { identityRulesSchema } from '../src/identity/rules.ts';
import type { Route } from '../src/sync/types.ts';
import { inForce } from '../src/sync/versions/accepted.ts';
import { acceptVersions, planVersions } from '../src/sync/versions/plan.ts';
import { buyerWithOrder, customerKey } from './support/people.ts';
import { newOrder, openWorld, shopNumber, type World } from './support/world.ts';

const quiet = () => undefined;
const unserved = { webhookAddress: null, alerting: null };

describe('a new version of map and rules', () => {
  let world: World;
  before(async () => {
    world = await openWorld({ crm: { searchLagMs: 0 } });
  });
  after(() => world.close());

  /** The world's route as a restart with this configuration would open it; the world goes on with it. */
  async function configure(change: Partial<Pick<Route, 'map' | 'identity'>>): Promise<Route> {
    const { route, ledger } = world;
    const identity = change.identity ?? identityRulesSchema.parse({});
    const opened = await inForce(
      ledger,
      route.destinationAccount.destination,
      { map: change.map ?? route.map, identity },
      route.clock.now(),
    );
    return Object.assign(route, opened);
  }

  const property = (crmId: string, name: string) =>
    world.crm.account.read.record('contacts', crmId)?.properties[name] ?? '';

  it('is not written before somebody accepts it, and then to the older records', async () => {
    const full = world.route.map;
    const without = { version: 'small', fields: full.fields.filter(({ name }) => name !== 'contact.last_name') };
    const small = await configure({ map: without });
    assert.equal(small.pending, null, 'what is configured first is in force');
    const { contactId, customerId } = await buyerWithOrder(world, 'eve@example.com', 'Eve');
    assert.equal(property(contactId, 'lastname'), '');

    const route = await configure({ map: full });
    assert.deepEqual(route.pending?.added, ['contact.last_name']);
    await world.touch(['customer', customerId]);
    world.store.store.updateCustomer(customerId, new Date(), { firstName: 'Eva' });
    await world.work();
    assert.equal(property(contactId, 'firstname'), 'Eva', 'what was accepted goes on');
    assert.equal(property(contactId, 'lastname'), '', 'nothing of the new version is written');
    const status = await statusOf(route, unserved, { full: false, onProgress: quiet });
    assert.deepEqual(status.versions.pending?.fields, ['contact.last_name']);

    world.crm.account.asUser(77).update('contacts', contactId, { lastname: 'Typed' });
    const plan = await planVersions(route, quiet);
    assert.deepEqual(plan?.records.contact, { older: 1, looked: 1, changing: 1 });
    assert.deepEqual(plan?.values, { 'contact.last_name': { changing: 1, replacing: 1 } });
    assert.deepEqual(plan?.examples[0]?.from, 'Typed');
    assert.equal(plan?.examples[0]?.to, 'Doe');
    assert.equal(property(contactId, 'lastname'), 'Typed', 'planning writes nothing');

    assert.equal(await acceptVersions(route, 'Kim'), 2, 'the contact and the order');
    assert.equal(route.pending, null);
    await world.work();
    assert.equal(property(contactId, 'lastname'), 'Doe');
    assert.equal(await planVersions(route, quiet), null);
    const { destination } = route.destinationAccount;
    const older = { destination, mapVersion: full.version, identityVersion: '2', after: null, limit: 10 };
    assert.deepEqual(await world.ledger.olderRecords(older), [], 'every record says the version that wrote it');
  });

  it('parts people whom a shared mailbox had joined, only once it is accepted', async () => {
    const till = 'till@shop.example';
    const orders = ['x', 'y'].map(() => world.store.store.createOrder(newOrder({ customerId: null, email: till })));
    await world.touch(...orders.map((id) => ['order', id] as const));
    await world.work();
    const subjects = async () => {
      const keys = orders.map((id) => `${shopNumber}/guest/${id}`);
      return new Set(Object.values(await world.ledger.subjectIdsOf({ keys }))).size;
    };
    assert.equal(await subjects(), 1);
    const route = await configure({ identity: identityRulesSchema.parse({ mailboxes: [till] }) });
    assert.equal(route.pending?.identityChanged, true);
    const plan = await planVersions(route, quiet);
    assert.deepEqual([plan?.joins.length, plan?.splits.length], [0, 1]);
    await world.touch(...orders.map((id) => ['order', id] as const));
    await world.work();
    assert.equal(await subjects(), 1, 'the accepted rules hold until then');
    assert.ok((await acceptVersions(route, 'Kim')) > 0);
    await world.work();
    assert.equal(await subjects(), 2);

    const back = await configure({ identity: identityRulesSchema.parse({}) });
    const again = await planVersions(back, quiet);
    assert.deepEqual([again?.joins.length, again?.splits.length], [1, 0]);
    await acceptVersions(back, 'Kim');
    await world.work();
    assert.equal(await subjects(), 1);
  });

  it('is told by status how many buyers the CRM has more than once', async () => {
    const { customerId, contactId } = await buyerWithOrder(world, 'fay@example.com', 'Fay');
    const user = world.crm.account.asUser(77);
    const second = user.create('contacts', { email: 'fay@old.example', samestory_members: customerKey(customerId) });
    await world.work();
    const { doubled } = await statusOf(world.route, unserved, { full: false, onProgress: quiet });
    assert.equal(doubled.buyers, 1);
    assert.equal(doubled.examples[0]?.contacts.length, 2);
    assert.doesNotMatch(JSON.stringify(doubled), /fay@|Doe/);
    user.merge('contacts', contactId, second);
    await world.work();
    const later = await statusOf(world.route, unserved, { full: false, onProgress: quiet });
    assert.equal(later.doubled.buyers, 0);
  });
});
