import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { fullBalance } from '../src/sync/balance.ts';
import { acceptDelivery } from '../src/sync/intake.ts';
import { buyerWithOrder, contact, customerKey, passesOnly, standingOf } from './support/people.ts';
import { openWorld, shopNumber, type World } from './support/world.ts';

describe('Shopify asks to forget a customer', () => {
  let world: World;
  before(async () => {
    world = await openWorld({ crm: { searchLagMs: 0 } });
  });
  after(() => world.close());

  it('empties the ledger, leaves the contact to the merchant, and does not bring the person back', async () => {
    const { customerId, orderId, contactId } = await buyerWithOrder(world, 'fay@example.com', 'Fay');
    const { ledger, destinationAccount } = world.route;
    const { destination } = destinationAccount;
    world.store.store.redactCustomer(customerId, new Date());
    const about = (kind: 'customer' | 'order', id: string) => ({ source: shopNumber, kind, id });
    const keys = [about('customer', customerId), about('order', orderId)];
    const at = new Date();
    const saidBy = 'webhook customers/redact';
    await acceptDelivery(
      { ledger, lane: destination, sourceId: shopNumber, clock: world.route.clock, debounceMs: 0 },
      {
        status: 'signed',
        deliveryId: 'r-1',
        topic: 'customers/redact',
        triggeredAt: at,
        known: true,
        keys,
        evidence: keys.map((key) => ({ key, fact: 'redacted', other: null, saidBy, deliveryId: 'r-1', at })),
        problem: null,
      },
    );
    await passesOnly(world);
    const left = { state: 'left out', reason: 'redacted' };
    assert.deepEqual(await standingOf(world, 'customer', customerId), left);
    assert.deepEqual(await standingOf(world, 'order', orderId), left);
    const ids = await ledger.subjectIdsOf({ keys: [customerKey(customerId)] });
    const [subjectId] = Object.values(ids);
    assert.ok(subjectId);
    const history = await ledger.journal({ destination, subjectId, limit: 100 });
    const views = await ledger.subjects({ destination, subjectIds: [subjectId] });
    assert.doesNotMatch(JSON.stringify([history, views]), /Fay|fay@/);
    const before = contact(world, contactId).properties;
    await world.touch(['customer', customerId], ['order', orderId]);
    await world.work();
    const report = await fullBalance(world.route, { repair: true });
    await passesOnly(world);
    assert.deepEqual(contact(world, contactId).properties, before);
    assert.equal(before['firstname'], 'Fay', 'the contact is the merchant’s to erase');
    assert.deepEqual(report.differences, []);
    for (const kind of ['customer', 'order'] as const) {
      assert.deepEqual(report.balance.find((row) => row.kind === kind)?.leftOut, { redacted: 1 });
    }
    const again = await ledger.subjects({ destination, subjectIds: [subjectId] });
    assert.doesNotMatch(JSON.stringify(again), /Fay|fay@/);
  });
});
