import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { WorkKey } from '../src/commerce/keys.ts';
import { priorities } from '../src/ledger/contract.ts';
import { systemClock } from '../src/lib/clock.ts';
import { backfill } from '../src/sync/backfill.ts';
import { runLane } from '../src/sync/lane.ts';
import { pauseOf } from '../src/sync/pause.ts';
import type { Route } from '../src/sync/types.ts';
import { clockFrom } from './support/clock-from.ts';
import { newCustomer, newOrder, openWorld, type World } from './support/world.ts';

const hourMs = 3_600_000;
const orders = 40;
const buyers = 8;

/** A service that looks for work all the time, and a month that takes a while to be staged: `meanwhile` happens in it. */
function eager({ route }: World, meanwhile: (keys: readonly WorkKey[]) => Promise<void>): Route {
  const stage: typeof route.ledger.stage = async (input) => {
    await route.ledger.stage(input);
    await meanwhile(input.rows.map(({ key }) => key));
    await systemClock.sleep(400);
  };
  return {
    ...route,
    ledger: { ...route.ledger, stage },
    timing: { ...route.timing, idleMs: 20 },
    // Whatever the store has not just said itself would stop everything.
    brake: { records: 1, share: 0 },
  };
}

/** The store tells of changes, and the service works them at once. */
async function changeAndWait({ ledger, route }: World, keys: readonly WorkKey[]): Promise<void> {
  const lane = route.destinationAccount.destination;
  const { source } = route.sourceAccount;
  const due = keys.map((key) => ({ key, priority: priorities.live, dueAt: route.clock.now(), cause: 'webhook' }));
  await ledger.enqueue({ lane, keys: due, evidence: [], delivery: null });
  const open = async () => {
    const { ready, leased } = await ledger.dueSummary({ lane, source, now: route.clock.now() });
    return ready + leased;
  };
  while ((await open()) > 0) await systemClock.sleep(20);
}

/** The work begins when the service has looked at everything that is there, and found it too old. */
async function besideService(route: Route, records: number, work: () => Promise<void>): Promise<void> {
  const over = new AbortController();
  const running = runLane(route, { holder: 'service', signal: over.signal });
  const { destination } = route.destinationAccount;
  const leftOut = async () => {
    const counters = await route.ledger.counters({ destination });
    return counters.reduce((sum, { state, count }) => sum + (state === 'left out' ? count : 0), 0);
  };
  while ((await leftOut()) < records) await systemClock.sleep(20);
  await work().finally(() => over.abort());
  await running;
}

describe('history that comes in while the service runs', () => {
  it('is worked from what was staged, and calls nothing a repair', () => comesIn(async () => undefined));

  it('calls nothing a repair that changed while its month was staged', () =>
    comesIn((world, keys) => changeAndWait(world, keys.slice(0, 3))));

  async function comesIn(meanwhile: (world: World, keys: readonly WorkKey[]) => Promise<void>): Promise<void> {
    const clock = clockFrom(new Date('2026-11-20T10:00:00Z'));
    const cutoff = clock.now();
    const since = new Date(cutoff.getTime() - 3 * hourMs);
    const world = await openWorld({ cutoff, clock });
    try {
      const { store, counters } = world.store;
      const at = (minute: number) => new Date(since.getTime() + minute * 60_000);
      for (let index = 0; index < orders; index += 1) {
        const email = `c${index % buyers}@example.com`;
        const customerId =
          index < buyers ? store.createCustomer(newCustomer({ email, phone: null, createdAt: at(index) })) : null;
        store.createOrder(newOrder({ customerId, email, createdAt: at(10 + index) }));
      }
      const route = eager(world, (keys) => meanwhile(world, keys));
      counters.reset();
      await besideService(route, orders + buyers, async () => {
        await backfill(route, null, { since, onProgress: () => undefined, onMonth: () => undefined });
      });
      assert.equal(world.crm.account.read.count('orders'), orders);
      assert.equal(await pauseOf(route.ledger, route.destinationAccount.destination), null);
      const keys = world.crm.account.read.records('orders').map(({ properties }) => properties['samestory_key'] ?? '');
      const causes = new Set<string>();
      for (const subjectId of Object.values(await world.ledger.subjectIdsOf({ keys }))) {
        const { destination } = route.destinationAccount;
        for (const { cause } of await world.ledger.journal({ destination, subjectId, limit: 10 })) causes.add(cause);
      }
      assert.deepEqual(
        [...causes].map((cause) => cause.split(' ')[0]),
        ['history'],
      );
    } finally {
      await world.close();
    }
  }
});
