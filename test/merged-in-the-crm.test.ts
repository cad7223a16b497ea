import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fullBalance } from '../src/sync/balance.ts';
import { explain } from '../src/sync/explain.ts';
import { buyerWithOrder, casesOf, contact, customerKey, passesOnly, rep, standingOf } from './support/people.ts';
import type { World } from './support/world.ts';
import { newCustomer, openWorld, shopNumber } from './support/world.ts';

async function rename(world: World, customerId: string, firstName: string): Promise<void> {
  world.store.store.updateCustomer(customerId, new Date(), { firstName });
  await world.touch(['customer', customerId]);
}

describe('records of ours get another Shopify ID in the CRM', () => {
  let world: World;
  before(async () => {
    world = await openWorld({ crm: { searchLagMs: 0 } });
  });
  after(() => world.close());

  it('are held with a sentence that stays, get nothing written, and go on when the ID is back', async () => {
    const { customerId, contactId } = await buyerWithOrder(world, 'gus@example.com', 'Gus');
    const user = world.crm.account.asUser(rep);
    user.update('contacts', contactId, { samestory_key: `${shopNumber}/customer/5` });
    await rename(world, customerId, 'Gustav');
    await passesOnly(world);
    assert.equal(contact(world, contactId).properties['firstname'], 'Gus');
    assert.equal(contact(world, contactId).properties['samestory_key'], `${shopNumber}/customer/5`);
    assert.match(
      (await casesOf(world)).get(customerKey(customerId)) ?? '',
      /was changed in the CRM to 548380009\/customer\/5/,
    );
    const [explanation] = await explain(world.route, customerId);
    assert.equal(explanation?.standing, 'needs you');
    assert.match(explanation?.reason ?? '', /put back/);
    user.update('contacts', contactId, { samestory_key: customerKey(customerId) });
    await world.work();
    assert.deepEqual(await standingOf(world, 'customer', customerId), { state: 'matching' });
    assert.equal(contact(world, contactId).properties['firstname'], 'Gustav');
    assert.equal((await casesOf(world)).get(customerKey(customerId)), undefined);
  });

  it('are noticed by the full balance when nothing else happens, and the case outlives its report', async () => {
    const { customerId, contactId } = await buyerWithOrder(world, 'hal@example.com', 'Hal');
    world.crm.account.asUser(rep).update('contacts', contactId, { samestory_key: `${shopNumber}/customer/6` });
    const report = await fullBalance(world.route, { repair: true });
    assert.deepEqual(report.balance.find(({ kind }) => kind === 'customer')?.needsYou, { identity: 1 });
    await passesOnly(world);
    assert.deepEqual((await standingOf(world, 'customer', customerId))?.state, 'needs you');
    const again = await fullBalance(world.route, { repair: true });
    assert.deepEqual(again.balance.find(({ kind }) => kind === 'customer')?.needsYou, { identity: 1 });
    await passesOnly(world);
    world.crm.account.asUser(rep).update('contacts', contactId, { samestory_key: customerKey(customerId) });
    await fullBalance(world.route, { repair: true });
    await passesOnly(world);
    assert.deepEqual(await standingOf(world, 'customer', customerId), { state: 'matching' });
  });

  it('are noticed from the list of changes, orders too', async () => {
    const { orderId, orderRecordId } = await buyerWithOrder(world, 'ida@example.com', 'Ida');
    world.crm.account.asUser(rep).update('orders', orderRecordId, { samestory_key: `${shopNumber}/order/7` });
    await world.work();
    const standing = await standingOf(world, 'order', orderId);
    assert.equal(standing?.state, 'needs you');
  });

  it('get our ID back where somebody has only cleared it', async () => {
    const { customerId, contactId } = await buyerWithOrder(world, 'jon@example.com', 'Jon');
    world.crm.account.asUser(rep).update('contacts', contactId, { samestory_key: '' });
    await fullBalance(world.route, { repair: true });
    await passesOnly(world);
    assert.equal(contact(world, contactId).properties['samestory_key'], customerKey(customerId));
    const history = contact(world, contactId).history('samestory_key');
    assert.deepEqual(
      history.map(({ value }) => value === ''),
      [false, true, false],
    );
    assert.deepEqual(await standingOf(world, 'customer', customerId), { state: 'matching' });
  });
});

for (const mergeSurvivor of ['primary', 'new'] as const) {
  describe(`contacts are merged in the CRM, the survivor keeps ${mergeSurvivor === 'new' ? 'a new' : 'its'} id`, () => {
    let world: World;
    before(async () => {
      world = await openWorld({ crm: { searchLagMs: 0, switches: { mergeSurvivor } } });
    });
    after(() => world.close());

    it("follows ours into a rep's own contact, which keeps what the rep typed", async () => {
      const { customerId, orderId, contactId } = await buyerWithOrder(world, 'kim@example.com', 'Kim');
      const user = world.crm.account.asUser(rep);
      const own = user.create('contacts', { email: 'kim@work.example', phone: '0800', hs_lead_status: 'OPEN' });
      const survivor = user.merge('contacts', own, contactId);
      await rename(world, customerId, 'Kimberly');
      await passesOnly(world);
      const { properties } = contact(world, survivor);
      assert.equal(properties['samestory_key'], customerKey(customerId));
      assert.equal(properties['firstname'], 'Kimberly');
      assert.equal(properties['email'], 'kim@work.example');
      assert.match(properties['hs_additional_emails'] ?? '', /kim@example\.com/);
      assert.equal(properties['phone'], '0800');
      assert.equal(properties['hs_lead_status'], 'OPEN');
      assert.equal(contact(world, survivor).links().length, 1);
      await world.touch(['order', orderId]);
      await passesOnly(world);
      const { balance } = await fullBalance(world.route, { repair: true });
      assert.equal(balance.find(({ kind }) => kind === 'customer')?.matching, 1);
      assert.equal(balance.find(({ kind }) => kind === 'order')?.matching, 1);
    });

    it('notices a merge although nothing of the record has changed in Shopify', async () => {
      const { customerId, contactId } = await buyerWithOrder(world, 'lea@example.com', 'Lea');
      const user = world.crm.account.asUser(rep);
      const survivor = user.merge('contacts', user.create('contacts', { email: 'lea@work.example' }), contactId);
      await world.work();
      assert.equal(contact(world, survivor).properties['samestory_key'], customerKey(customerId));
      const other = await buyerWithOrder(world, 'max@example.com', 'Max');
      const second = user.merge('contacts', user.create('contacts', { email: 'max@work.example' }), other.contactId);
      await fullBalance(world.route, { repair: true });
      await passesOnly(world);
      assert.equal(contact(world, second).properties['samestory_key'], customerKey(other.customerId));
    });

    it('holds two of ours in one, writes neither over the other, and goes on when Shopify has merged them too', async () => {
      const first = await buyerWithOrder(world, 'ned@example.com', 'Ned');
      const second = await buyerWithOrder(world, 'nat@example.com', 'Nat');
      const survivor = world.crm.account.asUser(rep).merge('contacts', second.contactId, first.contactId);
      await rename(world, first.customerId, 'Edward');
      await rename(world, second.customerId, 'Natalie');
      await passesOnly(world);
      assert.equal(contact(world, survivor).properties['firstname'], 'Natalie');
      const sentence = (await casesOf(world)).get(customerKey(first.customerId)) ?? '';
      assert.match(sentence, new RegExp(`stands for ${customerKey(second.customerId)}`));
      assert.match(sentence, /merge them in Shopify too/);
      assert.deepEqual(await standingOf(world, 'customer', second.customerId), { state: 'matching' });
      await mergeInShopify(world, second.customerId, first.customerId);
      await world.work();
      await assertOnePerson(world, survivor, second.customerId, first.customerId);
      assert.equal(contact(world, survivor).properties['firstname'], 'Natalie');
    });

    it('goes on as well when the other of the two survives in Shopify', async () => {
      const first = await buyerWithOrder(world, 'ole@example.com', 'Ole');
      const second = await buyerWithOrder(world, 'ora@example.com', 'Ora');
      const survivor = world.crm.account.asUser(rep).merge('contacts', second.contactId, first.contactId);
      await rename(world, first.customerId, 'Olaf');
      await passesOnly(world);
      await mergeInShopify(world, first.customerId, second.customerId);
      await world.work();
      await assertOnePerson(world, survivor, first.customerId, second.customerId);
      assert.equal(contact(world, survivor).properties['firstname'], 'Olaf');
    });

    it('asks for a merge in the CRM after one in Shopify, and sees that it was done', async () => {
      const first = await buyerWithOrder(world, 'pia@example.com', 'Pia');
      const second = await buyerWithOrder(world, 'pam@example.com', 'Pam');
      await mergeInShopify(world, second.customerId, first.customerId);
      await world.work();
      assert.match(
        (await casesOf(world)).get(customerKey(second.customerId)) ?? '',
        /has a record of each: merge the two/,
      );
      const survivor = world.crm.account.asUser(rep).merge('contacts', first.contactId, second.contactId);
      await world.work();
      await assertOnePerson(world, survivor, second.customerId, first.customerId);
    });

    it('takes a merge in the CRM for one in Shopify that nothing else has told of', async () => {
      const kept = await buyerWithOrder(world, 'una@example.com', 'Una');
      const removed = world.store.store.createCustomer(newCustomer({ email: 'uma@example.com', phone: null }));
      await world.touch(['customer', removed]);
      await world.work();
      const [theirs] = world.crm.account.read.findBy('contacts', 'samestory_key', customerKey(removed));
      assert.ok(theirs);
      // The webhook is lost, and no order has ever named the customer who goes.
      world.store.store.mergeCustomers(kept.customerId, removed, new Date());
      const survivor = world.crm.account.asUser(rep).merge('contacts', kept.contactId, theirs.id);
      await world.touch(['customer', removed]);
      await world.work();
      await assertOnePerson(world, survivor, kept.customerId, removed, 1);
    });
  });
}

/** As a merchant does it, with the webhook that tells of it. */
async function mergeInShopify(world: World, kept: string, removed: string): Promise<void> {
  world.store.store.mergeCustomers(kept, removed, new Date());
  const key = { source: shopNumber, kind: 'customer' as const, id: removed };
  const at = new Date();
  await world.ledger.enqueue({
    lane: world.route.destinationAccount.destination,
    keys: [key, { ...key, id: kept }].map((one) => ({ key: one, priority: 100, dueAt: at, cause: 'webhook' })),
    evidence: [{ key, fact: 'merged into', other: { ...key, id: kept }, saidBy: 'webhook', deliveryId: null, at }],
    delivery: null,
  });
}

async function assertOnePerson(
  world: World,
  survivor: string,
  kept: string,
  removed: string,
  orders = 2,
): Promise<void> {
  assert.equal((await casesOf(world)).get(customerKey(kept)), undefined);
  assert.equal((await casesOf(world)).get(customerKey(removed)), undefined);
  assert.deepEqual(await standingOf(world, 'customer', kept), { state: 'matching' });
  assert.equal((await standingOf(world, 'customer', removed))?.state, 'gone');
  assert.equal(contact(world, survivor).properties['samestory_members'], customerKey(kept));
  assert.equal(
    contact(world, survivor)
      .links()
      .filter(({ toType }) => toType === 'orders').length,
    orders,
  );
  await fullBalance(world.route, { repair: true });
  await world.work();
  const { balance } = await fullBalance(world.route, { repair: true });
  const row = balance.find(({ kind }) => kind === 'order');
  assert.equal(row?.matching, row?.listed);
}
