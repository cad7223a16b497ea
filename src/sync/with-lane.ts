import type { Clock } from '../lib/clock.ts';
import type { Lane, Route } from './types.ts';

/** Somebody else serves this store, or writes to this account, at the moment. */
export class LaneTakenError extends Error {
  readonly holder: string;

  constructor(destination: string, holder: string) {
    super(`another process (${holder}) holds the lane of ${destination}: one process writes to an account at a time`);
    this.name = 'LaneTakenError';
    this.holder = holder;
  }
}

/**
 * The lane that one process holds for as long as it serves the store: the account's own, or one of the store where
 * several stores take turns at the account's.
 */
export function serviceLane(route: Pick<Route, 'sourceAccount' | 'destinationAccount' | 'takesTurns'>): string {
  const { destination } = route.destinationAccount;
  return route.takesTurns === true ? `${destination} for ${route.sourceAccount.source}` : destination;
}

/**
 * Takes the lane, renews it while `work` runs, gives it back. The signal handed to `work` aborts when the lane is lost
 * or `signal` aborts. With a ledger that no other process can have, the lane of a process that died is taken over at once.
 * @throws LaneTakenError when another process has it.
 */
export async function withLane<T>(
  route: Route,
  holder: string,
  work: (lane: Lane, signal: AbortSignal) => Promise<T>,
  signal?: AbortSignal,
): Promise<T> {
  const destination = serviceLane(route);
  const { leaseMs } = route.timing;
  const { exclusive } = route.ledger;
  const taken = await route.ledger.takeLane({ destination, holder, leaseMs, exclusive });
  if (!taken.taken) throw new LaneTakenError(destination, taken.holder);
  const { epoch } = taken;
  const stop = new AbortController();
  const abort = () => stop.abort(signal?.reason);
  signal?.addEventListener('abort', abort, { once: true });
  // A signal that aborted while the lane was being taken tells nobody again.
  if (signal?.aborted) abort();
  const lane =
    route.takesTurns === true
      ? new TurnsAtAccount(route, `${holder} for ${route.sourceAccount.source}`, stop)
      : { epoch };
  try {
    return await renewing(route, { destination, holder, epoch }, stop, () => work(lane, stop.signal));
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/**
 * Runs `work` while nothing else writes to the account: at once for the holder of the account's lane, in a turn where
 * several stores share it. Inside a turn another one is the same.
 */
export function inAccountTurn<T>(lane: Lane, work: () => Promise<T>): Promise<T> {
  return lane.turn === undefined ? work() : lane.turn(work);
}

interface Held {
  readonly destination: string;
  readonly holder: string;
  readonly epoch: number;
}

/** Renews a lane while `work` runs and gives it back; one that is lost aborts `stop`. */
async function renewing<T>(route: Route, held: Held, stop: AbortController, work: () => Promise<T>): Promise<T> {
  const finished = new AbortController();
  const renewed = renew(route, held, finished.signal, stop);
  try {
    return await work();
  } finally {
    finished.abort();
    await renewed;
    await route.ledger.releaseLane(held).catch(() => undefined);
  }
}

async function renew(route: Route, held: Held, finished: AbortSignal, stop: AbortController): Promise<void> {
  const { leaseMs } = route.timing;
  while (!finished.aborted) {
    if (!(await sleeps(route.clock, leaseMs / 4, finished))) return;
    try {
      await route.ledger.renewLane({ ...held, leaseMs });
    } catch (error) {
      stop.abort(error);
      return;
    }
  }
}

/** Who waits for a turn asks this often, and who has had one leaves so much time that somebody who waits gets it. */
const askMs = 200;
const restMs = 3 * askMs;

/** The lane of a store whose account other stores write to as well: it has an epoch during a turn, and not between two. */
class TurnsAtAccount implements Lane {
  readonly #route: Route;
  readonly #holder: string;
  readonly #stop: AbortController;
  #epoch: number | null = null;
  #rested = Number.NEGATIVE_INFINITY;

  constructor(route: Route, holder: string, stop: AbortController) {
    this.#route = route;
    this.#holder = holder;
    this.#stop = stop;
  }

  get epoch(): number {
    if (this.#epoch === null) throw new Error('something was to be written outside a turn at the account');
    return this.#epoch;
  }

  async turn<T>(work: () => Promise<T>): Promise<T> {
    if (this.#epoch !== null) return work();
    const { destination } = this.#route.destinationAccount;
    const epoch = await this.#take(destination);
    this.#epoch = epoch;
    try {
      return await renewing(this.#route, { destination, holder: this.#holder, epoch }, this.#stop, work);
    } finally {
      this.#epoch = null;
      this.#rested = this.#route.clock.now().getTime() + restMs;
    }
  }

  async #take(destination: string): Promise<number> {
    const { clock, ledger, timing } = this.#route;
    const { signal } = this.#stop;
    const early = this.#rested - clock.now().getTime();
    if (early > 0) await sleeps(clock, early, signal);
    for (;;) {
      signal.throwIfAborted();
      const taken = await ledger.takeLane({ destination, holder: this.#holder, leaseMs: timing.leaseMs });
      if (taken.taken) return taken.epoch;
      await sleeps(clock, askMs, signal);
    }
  }
}

/** False when the signal ended the sleep. */
function sleeps(clock: Clock, ms: number, signal: AbortSignal): Promise<boolean> {
  return clock.sleep(ms, signal).then(
    () => true,
    () => false,
  );
}
