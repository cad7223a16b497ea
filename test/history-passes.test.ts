import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Destination } from '../src/connector/destination.ts';
import type { Failure } from '../src/connector/failure.ts';
import type { Ledger } from '../src/ledger/contract.ts';
import { backfill } from '../src/sync/backfill.ts';
import { fullBalance } from '../src/sync/balance.ts';
import { runPasses } from '../src/sync/lane.ts';
import { defaultPasses } from '../src/sync/pass.ts';
import type { Route } from '../src/sync/types.ts';
import { withLane } from '../src/sync/with-lane.ts';
import { clockFrom } from './support/clock-from.ts';
import { newCustomer, newOrder, openWorld, type World } from './support/world.ts';

const hourMs = 3_600_000;
const midMonth = new Date('2026-11-20T10:00:00Z');
const orders = 60;
const customers = 8;
const guests = 4;

/** How many passes were under way at once, at most: each stores what it has read, and says in the end how its keys stand. */
function counting(route: Route): { readonly route: Route; most(): number } {
  const { ledger } = route;
  let running = 0;
  let most = 0;
  const counted: Pick<Ledger, 'stage' | 'recordLooks' | 'finish'> = {
    // The comparison of a month stores what it has read as well, and finishes nothing.
    stage: (input) => {
      running = 0;
      return ledger.stage(input);
    },
    recordLooks: (input) => {
      running += 1;
      most = Math.max(most, running);
      return ledger.recordLooks(input);
    },
    finish: async (input) => {
      running -= 1;
      await ledger.finish(input);
    },
  };
  return { route: { ...route, ledger: { ...ledger, ...counted } }, most: () => most };
}

/** Every buyer has several orders, so that passes beside each other meet in them. */
function trade(world: World, from: Date): void {
  const { store } = world.store;
  const at = (minute: number) => new Date(from.getTime() + minute * 60_000);
  const known = Array.from({ length: customers }, (_, index) =>
    store.createCustomer(newCustomer({ email: `c${index}@example.com`, phone: null, createdAt: at(index) })),
  );
  for (let index = 0; index < orders; index += 1) {
    const buyer = index % (customers + guests);
    const customerId = known[buyer] ?? null;
    const email = customerId === null ? `g${buyer}@example.com` : `c${buyer}@example.com`;
    store.createOrder(newOrder({ customerId, email, createdAt: at(10 + index) }));
  }
}

async function bringIn(route: Route, since: Date): Promise<void> {
  const ignore = () => undefined;
  await withLane(route, 'test', (lane) => backfill(route, lane, { since, onProgress: ignore, onMonth: ignore }));
}

async function assertEachOnce({ crm, ledger, route }: World): Promise<void> {
  const { read } = crm.account;
  assert.equal(read.count('contacts'), customers + guests);
  const made = read.records('orders');
  assert.equal(made.length, orders);
  for (const order of made) assert.equal(order.links().length, 1, `links of ${order.id}`);
  const { destination } = route.destinationAccount;
  const keys = [...made, ...read.records('contacts')].map(({ properties }) => properties['samestory_key'] ?? '');
  for (const subjectId of Object.values(await ledger.subjectIdsOf({ keys }))) {
    const journal = await ledger.journal({ destination, subjectId, limit: 100 });
    assert.deepEqual(
      journal.filter(({ action }) => action === 'unlinked' || action === 'adopted'),
      [],
    );
  }
  const { balance } = await fullBalance(route, { repair: false });
  for (const { kind, listed, matching, extra } of balance) {
    assert.deepEqual([kind, matching, extra], [kind, listed, 0]);
  }
}

describe('passes over history beside each other', () => {
  it('make each contact and order once, also where they meet in a buyer', async () => {
    const clock = clockFrom(midMonth);
    const cutoff = clock.now();
    const since = new Date(cutoff.getTime() - 3 * hourMs);
    const world = await openWorld({ cutoff, clock, crm: { latencyMs: 5 } });
    try {
      trade(world, since);
      const { route, most } = counting({
        ...world.route,
        passes: { ...defaultPasses, keys: 200, historyKeys: 5, atOnce: 3 },
      });
      await bringIn(route, since);
      assert.equal(most(), 3);
      await assertEachOnce(world);
    } finally {
      await world.close();
    }
  });

  it('stop together when the CRM refuses the connection, and leave their keys due', async () => {
    const clock = clockFrom(midMonth);
    const cutoff = clock.now();
    const since = new Date(cutoff.getTime() - 3 * hourMs);
    const world = await openWorld({ cutoff, clock });
    try {
      trade(world, since);
      const { destination } = world.route;
      const failure: Failure = { class: 'credential', code: 'HTTP_401', message: 'the key was refused' };
      const refusing: Destination = {
        ...destination,
        create: async (_object, rows) => rows.map(({ ref }) => ({ ref, status: 'not written', failure })),
      };
      const passes = { ...defaultPasses, keys: 200, historyKeys: 5, atOnce: 3 };
      const { route, most } = counting({ ...world.route, destination: refusing, passes });
      await assert.rejects(bringIn(route, since), { name: 'LaneHeldError', message: 'the key was refused' });
      assert.ok(most() <= 3);
      const lane = world.route.destinationAccount.destination;
      const { leased } = await world.ledger.dueSummary({
        lane,
        source: world.route.sourceAccount.source,
        now: world.route.clock.now(),
      });
      assert.equal(leased, 0);
      await withLane(world.route, 'test', (held) => runPasses({ ...world.route, passes }, held, {}));
      await assertEachOnce(world);
    } finally {
      await world.close();
    }
  });
});
