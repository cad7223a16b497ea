import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { timingOf, webhooksOf } from '../src/app/rhythm.ts';
import { type Clock, systemClock } from '../src/lib/clock.ts';
import { runPasses } from '../src/sync/lane.ts';
import { fillMatchIndex } from '../src/sync/match-index.ts';
import { runDueTask, scheduleTasks } from '../src/sync/sweeps.ts';
import type { Route } from '../src/sync/types.ts';
import { withLane } from '../src/sync/with-lane.ts';
import { newOrder, openWorld } from './support/world.ts';

const minute = 60_000;

/** When an order is found that comes right after a look, in minutes: looked for at `before` in vain, at `after` with success. */
const rhythms = [
  { rhythm: 'live', webhooks: true, before: 1, after: 6 },
  { rhythm: 'live', webhooks: false, before: 0.5, after: 2.2 },
  { rhythm: 'hourly', webhooks: false, before: 55, after: 62 },
  { rhythm: 'daily', webhooks: false, before: 23 * 60, after: 24 * 60 + 2 },
] as const;

describe('the rhythm', () => {
  for (const { rhythm, webhooks, before, after } of rhythms) {
    const which = rhythm === 'live' ? `live with webhooks ${webhooks ? 'on' : 'off'}` : rhythm;
    it(`${which}: an order reaches the CRM between minute ${before} and minute ${after}, without any webhook`, async () => {
      let now = Date.parse('2026-11-02T10:00:00Z');
      const clock: Clock = {
        now: () => new Date(now),
        // Whoever renews a lease sleeps in between: without any wait that would be all that the processor does.
        sleep: (milliseconds, signal) => systemClock.sleep(Math.min(milliseconds, 50), signal),
      };
      const world = await openWorld({ clock });
      try {
        const route: Route = { ...world.route, timing: timingOf(rhythm, world.route.timing, webhooks) };
        await scheduleTasks(route);
        const orders = async () => {
          await withLane(route, 'test', async (lane) => {
            while (await runDueTask(route, lane));
            await fillMatchIndex(route, () => undefined);
            await runPasses(route, lane, {});
          });
          return world.crm.account.read.count('orders');
        };
        assert.equal(await orders(), 0);
        now += 1_000;
        world.store.store.createOrder(newOrder({ email: 'ann@example.com', createdAt: clock.now() }));
        now += before * minute;
        assert.equal(await orders(), 0, 'not yet');
        now += (after - before) * minute;
        assert.equal(await orders(), 1);
      } finally {
        await world.close();
      }
    });
  }

  it('has webhooks only where changes are wanted at once', () => {
    const address = 'https://crm.example.com';
    assert.equal(webhooksOf('live', address), address);
    for (const slower of ['hourly', 'daily', 'export'] as const) assert.equal(webhooksOf(slower, address), null);
  });
});
