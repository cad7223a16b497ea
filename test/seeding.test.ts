import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { priorities } from '../src/ledger/contract.ts';
import { systemClock } from '../src/lib/clock.ts';
import { seedingMap } from './support/maps.ts';
import { newCustomer, newOrder, openWorld, shopNumber, type World } from './support/world.ts';

describe('a field of the CRM that is filled once', () => {
  let world: World;
  before(async () => {
    world = await openWorld({ map: seedingMap });
  });
  after(() => world.close());

  /** The phone of the contact that one order with this priority makes. */
  async function phoneAfter(email: string, phone: string, priority: number): Promise<string | null | undefined> {
    const { store, ledger, route } = world;
    const buyer = store.store.createCustomer(newCustomer({ email, phone }));
    const order = store.store.createOrder(newOrder({ customerId: buyer }));
    const key = { source: shopNumber, kind: 'order', id: order } as const;
    const dueAt = systemClock.now();
    const lane = route.destinationAccount.destination;
    await ledger.enqueue({ lane, keys: [{ key, priority, dueAt, cause: 'test' }], evidence: [], delivery: null });
    await world.work();
    const [contact] = world.crm.account.read.findBy('contacts', 'email', email);
    assert.ok(contact, email);
    return contact.properties['phone'];
  }

  it('is seeded where a live order makes the record', async () => {
    assert.equal(await phoneAfter('live@example.com', '+4930901820', priorities.live), '+4930901820');
    assert.equal(await phoneAfter('operator@example.com', '+4930901821', priorities.operator), '+4930901821');
  });

  it('stays empty where history makes it, or where a repair makes it again', async () => {
    assert.ok(!(await phoneAfter('history@example.com', '+4930901822', priorities.history)));
    assert.ok(!(await phoneAfter('repair@example.com', '+4930901823', priorities.repair)));
  });
});
