import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { decideReview, reviewDocument, undoDecision } from '../src/app/identity/review.ts';
import type { LaneAccess } from '../src/app/turns.ts';
import { withLane } from '../src/sync/with-lane.ts';
import { contact, customerKey, rep, standingOf } from './support/people.ts';
import { newCustomer, newOrder, openWorld, shopNumber, type World } from './support/world.ts';

describe('who is who, decided by a person', () => {
  let world: World;
  before(async () => {
    world = await openWorld({ crm: { searchLagMs: 0 } });
  });
  after(() => world.close());

  const lane: LaneAccess = { looping: true, alone: (work) => withLane(world.route, 'test', work) };
  const by = 'Kim';
  const user = () => world.crm.account.asUser(rep);
  const decide = (one: string, act: 'link' | 'apart' | 'merge', target: string | null = null) =>
    decideReview(world.route, lane, { case: one, act, target, by });
  const undo = (id: string) => undoDecision(world.route, lane, { id, by });

  /** A buyer with an order, worked; the CRM's list of contacts is learned anew before. */
  async function buyer(change: Parameters<typeof newCustomer>[0]) {
    const customerId = world.store.store.createCustomer(newCustomer(change));
    const orderId = world.store.store.createOrder(newOrder({ customerId, email: change?.email ?? null }));
    await world.touch(['customer', customerId], ['order', orderId]);
    await world.work();
    return { customerId, orderId };
  }

  const keyed = (customerId: string) =>
    world.crm.account.read.findBy('contacts', 'samestory_key', customerKey(customerId)).map(({ id }) => id);

  function linksOf(orderId: string): string[] {
    const [order] = world.crm.account.read.findBy('orders', 'samestory_key', `${shopNumber}/order/${orderId}`);
    return (order?.links() ?? []).filter(({ toType }) => toType === 'contacts').map(({ toId }) => toId);
  }

  it('takes over the contact that a person names, and lets go of it when that is undone', async () => {
    const mine = { firstname: 'Ada', lastname: 'Love', phone: '+49 30 1234567' };
    const first = user().create('contacts', { ...mine, email: 'ada@example.com' });
    const second = user().create('contacts', { ...mine, email: 'ada@old.example' });
    const ada = { email: 'ada@example.com', firstName: 'Ada', lastName: 'Love', phone: '+49301234567' };
    const { customerId, orderId } = await buyer(ada);
    assert.deepEqual(keyed(customerId), [], 'nothing is written for somebody who may be two contacts');
    const { cases, waiting } = await reviewDocument(world.route);
    assert.equal(waiting, 1);
    const [found] = cases;
    assert.equal(found?.id, `customer-${customerId}`);
    assert.deepEqual(
      found?.contacts.map(({ id, shares }) => [id, shares]),
      [
        [first, 'the same e-mail address'],
        [second, 'the same phone number; the name agrees; another e-mail address'],
      ],
    );
    assert.doesNotMatch(JSON.stringify(found), /ada@|Love|1234567/, 'personal data is masked');

    const { id } = await decide(found?.id ?? '', 'link', second);
    const [before] = (await reviewDocument(world.route)).cases;
    assert.deepEqual(before?.decided, { id, by }, 'who looks before the loop had its turn is not asked again');
    await world.work();
    assert.deepEqual(keyed(customerId), [second]);
    assert.deepEqual(linksOf(orderId), [second]);
    assert.equal((await reviewDocument(world.route)).waiting, 0);

    assert.deepEqual((await undo(id)).notes, []);
    await world.work();
    assert.deepEqual(keyed(customerId), [], 'our key is off the contact again');
    assert.deepEqual(linksOf(orderId), [], 'and no order of theirs hangs on somebody who may be another');
    assert.equal(contact(world, second).properties['email'], 'ada@old.example');
    const asked = await reviewDocument(world.route);
    assert.deepEqual([asked.waiting, asked.cases[0]?.decided], [1, null]);
    await assert.rejects(undo(id), /No decision .* is in force/);

    await decide(`${customerId}`, 'link', first);
    await world.work();
    assert.deepEqual(keyed(customerId), [first]);
    assert.deepEqual(linksOf(orderId), [first]);
  });

  it('leaves the link that somebody else made when a decision is undone', async () => {
    const mine = { firstname: 'Flo', lastname: 'Ray', phone: '+49 30 5550001' };
    const first = user().create('contacts', { ...mine, email: 'flo@one.example' });
    user().create('contacts', { ...mine, email: 'flo@two.example' });
    const flo = { email: 'flo@example.com', firstName: 'Flo', lastName: 'Ray', phone: '+49305550001' };
    const { customerId, orderId } = await buyer(flo);
    const { id } = await decide(customerId, 'link', first);
    await world.work();
    assert.deepEqual(linksOf(orderId), [first]);
    const friend = user().create('contacts', { email: 'friend@example.com' });
    const [order] = world.crm.account.read.findBy('orders', 'samestory_key', `${shopNumber}/order/${orderId}`);
    assert.ok(order);
    user().link('orders', order.id, 'contacts', friend);
    await undo(id);
    await world.work();
    assert.deepEqual(linksOf(orderId), [friend]);
    await decide(customerId, 'link', first);
    await world.work();
  });

  it('makes a contact of their own for somebody who is kept apart, and archives it when that is undone', async () => {
    const nameless = user().create('contacts', { phone: '+49 30 7654321' });
    const { customerId, orderId } = await buyer({ email: 'bo@example.com', firstName: 'Bo', phone: '+49307654321' });
    const [found] = (await reviewDocument(world.route)).cases;
    assert.match(found?.reason ?? '', /same phone number/);
    const { id } = await decide(found?.id ?? '', 'apart');
    await world.work();
    const [own] = keyed(customerId);
    assert.ok(own !== undefined && own !== nameless);
    assert.deepEqual(linksOf(orderId), [own]);
    assert.equal((await reviewDocument(world.route)).waiting, 0);
    await undo(id);
    await world.work();
    assert.deepEqual(keyed(customerId), []);
    const standing = await standingOf(world, 'customer', customerId);
    assert.equal(standing?.state === 'needs you' && standing.class, 'identity');
    await decide(customerId, 'link', nameless);
    await world.work();
    assert.deepEqual(keyed(customerId), [nameless]);
  });

  it('makes one person of two, closes the case when the CRM has merged them, and takes them apart again', async () => {
    const { customerId } = await buyer({ email: 'cy@old.example', firstName: 'Cy', phone: null });
    const guestOrder = world.store.store.createOrder(newOrder({ customerId: null, email: 'cy@new.example' }));
    await world.touch(['order', guestOrder]);
    await world.work();
    world.store.store.updateCustomer(customerId, new Date(), { email: 'cy@new.example' });
    await world.touch(['customer', customerId]);
    await world.work();
    const cases = (await reviewDocument(world.route)).cases.map(({ id }) => id);
    assert.deepEqual(cases.toSorted(), [`customer-${customerId}`, `guest-${guestOrder}`]);
    const [mine] = keyed(customerId);
    const [theirs] = linksOf(guestOrder);
    assert.ok(mine !== undefined && theirs !== undefined && mine !== theirs);

    const { id, notes } = await decide(customerId, 'merge');
    assert.match(notes.join(), /merge the two there/);
    await world.work();
    user().merge('contacts', mine, theirs);
    await world.work();
    await world.touch(['customer', customerId], ['order', guestOrder]);
    await world.work();
    assert.equal((await reviewDocument(world.route)).waiting, 0);
    assert.deepEqual(linksOf(guestOrder), [mine]);
    assert.deepEqual(keyed(customerId), [mine]);

    const undone = await undo(id);
    assert.match(undone.notes.join(), /stay one/);
    await world.work();
    assert.equal((await reviewDocument(world.route)).waiting > 0, true);
    await decide(customerId, 'merge');
    await world.work();
    assert.equal((await reviewDocument(world.route)).waiting, 0);
  });

  it('refuses what cannot be', async () => {
    await assert.rejects(decide('customer-1', 'apart'), /No case goes by "customer-1"/);
    user().create('contacts', { firstname: 'Di', lastname: 'Fox', phone: '+49 30 555000', email: 'di@old.example' });
    const { customerId } = await buyer({
      email: 'di@example.com',
      firstName: 'Di',
      lastName: 'Fox',
      phone: '+4930555000',
    });
    await assert.rejects(decide(customerId, 'link', '1'), /The CRM has no contact 1/);
    const [taken] = world.crm.account.read.records('contacts').filter(({ properties }) => properties['samestory_key']);
    await assert.rejects(decide(customerId, 'link', taken?.id ?? ''), /stands for somebody else/);
    await assert.rejects(decide(customerId, 'merge'), /merged there/);
    assert.equal((await reviewDocument(world.route)).waiting, 1);
  });
});
