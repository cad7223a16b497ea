import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { priorities } from '../src/ledger/contract.ts';
import { passesOnly, standingOf } from './support/people.ts';
import { newCustomer, newOrder, openWorld, shopNumber, type World } from './support/world.ts';

describe('a customer about whom a person is asked is merged away in the store', () => {
  let world: World;
  before(async () => {
    world = await openWorld({ crm: { searchLagMs: 0 } });
  });
  after(() => world.close());

  const guestStanding = async (orderId: string) => {
    const { destination } = world.route.destinationAccount;
    const [row] = await world.ledger.standings({
      destination,
      keys: [{ source: shopNumber, kind: 'guest', id: orderId }],
    });
    return row?.standing ?? null;
  };

  it('asks nothing more about the guest who had the same address', async () => {
    const { store } = world.store;
    const moving = store.createCustomer(newCustomer({ email: 'mia@example.com', firstName: 'Mia', phone: null }));
    const kept = store.createCustomer(newCustomer({ email: 'mara@example.com', firstName: 'Mara', phone: null }));
    await world.touch(['customer', moving], ['customer', kept]);
    await world.work();
    const guestOrder = store.createOrder(newOrder({ customerId: null, email: 'mia@new.example' }));
    await world.touch(['order', guestOrder]);
    await world.work();
    store.updateCustomer(moving, new Date(), { email: 'mia@new.example' });
    const ordered = store.createOrder(newOrder({ customerId: moving, email: 'mia@new.example' }));
    await world.touch(['customer', moving], ['order', ordered], ['order', guestOrder]);
    await world.work();
    const asked = await guestStanding(guestOrder);
    assert.equal(asked?.state, 'needs you');
    assert.match(asked?.state === 'needs you' ? asked.reason : '', new RegExp(`customer ${moving} now has the e-mail`));

    store.mergeCustomers(kept, moving, new Date());
    const dueAt = new Date();
    const key = (id: string) => ({ source: shopNumber, kind: 'customer' as const, id });
    await world.ledger.enqueue({
      lane: world.route.destinationAccount.destination,
      keys: [{ key: key(moving), priority: priorities.live, dueAt, cause: 'test' }],
      evidence: [
        { key: key(moving), fact: 'merged into', other: key(kept), saidBy: 'test', deliveryId: null, at: dueAt },
      ],
      delivery: null,
    });
    await passesOnly(world);

    assert.deepEqual(await guestStanding(guestOrder), { state: 'matching' });
    for (const id of [guestOrder, ordered]) {
      assert.deepEqual(await standingOf(world, 'order', id), { state: 'matching' }, id);
    }
  });
});
