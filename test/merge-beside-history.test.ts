import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { KeyResult } from '../src/ledger/contract.ts';
import { priorities } from '../src/ledger/contract.ts';
import { runPasses } from '../src/sync/lane.ts';
import { withLane } from '../src/sync/with-lane.ts';
import { standingOf } from './support/people.ts';
import { newCustomer, newOrder, openWorld, shopNumber, type World } from './support/world.ts';

describe('a merge in the store that is found in one pass with an older look at an order', () => {
  let world: World;
  before(async () => {
    world = await openWorld();
  });
  after(() => world.close());

  it('makes the order wait for the survivor, of whom nothing is known yet but a name', async () => {
    const { store } = world.store;
    const removed = store.createCustomer(newCustomer({ email: 'uma@example.com', phone: null }));
    const kept = store.createCustomer(newCustomer({ email: 'ula@example.com', phone: null }));
    const orderId = store.createOrder(newOrder({ customerId: removed }));
    await world.touch(['customer', removed]);
    await world.work();
    const looks = await world.route.source.read('order', [orderId]);
    store.mergeCustomers(kept, removed, new Date());
    const lane = world.route.destinationAccount.destination;
    const dueAt = new Date();
    const rows = looks.map(({ key, snapshot, observedAt }) => ({ key, snapshot, observedAt }));
    await world.ledger.stage({ lane, rows, priority: priorities.history, dueAt, cause: 'history' });
    const key = (id: string) => ({ source: shopNumber, kind: 'customer' as const, id });
    const told = {
      key: key(removed),
      fact: 'merged into',
      other: key(kept),
      saidBy: 'test',
      deliveryId: null,
    } as const;
    const due = { key: key(removed), priority: priorities.live, dueAt, cause: 'test' };
    await world.ledger.enqueue({ lane, keys: [due], evidence: [{ ...told, at: dueAt }], delivery: null });
    const results: KeyResult[] = [];
    const ledger: World['ledger'] = {
      ...world.ledger,
      finish: (input) => {
        results.push(...input.results);
        return world.ledger.finish(input);
      },
    };
    const route = { ...world.route, ledger };
    await withLane(route, 'test', (held) => runPasses(route, held, {}));
    assert.deepEqual(
      results.filter(({ outcome }) => outcome.type === 'failed'),
      [],
      'nothing fails on the way',
    );
    assert.deepEqual(await standingOf(world, 'order', orderId), { state: 'matching' });
    const [order] = world.crm.account.read.findBy('orders', 'samestory_key', `${shopNumber}/order/${orderId}`);
    const [contact] = world.crm.account.read.findBy('contacts', 'email', 'ula@example.com');
    const links = await world.route.destination.readLinks('order_contact', [order?.id ?? '']);
    assert.ok(contact);
    assert.deepEqual(links.get(order?.id ?? ''), [contact.id]);
  });
});
