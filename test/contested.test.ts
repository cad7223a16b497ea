import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fullBalance } from '../src/sync/balance.ts';
import type { Route } from '../src/sync/types.ts';
import { buyerWithOrder, contact, standingOf } from './support/people.ts';
import type { World } from './support/world.ts';
import { openWorld } from './support/world.ts';

const dayMs = 24 * 3_600_000;

/** The route some days later, for what looks at the clock. */
function later(route: Route, days: number): Route {
  const now = () => new Date(route.clock.now().getTime() + days * dayMs);
  return { ...route, clock: { ...route.clock, now } };
}

describe('a field that another writer keeps setting back', () => {
  let world: World;
  let buyer: Awaited<ReturnType<typeof buyerWithOrder>>;

  const setBack = () =>
    world.crm.account.asIntegration('9001', 'Loyalty app').update('contacts', buyer.contactId, { firstname: 'Member' });
  const firstName = () => contact(world, buyer.contactId).properties['firstname'];
  /** A comparison of both sides and the repair that it asks for. */
  const reconcile = async () => {
    const report = await fullBalance(world.route, { repair: true });
    await world.work();
    return report;
  };
  const parked = async () => {
    const rows = await world.ledger.parked({ destination: world.route.destinationAccount.destination, limit: 10 });
    return rows.map(({ field, code, message }) => ({ field, code, message }));
  };
  const rename = async (name: string) => {
    world.store.store.updateCustomer(buyer.customerId, new Date(), { firstName: name });
    await world.touch(['customer', buyer.customerId]);
    await world.work();
  };

  before(async () => {
    world = await openWorld({ crm: { searchLagMs: 0 } });
    buyer = await buyerWithOrder(world, 'una@example.com', 'Una');
  });
  after(() => world.close());

  it("is put right twice, then parked and told with the writer's name", async () => {
    for (const _time of [1, 2]) {
      setBack();
      await reconcile();
      assert.equal(firstName(), 'Una');
      assert.deepEqual(await parked(), []);
    }
    setBack();
    await reconcile();
    assert.equal(firstName(), 'Member');
    const [letter, ...others] = await parked();
    assert.deepEqual(others, []);
    assert.equal(letter?.field, 'contact.first_name');
    assert.equal(letter?.code, 'CONTESTED');
    assert.match(letter?.message ?? '', /Loyalty app\) has set this field back 3 times/);
  });

  it('is not fought over any more, while the rest of its record is kept true', async () => {
    const writes = world.route.destination.usage().writeCalls;
    const quiet = await reconcile();
    assert.equal(world.route.destination.usage().writeCalls, writes);
    assert.equal(quiet.balance.find(({ kind }) => kind === 'customer')?.parkedFields, 1);
    world.crm.account.asUser(77).update('contacts', buyer.contactId, { lastname: 'Changed' });
    await reconcile();
    assert.equal(contact(world, buyer.contactId).properties['lastname'], 'Doe');
    assert.equal(firstName(), 'Member');
    assert.equal((await parked()).length, 1);
  });

  it('is tried once with each new value of Shopify', async () => {
    await rename('Unity');
    assert.equal(firstName(), 'Unity');
    assert.deepEqual(await parked(), []);
    setBack();
    await reconcile();
    assert.equal(firstName(), 'Member');
    assert.deepEqual(
      (await parked()).map(({ code }) => code),
      ['CONTESTED'],
    );
  });

  it('is given back when the CRM holds our value again', async () => {
    world.crm.account.asUser(77).update('contacts', buyer.contactId, { firstname: 'Unity' });
    await reconcile();
    assert.deepEqual(await parked(), []);
    assert.deepEqual(await standingOf(world, 'customer', buyer.customerId), { state: 'matching' });
  });

  it('is tried again when nobody has written it for a week', async () => {
    setBack();
    await reconcile();
    assert.deepEqual(
      (await parked()).map(({ code }) => code),
      ['CONTESTED'],
    );
    await fullBalance(later(world.route, 6), { repair: true });
    assert.equal((await parked()).length, 1);
    await fullBalance(later(world.route, 8), { repair: true });
    assert.deepEqual(await parked(), []);
    await world.touch(['customer', buyer.customerId]);
    await world.work();
    assert.equal(firstName(), 'Unity');
  });
});
