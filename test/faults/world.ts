import assert from 'node:assert/strict';
import { type Truth, watchStore } from '../../simulator/merchant/truth.ts';
import { checkOneRecordPerKey } from '../../simulator/simulation/checkers/one-record-per-key.ts';
import { checkOrdersTrue } from '../../simulator/simulation/checkers/orders-true.ts';
import { checkLinksTrue, checkPersonsTrue } from '../../simulator/simulation/checkers/persons-true.ts';
import type { CrmHands } from '../../simulator/simulation/crm-hands.ts';
import { hubSpotHands } from '../../simulator/simulation/hubspot-hands.ts';
import type { NewOrder } from '../../simulator/store/types.ts';
import { formatKey } from '../../src/commerce/keys.ts';
import { ConnectorError, type Failure } from '../../src/connector/failure.ts';
import { fullBalance } from '../../src/sync/balance.ts';
import { runPasses } from '../../src/sync/lane.ts';
import { fillMatchIndex } from '../../src/sync/match-index.ts';
import { LaneHeldError } from '../../src/sync/pass.ts';
import { recover } from '../../src/sync/recover.ts';
import { sweepNow } from '../../src/sync/sweeps.ts';
import { withLane } from '../../src/sync/with-lane.ts';
import { createFastClock, type FastClock } from '../support/fast-clock.ts';
import { newCustomer, newOrder, openWorld, shopNumber, type World, type WorldOptions } from '../support/world.ts';

/** A world whose platforms can be told to go wrong, with a witness of what really happened in the store. */
export interface FaultWorld extends World {
  readonly clock: FastClock;
  readonly truth: Truth;
  readonly hands: CrmHands;
  /** Failures of the connection since the last call; each is what a person would be told. */
  held(): readonly Failure[];
}

/** `offMs`: the product's clock is ahead of the platforms' by so much. */
export async function openFaultWorld(options: WorldOptions = {}, offMs = 0): Promise<FaultWorld> {
  const clock = createFastClock();
  const productClock = { ...clock, now: () => new Date(clock.now().getTime() + offMs) };
  const world = await openWorld({
    clock,
    productClock,
    ...options,
    crm: { searchLagMs: 0, ...options.crm },
    // The lane is renewed on this clock and expires on the database's, which is a thousand times slower.
    timing: { leaseMs: 20_000_000, ...options.timing },
  });
  const truth = watchStore(world.store.store);
  world.store.actThrough(truth.store);
  const hands = hubSpotHands(world.crm.account, (field) => world.route.destination.propertyOf(field));
  let told: Failure[] = [];
  const held = () => {
    const before = told;
    told = [];
    return before;
  };
  holds.set(world.route.ledger, (failure) => told.push(failure));
  return { ...world, clock, truth, hands, held };
}

const holds = new WeakMap<object, (failure: Failure) => void>();

let buyers = 0;

/** A customer with an order, somebody who buys as a guest, and a change to each that came before. */
export function business({ truth, clock }: FaultWorld, change: Partial<NewOrder> = {}) {
  const at = clock.now();
  const { store } = truth;
  const made = [1, 2, 3].map(() => {
    buyers += 1;
    const email = `buyer${buyers}@example.com`;
    const customerId = store.createCustomer(
      newCustomer({ email, firstName: `Buyer ${buyers}`, phone: null, createdAt: at }),
    );
    return { customerId, email, orderId: store.createOrder(newOrder({ customerId, email, createdAt: at, ...change })) };
  });
  buyers += 1;
  const guestOrderId = store.createOrder(newOrder({ email: `guest${buyers}@example.com`, createdAt: at, ...change }));
  return { customers: made, guestOrderId };
}

/** Something changes on each of the records. */
export function changes({ truth, clock }: FaultWorld, { customers, guestOrderId }: ReturnType<typeof business>): void {
  const at = clock.now();
  for (const { customerId, orderId } of customers) {
    truth.store.updateCustomer(customerId, at, { lastName: `Married ${customerId.slice(-4)}` });
    truth.store.refund(orderId, { at, lines: [], amount: '10.00', restock: 'NO_RESTOCK' });
  }
  truth.store.fulfill(guestOrderId, { at, lines: [{ line: 0, quantity: 2 }] });
}

const sweeps = ['orders changed', 'customers changed', 'returns', 'deletions'] as const;
const minuteMs = 60_000;

/**
 * One turn of everything: looks for changes, works what is due. A failure of the connection ends the turn and is kept for
 * `held`, as the service does it, and time moves on by as long as it asks for.
 */
export async function turn(world: FaultWorld): Promise<void> {
  const { route, clock } = world;
  const attempt = async (work: () => Promise<unknown>) => {
    try {
      await work();
    } catch (error) {
      if (!(error instanceof LaneHeldError) && !(error instanceof ConnectorError)) throw error;
      holds.get(route.ledger)?.(error.failure);
      clock.advance(Math.min(error.failure.retryAfterMs ?? minuteMs, 24 * 60 * minuteMs));
    }
  };
  await withLane(route, 'test', async (lane) => {
    await attempt(() => fillMatchIndex(route, () => undefined));
    for (const sweep of sweeps) await attempt(() => sweepNow(route, sweep));
    await attempt(() => runPasses(route, lane, {}));
    // The service meets an open batch at every turn, and settles it when the longest call must be over.
    await attempt(() => recover(route, lane, { restMs: 30_000 }));
    clock.advance(minuteMs);
    await attempt(() => recover(route, lane, { restMs: 30_000 }));
    await attempt(() => runPasses(route, lane, {}));
  });
}

/** Everything that differs between the CRM and what really happened; empty when it tells the same story. */
export function untrue(world: FaultWorld): string[] {
  const seen = world.hands.seen();
  const truth = world.truth.toJSON();
  const scope = { shop: shopNumber, since: new Date(0), needsBuyer: false };
  const open = { person: () => false, key: () => false };
  return [
    ...checkOneRecordPerKey(seen, false),
    ...checkOrdersTrue(seen, truth.orders, scope, open),
    ...checkPersonsTrue(seen, truth, scope, open),
    ...checkLinksTrue(seen, truth, scope, open),
  ];
}

/** Takes all faults back. */
export function heal({ store, crm }: FaultWorld): void {
  store.named.disarm();
  crm.account.named.disarm();
}

/** Works and compares until both sides tell the same story; fails with what differs when they never do. */
export async function comesTrue(world: FaultWorld, rounds = 6): Promise<void> {
  let problems: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    await turn(world);
    const report = await fullBalance(world.route, { repair: true });
    problems = [
      ...untrue(world),
      ...report.balance.flatMap(({ kind, unseen, waiting, extra }) =>
        unseen + waiting + extra > 0 ? [`${kind}: ${unseen} unseen, ${waiting} waiting, ${extra} extra`] : [],
      ),
      ...report.named.flatMap(({ key, state, reason }) =>
        state === 'left out' ? [] : [`${formatKey(key)} ${state}: ${reason}`],
      ),
      ...(report.inconclusive ? ['the balance is inconclusive'] : []),
    ];
    if (problems.length === 0) return;
    world.clock.advance(16 * minuteMs);
  }
  assert.deepEqual(problems, []);
}

/** Letters that wait for a person. */
export async function parked({ route, ledger }: FaultWorld) {
  const rows = await ledger.parked({ destination: route.destinationAccount.destination, limit: 200 });
  return rows.map(({ key, field, code, message }) => ({ key: formatKey(key), field, code, message }));
}

/** How often the named fault has struck, on whichever platform. */
export function strikes({ store, crm }: FaultWorld, name: string): number {
  const armed = [...store.named.armed(), ...crm.account.named.armed()];
  return armed.filter(({ fault }) => fault === name).reduce((sum, { hits }) => sum + hits, 0);
}
