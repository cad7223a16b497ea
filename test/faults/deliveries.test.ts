import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Sender } from '../../simulator/store/webhooks/post.ts';
import { keepWebhooks } from '../../src/app/keep-webhooks.ts';
import { acceptDelivery } from '../../src/sync/intake.ts';
import type { Route } from '../../src/sync/types.ts';
import {
  business,
  changes,
  comesTrue,
  type FaultWorld,
  heal,
  openFaultWorld,
  parked,
  strikes,
  turn,
  untrue,
} from './world.ts';

const address = 'http://127.0.0.1:4300/webhooks/shopify';

/** Carries webhooks to the product's intake, and counts what it is told. */
function intake() {
  const heard = { route: null as Route | null, answers: [] as number[], doubled: 0 };
  const sender: Sender = {
    post: async (_uri, headers, body) => {
      const { route } = heard;
      if (route === null) return null;
      const lower = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
      const delivery = route.source.receive({ headers: lower, body, receivedAt: route.clock.now() });
      if (delivery.status === 'unsigned') return 401;
      const context = { ledger: route.ledger, lane: route.destinationAccount.destination, clock: route.clock };
      const accepted = await acceptDelivery(
        { ...context, debounceMs: 0, sourceId: route.sourceAccount.source },
        delivery,
      );
      if (accepted.duplicate) heard.doubled += 1;
      heard.answers.push(200);
      return 200;
    },
    close: () => undefined,
  };
  return { heard, sender };
}

describe('webhooks that come late, twice, in any order or never', () => {
  const { heard, sender } = intake();
  let world: FaultWorld;
  before(async () => {
    world = await openFaultWorld({ store: { webhookSender: sender } });
    heard.route = world.route;
    await world.route.source.applyWebhooks(address, await world.route.source.planWebhooks(address));
  });
  after(() => world.close());

  const names = ['late', 'doubled', 'reordered', 'dropped'].map((kind) => `shopify-webhooks-${kind}`);
  for (const name of names) {
    it(`${name}: the CRM tells the same story, and nothing is done twice`, async () => {
      world.store.named.arm([{ fault: name, share: 0.5 }]);
      const known = business(world);
      changes(world, known);
      business(world);
      await turn(world);
      world.clock.advance(4 * 3_600_000);
      await world.store.webhooks.settled();
      assert.ok(strikes(world, name) > 0);
      if (name === 'shopify-webhooks-doubled') assert.ok(heard.doubled > 0);
      heal(world);
      await comesTrue(world, 3);
      const writes = world.route.destination.usage().writeCalls;
      await turn(world);
      assert.equal(world.route.destination.usage().writeCalls, writes, 'a late word changes nothing that is true');
      assert.deepEqual(await parked(world), []);
    });
  }

  it('shopify-subscription-removed: sweeps find the changes, and the subscription is made again', async () => {
    const before = world.store.subscriptions.list().length;
    world.store.named.arm([{ fault: 'shopify-subscription-removed' }]);
    business(world);
    await world.store.webhooks.settled();
    assert.ok(world.store.subscriptions.list().length < before);
    await turn(world);
    assert.deepEqual(untrue(world), []);
    const stop = new AbortController();
    const keeping = keepWebhooks(world.route, address, stop.signal);
    world.clock.advance(6 * 3_600_000);
    while (world.store.subscriptions.list().length < before) await new Promise((resolve) => setImmediate(resolve));
    stop.abort();
    await keeping;
    assert.equal(world.store.subscriptions.list().length, before, 'what is there stays');
    heal(world);
  });
});
