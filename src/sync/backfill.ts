import { priorities } from '../ledger/contract.ts';
import { chunk } from '../lib/chunk.ts';
import { monthOf, monthStart, shiftMonth } from '../lib/zoned.ts';
import { fullBalance, readStoreSides, type StoreSides } from './balance.ts';
import { type BulkReadOptions, type PreparedBulk, prepareBulk, readInBulk } from './bulk-read.ts';
import { runPasses } from './lane.ts';
import { fillMatchIndex } from './match-index.ts';
import { refuseWhilePaused } from './pause.ts';
import { rowsPerTransaction } from './record-looks.ts';
import { longestCallMs } from './recover.ts';
import { ensureCutoff } from './scope.ts';
import { cutoffSetting } from './settings.ts';
import type { BackfillMonth, Lane, OnProgress, Route } from './types.ts';
import { serviceLane } from './with-lane.ts';

/** More history than this is imported in stages with proof, never in one go. */
export const longestBackfillMonths = 12;

/**
 * Rows of a month rest so long while it is staged: whoever has the lane would find them older than the history that belongs to
 * the CRM. Should nobody bring them forward because this ends, they are due after it.
 */
const longestStagingMs = 3_600_000;

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
  const monthBefore = (to: Date) => monthWindow(to, options.since, timeZone);
  const stopped = new AbortController();
  let month = monthBefore(await ensureCutoff(route));
  const reading = {
    ...options,
    signal: AbortSignal.any([stopped.signal, ...(signal ? [signal] : [])]),
    isCurrent: ({ name }: Month) => name === month?.name,
  };
  let prepared: PreparedMonth | null = null;
  try {
    while (month !== null && signal?.aborted !== true) {
      await refuseWhilePaused(route.ledger, route.destinationAccount.destination);
      prepared ??= prepareMonth(route, month, reading);
      const orders = await stageMonth(route, month, prepared, reading);
      // The store prepares the next month while this one is written and compared.
      const next = monthBefore(month.window.from);
      prepared = next === null ? null : prepareMonth(route, next, reading);
      const asked = askAhead(route, month, reading);
      await workDue(`history ${month.name}`);
      await refuseWhilePaused(route.ledger, route.destinationAccount.destination);
      const store = await asked();
      const balance = await fullBalance(route, { onProgress, repair: true, window: month.window, store });
      options.onMonth({ month: month.name, orders, balance });
      month = next;
    }
  } finally {
    stopped.abort();
    await Promise.allSettled(Object.values(prepared ?? {}));
  }
}

interface Month {
  readonly name: string;
  readonly window: { readonly from: Date; readonly to: Date };
}

/** The month, or the rest of it, that ends at `to`; null when everything since `since` is before it. */
function monthWindow(to: Date, since: Date, timeZone: string): Month | null {
  if (to.getTime() <= since.getTime()) return null;
  const name = monthOf(new Date(to.getTime() - 1), timeZone);
  const start = monthStart(name, timeZone);
  return { name, window: { from: start.getTime() < since.getTime() ? since : start, to } };
}

type Kind = 'customer' | 'order';
type PreparedMonth = Readonly<Record<Kind, Promise<PreparedBulk>>>;

interface Reading extends BackfillOptions {
  /** Whether people wait for this month, or its rows are prepared while something else is shown. */
  readonly isCurrent: (month: Month) => boolean;
}

function prepareMonth(route: Route, month: Month, options: Reading): PreparedMonth {
  const prepare = (kind: Kind) => prepareBulk(route.source, kind, month.window, readingOf(route, kind, month, options));
  return { customer: prepare('customer'), order: prepare('order') };
}

function readingOf(route: Route, kind: Kind, month: Month, options: Reading): BulkReadOptions {
  const what = `${kind}s of ${month.name}`;
  return {
    clock: route.clock,
    ...(options.signal ? { signal: options.signal } : {}),
    onPreparing: (done) => {
      if (options.isCurrent(month)) options.onProgress({ stage: `Shopify prepares the ${what}`, done, total: null });
    },
    onAttempt: ({ code, message }, from) =>
      route.log.warn('history is read on by another bulk operation', { what, code, reason: message, from }),
  };
}

/**
 * Asks the store for its side of the comparison while the month is written. The function that is returned waits for it,
 * and shows how far it is from then on.
 */
function askAhead(route: Route, { window }: Month, { onProgress, signal }: Reading): () => Promise<StoreSides> {
  let awaited = false;
  const asked = readStoreSides(route, window, {
    onProgress: (progress) => {
      if (awaited) onProgress(progress);
    },
    ...(signal ? { signal } : {}),
  });
  asked.catch(() => undefined);
  return () => {
    awaited = true;
    return asked;
  };
}

function causeOf({ name }: Month): string {
  return `history ${name}`;
}

/** Stages everything of a month, moves the cutoff, and makes all of it due. Returns the number of orders. */
async function stageMonth(route: Route, month: Month, prepared: PreparedMonth, options: Reading): Promise<number> {
  const dueAt = new Date(route.clock.now().getTime() + longestStagingMs);
  // Customers first: an order whose buyer is known needs no further look, and no other pass makes its contact meanwhile.
  const earlier = new Date(dueAt.getTime() - 1);
  const [customers, orders] = await Promise.all([
    stageSlice(route, { kind: 'customer', month, prepared: prepared.customer, dueAt: earlier }, options),
    stageSlice(route, { kind: 'order', month, prepared: prepared.order, dueAt }, options),
  ]);
  route.log.info('history staged', { month: month.name, customers, orders });
  const lane = route.destinationAccount.destination;
  const { source } = route.sourceAccount;
  await route.ledger.moveCutoff({
    lane,
    source,
    setting: cutoffSetting(lane, source),
    from: month.window.from,
    cause: causeOf(month),
    byMs: longestStagingMs,
    now: route.clock.now(),
  });
  return orders;
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
    await route.clock.sleep(1_000, options.signal);
  }
}

interface Slice {
  readonly kind: Kind;
  readonly month: Month;
  readonly prepared: Promise<PreparedBulk>;
  readonly dueAt: Date;
}

async function stageSlice(route: Route, { kind, month, prepared, dueAt }: Slice, options: Reading): Promise<number> {
  let staged = 0;
  const rows = readInBulk(route.source, kind, month.window, { ...readingOf(route, kind, month, options), prepared });
  for await (const batch of rows) {
    for (const part of chunk(batch, rowsPerTransaction(route.ledger))) {
      await route.ledger.stage({
        lane: route.destinationAccount.destination,
        rows: part,
        priority: priorities.history,
        dueAt,
        cause: causeOf(month),
      });
    }
    staged += batch.length;
    options.onProgress({ stage: `reading ${kind}s of ${month.name}`, done: staged, total: null });
  }
  return staged;
}
