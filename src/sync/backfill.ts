import type { Window } from '../connector/source.ts';
import { priorities } from '../ledger/contract.ts';
import { monthOf, monthStart, shiftMonth } from '../lib/zoned.ts';
import { fullBalance } from './balance.ts';
import { readInBulk } from './bulk-read.ts';
import { runPasses } from './lane.ts';
import { fillMatchIndex } from './match-index.ts';
import { refuseWhilePaused } from './pause.ts';
import { longestCallMs } from './recover.ts';
import { ensureCutoff } from './scope.ts';
import { cutoffSetting, writeInstant } from './settings.ts';
import type { BackfillMonth, Lane, OnProgress, Route } from './types.ts';
import { serviceLane } from './with-lane.ts';

/** More history than this is imported in stages with proof, never in one go. */
export const longestBackfillMonths = 12;

/** Asked for more history than may be imported blindly. */
class BackfillTooLongError extends Error {
  constructor(since: Date) {
    super(
      `history since ${since.toISOString().slice(0, 10)} is more than ${longestBackfillMonths} months: ` +
        `old records collide with today's rules, so choose a later --since and keep the rest as an export`,
    );
    this.name = 'BackfillTooLongError';
  }
}

/** The keys of a month were left to whoever has the lane, and nobody has it any more. */
export class NobodyWorksError extends Error {
  constructor(destination: string) {
    super(`nobody works the lane of ${destination} any more: run the backfill again, it goes on where it was`);
    this.name = 'NobodyWorksError';
  }
}

export interface BackfillOptions {
  readonly since: Date;
  readonly onProgress: OnProgress;
  readonly onMonth: (month: BackfillMonth) => void;
  readonly signal?: AbortSignal;
}

/** Works what is due until nothing is left. */
type WorkDue = (stage: string) => Promise<unknown>;

/**
 * Imports history month by month, newest first, with a balance of each month. A month counts as staged when all lines
 * of its bulk operation have been read; the cutoff moves then, so that a run that was stopped goes on where it was.
 * `lane` null: the service that has the lane works the keys, and this only reads and proves the months.
 * @throws BackfillTooLongError, ConnectorError; PausedError while writing is paused, what was staged stays due;
 * NobodyWorksError when the service ended meanwhile.
 */
export async function backfill(route: Route, lane: Lane | null, options: BackfillOptions): Promise<void> {
  const { timeZone } = route.sourceAccount;
  const now = route.clock.now();
  const limit = monthStart(shiftMonth(monthOf(now, timeZone), -longestBackfillMonths), timeZone);
  if (options.since.getTime() < limit.getTime()) throw new BackfillTooLongError(options.since);
  const { onProgress, signal } = options;
  const workDue: WorkDue = (stage) =>
    lane === null
      ? waitUntilWorked(route, options, stage)
      : runPasses(route, lane, { stage, onProgress, ...(signal ? { signal } : {}) });
  await fillMatchIndex(route, onProgress);
  let to = await ensureCutoff(route);
  while (to.getTime() > options.since.getTime() && options.signal?.aborted !== true) {
    await refuseWhilePaused(route.ledger, route.destinationAccount.destination);
    const month = monthOf(new Date(to.getTime() - 1), timeZone);
    const start = monthStart(month, timeZone);
    const from = start.getTime() < options.since.getTime() ? options.since : start;
    await backfillMonth(route, workDue, month, { from, to }, options);
    to = from;
  }
}

async function backfillMonth(
  route: Route,
  workDue: WorkDue,
  month: string,
  window: { readonly from: Date; readonly to: Date },
  options: BackfillOptions,
): Promise<void> {
  const dueAt = route.clock.now();
  // Customers first: an order whose buyer is known needs no further look, and no other pass makes its contact meanwhile.
  const earlier = new Date(dueAt.getTime() - 1);
  const [customers, orders] = await Promise.all([
    stageSlice(route, { kind: 'customer', window, month, dueAt: earlier }, options),
    stageSlice(route, { kind: 'order', window, month, dueAt }, options),
  ]);
  route.log.info('history staged', { month, customers, orders });
  const name = cutoffSetting(route.destinationAccount.destination, route.sourceAccount.source);
  await writeInstant(route.ledger, name, window.from);
  await workDue(`history ${month}`);
  await refuseWhilePaused(route.ledger, route.destinationAccount.destination);
  const balance = await fullBalance(route, { onProgress: options.onProgress, repair: true, window });
  options.onMonth({ month, orders, balance });
}

/** The service works everything that is due, live changes first; a lull ends the wait, and so does a pause. */
async function waitUntilWorked(route: Route, options: BackfillOptions, stage: string): Promise<void> {
  const lane = route.destinationAccount.destination;
  const { source } = route.sourceAccount;
  let most = 0;
  for (;;) {
    await refuseWhilePaused(route.ledger, lane);
    const now = route.clock.now();
    const { ready, leased, nextAt } = await route.ledger.dueSummary({ lane, source, now });
    const open = ready + leased;
    most = Math.max(most, open);
    if (open === 0 && (nextAt === null || nextAt.getTime() - now.getTime() > longestCallMs)) return;
    const { holder, leaseUntil } = await route.ledger.laneState({ destination: serviceLane(route) });
    const expired = leaseUntil === null || now.getTime() - leaseUntil.getTime() > route.timing.leaseMs;
    if (holder === null || expired) throw new NobodyWorksError(lane);
    options.onProgress({ stage, done: most - open, total: most });
    await route.clock.sleep(500, options.signal);
  }
}

interface Slice {
  readonly kind: 'order' | 'customer';
  readonly window: Window;
  readonly month: string;
  readonly dueAt: Date;
}

async function stageSlice(
  route: Route,
  { kind, window, month, dueAt }: Slice,
  options: BackfillOptions,
): Promise<number> {
  const what = `${kind}s of ${month}`;
  let staged = 0;
  const rows = readInBulk(route.source, kind, window, {
    clock: route.clock,
    ...(options.signal ? { signal: options.signal } : {}),
    onPreparing: (done) => options.onProgress({ stage: `Shopify prepares the ${what}`, done, total: null }),
    onAttempt: ({ code, message }, from) =>
      route.log.warn('history is read on by another bulk operation', { what, code, reason: message, from }),
  });
  for await (const batch of rows) {
    await route.ledger.stage({
      lane: route.destinationAccount.destination,
      rows: batch,
      priority: priorities.history,
      dueAt,
      cause: `history ${month}`,
    });
    staged += batch.length;
    options.onProgress({ stage: `reading ${what}`, done: staged, total: null });
  }
  return staged;
}
