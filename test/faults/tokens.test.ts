import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { createClientCredentials } from '../../src/sources/shopify/tokens/client-credentials.ts';
import { newOrder, webhookSecret } from '../support/world.ts';
import { business, changes, comesTrue, type FaultWorld, heal, openFaultWorld, parked, strikes, turn } from './world.ts';

describe('access tokens that end in the middle of the work', () => {
  let world: FaultWorld;
  before(async () => {
    world = await openFaultWorld({
      tokens: ({ url }, clock) =>
        createClientCredentials({ baseUrl: url, clientId: 'client', clientSecret: webhookSecret, clock }),
    });
  });
  after(() => world.close());

  for (const name of ['shopify-token-expires', 'shopify-token-refused', 'shopify-refresh-answer-lost']) {
    it(`${name}: the work goes on where it was, and no record is blamed`, async () => {
      const known = business(world);
      await turn(world);
      changes(world, known);
      for (let count = 0; count < 30; count += 1) {
        world.truth.store.createOrder(newOrder({ email: `${name}${count}@example.com`, createdAt: world.clock.now() }));
      }
      world.store.named.arm([{ fault: name }]);
      await turn(world);
      await turn(world);
      assert.ok(strikes(world, name) > 0);
      heal(world);
      await comesTrue(world, 3);
      assert.deepEqual(await parked(world), []);
    });
  }

  it('asks for one new token, however many calls meet the dead one', async () => {
    const { source } = world.route;
    const ids = [...world.store.store.state.orders.keys()];
    assert.ok(ids.length > 75, 'several calls are under way at once');
    await source.read('order', ids.slice(0, 1));
    const before = world.store.counters.calls()['access_token'] ?? 0;
    world.store.tokens.expireIssued();
    const looks = await source.read('order', ids);
    assert.equal(looks.filter(({ snapshot }) => snapshot !== null).length, ids.length);
    assert.equal((world.store.counters.calls()['access_token'] ?? 0) - before, 1);
  });
});

describe('a clock of ours that is wrong', () => {
  for (const hours of [3, -3]) {
    it(`${hours} hours: nothing that changes in the store is passed over`, async () => {
      const skewed = await openSkewed(hours * 3_600_000);
      try {
        const known = business(skewed);
        await turn(skewed);
        skewed.clock.advance(20 * 60_000);
        changes(skewed, known);
        skewed.clock.advance(2 * 60_000);
        await turn(skewed);
        const { orders } = skewed.hands.seen();
        assert.ok(
          orders.some((order) => order.value('order.refunded') === '10'),
          'a sweep has found the refunds',
        );
        await comesTrue(skewed, 2);
      } finally {
        await skewed.close();
      }
    });
  }
});

/** The platforms go by one clock, the product by another that is off by so much. */
function openSkewed(offMs: number): Promise<FaultWorld> {
  return openFaultWorld({}, offMs);
}
