import type { Failure } from '../connector/failure.ts';
import { ConnectorError } from '../connector/failure.ts';
import type { AtHand } from '../ledger/contract.ts';
import { holdsLane } from './backoff.ts';
import { fillMatchIndex } from './match-index.ts';
import { LaneHeldError } from './pass.ts';
import { pauseOf } from './pause.ts';
import { reconcileForever } from './reconcile.ts';
import { longestCallMs, recover } from './recover.ts';
import { ensureCutoff } from './scope.ts';
import { shadowPrefix } from './shadow.ts';
import { runDueTask, scheduleTasks } from './sweeps.ts';
import type { Lane, OnProgress, PassReport, Route } from './types.ts';
import { inAccountTurn, withLane } from './with-lane.ts';
import { workDue } from './work-due.ts';

const nothing: PassReport = { claimed: 0, done: 0, failed: 0, created: 0, updated: 0, linked: 0 };

function add(left: PassReport, right: PassReport): PassReport {
  return {
    claimed: left.claimed + right.claimed,
    done: left.done + right.done,
    failed: left.failed + right.failed,
    created: left.created + right.created,
    updated: left.updated + right.updated,
    linked: left.linked + right.linked,
  };
}

/** Sweeps, second terminals and other stores wait while history comes in; the passes that have begun take some seconds more. */
const turnMs = 15_000;

interface PassesOptions {
  readonly onProgress?: OnProgress;
  readonly signal?: AbortSignal;
  readonly stage?: string;
}

/** A platform that wants a longer pause is told to the caller, who may have other plans for the day. */
const longestPauseMs = 15 * 60_000;

/** The pause that a platform asks for is made here; null = it is the caller's to know. */
function pauseAskedFor(error: unknown): number | null {
  if (!(error instanceof LaneHeldError) || error.failure.class !== 'quota') return null;
  const wait = error.failure.retryAfterMs ?? 60_000;
  return wait <= longestPauseMs ? wait : null;
}

/** The number of passes; a pause that a platform asked for has been made and counts as one. */
async function patientlyWorkDue(
  route: Route,
  lane: Lane,
  { signal, onProgress }: PassesOptions,
  onPass: (report: PassReport) => Promise<void>,
): Promise<number> {
  const turn = route.takesTurns === true ? { beginWithinMs: turnMs } : {};
  try {
    return await inAccountTurn(lane, () => workDue(route, lane, { onPass, ...turn, ...(signal ? { signal } : {}) }));
  } catch (error) {
    const pauseMs = pauseAskedFor(error);
    if (pauseMs === null) throw error;
    onProgress?.({ stage: 'waiting, because a platform asks for fewer calls', done: 0, total: null });
    await route.clock.sleep(pauseMs, signal).catch(() => undefined);
    return 1;
  }
}

/**
 * Works passes until nothing is due any more; what waits for a later moment is left.
 * @throws LaneHeldError when a platform refuses the connection, or for longer than some minutes.
 */
export async function runPasses(route: Route, lane: Lane, options: PassesOptions): Promise<PassReport> {
  let sum = nothing;
  const laneName = route.destinationAccount.destination;
  const stage = options.stage ?? 'bringing the CRM up to date';
  const onPass = async (report: PassReport) => {
    sum = add(sum, report);
    if (options.onProgress === undefined) return;
    const { ready, leased } = await dueOf(route);
    options.onProgress({ stage, done: sum.done, total: sum.done + ready + leased });
  };
  while (options.signal?.aborted !== true) {
    if ((await patientlyWorkDue(route, lane, options, onPass)) > 0) continue;
    // What is due waits for the person who resumes.
    if ((await pauseOf(route.ledger, laneName)) !== null) break;
    // Keys that come back within seconds belong to this run: a lost answer is looked up, a record in use is freed.
    const wait = ((await dueOf(route)).nextAt?.getTime() ?? Number.POSITIVE_INFINITY) - route.clock.now().getTime();
    if (wait > longestCallMs) break;
    await route.clock.sleep(Math.max(50, wait), options.signal).catch(() => undefined);
    await inAccountTurn(lane, () => recover(route, lane, { restMs: longestCallMs }));
  }
  return sum;
}

function dueOf({ ledger, clock, sourceAccount, destinationAccount }: Route) {
  const { source } = sourceAccount;
  return ledger.dueSummary({ lane: destinationAccount.destination, source, now: clock.now() });
}

export interface LaneEvents {
  /** Told once, when the lane is ours. */
  onLane?(): void;
  /** Work that writes by itself and must not run beside a pass; never rejects. */
  betweenPasses?(lane: Lane): Promise<void>;
  onPass?(report: PassReport): void;
  /** Null when the connection works again. */
  onHold?(failure: Failure | null): void;
  onProgress?: OnProgress;
}

/** The standing service of one destination account: sweeps, recovery and passes until the signal aborts. */
export async function runLane(
  route: Route,
  options: LaneEvents & {
    readonly holder: string;
    readonly signal: AbortSignal;
    /** Since when whoever started it counts on it: a first start's orders belong to the CRM from then on. Now where absent. */
    readonly startedAt?: Date;
  },
): Promise<void> {
  await withLane(
    route,
    options.holder,
    async (lane, signal) => {
      options.onLane?.();
      await ensureCutoff(route, options.startedAt);
      await fillMatchIndex(route, options.onProgress ?? (() => undefined));
      await scheduleTasks(route);
      if (route.shadow !== true) await wakeShadows(route);
      const over = new AbortController();
      const reconciling = reconcileForever(route, AbortSignal.any([signal, over.signal]));
      try {
        while (!signal.aborted) await oneTurn(route, lane, signal, options);
      } finally {
        // Whoever comes back to the lane begins a rhythm of its own.
        over.abort();
      }
      await reconciling;
      if (!options.signal.aborted) throw signal.reason;
    },
    options.signal,
  );
}

/** What was only planned so far is due at once, with the priority that it had. */
async function wakeShadows(route: Route): Promise<void> {
  const lane = route.destinationAccount.destination;
  const { source } = route.sourceAccount;
  const { woken } = await route.ledger.wake({ lane, source, reason: shadowPrefix, dueAt: route.clock.now() });
  if (woken > 0) route.log.info('records planned in shadow are due', { keys: woken });
}

async function oneTurn(route: Route, lane: Lane, signal: AbortSignal, events: LaneEvents): Promise<void> {
  await events.betweenPasses?.(lane);
  try {
    const { destination } = route.destinationAccount;
    const { source } = route.sourceAccount;
    const found = await route.ledger.atHand({ lane: destination, source, now: route.clock.now() });
    const idle = !found.unsettled && !found.tasks && !found.keys;
    const worked = !idle && (await inAccountTurn(lane, () => workAtHand(route, lane, found, signal, events)));
    events.onHold?.(null);
    if (!worked) await route.clock.sleep(route.timing.idleMs, signal).catch(() => undefined);
  } catch (error) {
    if (signal.aborted && error === signal.reason) return;
    const failure = holdOf(error);
    if (failure === null) throw error;
    events.onHold?.(failure);
    route.log.error('the connection rests', { code: failure.code, reason: failure.message });
    await route.clock.sleep(failure.retryAfterMs ?? 60_000, signal).catch(() => undefined);
  }
}

/** False when nothing of it could be done yet. */
async function workAtHand(
  route: Route,
  lane: Lane,
  { unsettled, tasks, keys }: AtHand,
  signal: AbortSignal,
  events: LaneEvents,
): Promise<boolean> {
  const settled = unsettled ? await recover(route, lane, { restMs: longestCallMs }) : 0;
  const swept = tasks && (await runDueTask(route, lane));
  // What a sweep has found is at hand in the next turn.
  const onPass = async (report: PassReport) => events.onPass?.(report);
  const passes = keys || settled > 0 ? await workDue(route, lane, { signal, onPass, beginWithinMs: turnMs }) : 0;
  return passes > 0 || swept;
}

/** Failures of the connection park the lane; anything else is ours and ends the service loudly. */
function holdOf(error: unknown): Failure | null {
  if (error instanceof LaneHeldError) return error.failure;
  if (error instanceof ConnectorError) {
    return holdsLane(error.failure)
      ? error.failure
      : { ...error.failure, retryAfterMs: error.failure.retryAfterMs ?? 5_000 };
  }
  return null;
}
