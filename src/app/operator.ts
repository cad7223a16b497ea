import type { FoundOrder } from '../connector/source.ts';
import { priorities } from '../ledger/contract.ts';
import { refuseWhilePaused } from '../sync/pause.ts';
import { isBeforeScope, pickOrder, readScope } from '../sync/scope.ts';
import { bringOrder, previewOrder, resultOf, type SingleResult, singleCause } from '../sync/single.ts';
import { previewTakeBack, takeBack } from '../sync/take-back.ts';
import type { Route } from '../sync/types.ts';
import { inAccountTurn, LaneTakenError } from '../sync/with-lane.ts';
import type { SyncDocument, TakeBackDocument } from './control-documents.ts';
import { CommandError, exitCodes } from './failures.ts';
import { requireOnlyAccount } from './one-account.ts';
import { refuseOtherWriters } from './other-writers.ts';
import type { LaneAccess } from './turns.ts';

export interface SingleOptions {
  /** The order's name or number, as somebody typed it. */
  readonly text: string;
  readonly dryRun: boolean;
}

/** Brings one order, its buyer and their link; or, in a dry run, says what that would write. */
export async function syncOne(route: Route, lane: LaneAccess, options: SingleOptions): Promise<SyncDocument> {
  const found = await findOne(route, options.text);
  const preview = await previewOrder(route, found);
  const blocked = preview.leftOut !== null || preview.records.some(({ act }) => act === 'hold');
  if (options.dryRun || blocked) return { ...preview, done: null };
  await requireWriting(route);
  const result = await lane
    .alone((own) => inAccountTurn(own, () => bringOrder(route, own, found)))
    .catch((error: unknown) => {
      if (error instanceof LaneTakenError) return leaveToHolder(route, found, error.holder);
      throw error;
    });
  return { ...preview, done: doneOf(result) };
}

function doneOf({ standing, records, linked }: SingleResult): SyncDocument['done'] {
  return { standing: standing.state, reason: 'reason' in standing ? standing.reason : null, records, linked };
}

/** Takes back what `syncOne` brought; or, in a dry run, says what that would do. */
export async function undoOne(route: Route, lane: LaneAccess, options: SingleOptions): Promise<TakeBackDocument> {
  const found = await findOne(route, options.text);
  const plan = await previewTakeBack(route, found);
  const { from, picked } = await readScope(route);
  const without = new Set(picked);
  without.delete(plan.order.key);
  const comesBack = from !== null && !isBeforeScope({ from, picked: without }, found.key, found.date);
  if (options.dryRun || plan.refused !== null) return { ...plan, comesBack, done: false };
  await requireWriting(route);
  const done = await lane.alone((own) => inAccountTurn(own, () => takeBack(route, own, found)));
  return { ...done, comesBack, done: done.refused === null };
}

async function requireWriting(route: Route): Promise<void> {
  await refuseWhilePaused(route.ledger, route.destinationAccount.destination);
  await requireOnlyAccount(route);
  await refuseOtherWriters(route);
  if (route.shadow !== true) return;
  const message = 'The service runs in shadow: nothing is written. Stop it, or start it without --shadow.';
  throw new CommandError(message, exitCodes.needsYou);
}

/** Throws CommandError unless exactly one order goes by this name. */
async function findOne(route: Route, text: string): Promise<FoundOrder> {
  const [found, second, ...more] = await route.source.find(text);
  if (found !== undefined && second === undefined) return found;
  if (found !== undefined && second !== undefined) {
    const ids = [found, second, ...more].map(({ key, date }) => `${key.id} (${date.toISOString().slice(0, 10)})`);
    const message = `Several orders are called "${text}": ${ids.join(', ')}. Ask for one of them by its number.`;
    throw new CommandError(message, exitCodes.usage);
  }
  const { historyDays } = route.sourceAccount;
  const history =
    historyDays === null ? '' : ` Without the scope read_all_orders only the last ${historyDays} days can be seen.`;
  const advice = `Write it as the buyer sees it, or give its number in the admin's address.${history}`;
  const message = `No order of ${route.sourceAccount.name} is called "${text}". ${advice} An order of the last minute may not be found yet.`;
  throw new CommandError(message, exitCodes.needsYou);
}

const patienceMs = 60_000;

/** Another process has the lane: the order is made due for it and waited for. */
async function leaveToHolder(route: Route, found: FoundOrder, holder: string): Promise<SingleResult> {
  const lane = route.destinationAccount.destination;
  await pickOrder(route, found.key, true);
  const dueAt = route.clock.now();
  const due = { key: found.key, priority: priorities.operator, dueAt, cause: singleCause(found) };
  await route.ledger.enqueue({ lane, keys: [due], evidence: [], delivery: null });
  for (;;) {
    await route.clock.sleep(500);
    const [row] = await route.ledger.standings({ destination: lane, keys: [found.key] });
    if (row?.due === false || (row?.standing != null && row.standing.state !== 'waiting'))
      return resultOf(route, found);
    if (route.clock.now().getTime() - dueAt.getTime() < patienceMs) continue;
    const message = `The order is due, and ${holder}, which writes to this account, has not worked it for a minute. Look at samestory status.`;
    throw new CommandError(message, exitCodes.held);
  }
}
