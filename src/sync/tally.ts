import { formatKey, parseKey } from '../commerce/keys.ts';
import type { Order } from '../commerce/order.ts';
import { acquisitionPending } from '../commerce/order-state.ts';
import type { Failure } from '../connector/failure.ts';
import type { ClaimedKey, KeyOutcome, KeyResult, Standing } from '../ledger/contract.ts';
import { holdsLane, retryAt } from './backoff.ts';
import type { PassContext } from './context.ts';
import { buyerOf } from './facts.ts';
import { failureFor, orderOf } from './gather.ts';
import { orderLeftOut } from './scope.ts';
import { shadowLookMs, shadowReason } from './shadow.ts';
import type { TaskResult } from './task.ts';
import type { PassReport } from './types.ts';
import { nextAskMs } from './unexplained.ts';
import type { OrdersResult } from './work-orders.ts';
import { buyerResult } from './work-orders.ts';
import type { PeopleResult } from './work-people.ts';

/** Come back soon: another batch holds the record, or an answer is being looked up. */
const soonMs = 3_000;
/** Come back when the thing it waits for may have been mended. */
const waitingMs = 10 * 60_000;

function done(standing: Standing, lookAgainAt: Date | null = null): KeyOutcome {
  return { type: 'done', standing, lookAgainAt };
}

/** What each key of the pass comes to; people worked beside their orders get their standing too. */
export function tally(
  context: PassContext,
  people: PeopleResult,
  orders: OrdersResult,
): { results: readonly KeyResult[]; report: PassReport; hold: Failure | null } {
  const results: KeyResult[] = [];
  let hold: Failure | null = null;
  for (const [index, item] of context.claimed.entries()) {
    const judged = judge(context, people, orders, item, index / context.claimed.length);
    hold ??= judged.hold;
    const outcome = withFormerBuyers(context, people, item, judged.outcome);
    results.push({ key: item.key, version: item.version, outcome });
  }
  results.push(...besides(context, people), ...settledBesides(context));
  const written = [...people.results.values(), ...orders.results.values()];
  const count = (wrote: 'created' | 'updated') =>
    written.filter((result) => result.type === 'kept' && result.wrote === wrote).length;
  const failed = results.filter((result) => result.outcome.type === 'failed').length;
  return {
    results,
    hold,
    report: {
      claimed: context.claimed.length,
      done: context.claimed.length - failed,
      failed,
      created: count('created'),
      updated: count('updated'),
      linked: orders.linked,
    },
  };
}

/** An order is not done with as long as the contact that it has left still counts it. */
function withFormerBuyers(
  context: PassContext,
  people: PeopleResult,
  item: ClaimedKey,
  outcome: KeyOutcome,
): KeyOutcome {
  if (outcome.type !== 'done') return outcome;
  const left = context.formerBuyers.get(formatKey(item.key)) ?? [];
  const types = new Set(left.map(({ subjectId }) => people.results.get(subjectId)?.type));
  const wait = types.has('later')
    ? soonMs
    : types.has('failed')
      ? waitingMs
      : types.has('shadow')
        ? shadowLookMs
        : null;
  if (wait === null) return outcome;
  const at = inMs(context, wait);
  return outcome.lookAgainAt !== null && outcome.lookAgainAt < at ? outcome : { ...outcome, lookAgainAt: at };
}

interface Judged {
  readonly outcome: KeyOutcome;
  readonly hold: Failure | null;
}

function judge(
  context: PassContext,
  people: PeopleResult,
  orders: OrdersResult,
  item: ClaimedKey,
  jitter: number,
): Judged {
  const text = formatKey(item.key);
  const settled = context.settled.get(text);
  if (settled) {
    const again = settled.state !== 'waiting' ? null : context.route.shadow === true ? shadowLookMs : waitingMs;
    return { outcome: done(settled, again === null ? null : inMs(context, again)), hold: null };
  }
  if (item.key.kind === 'company') {
    return { outcome: done({ state: 'left out', reason: 'company sync not configured' }), hold: null };
  }
  const unread = failureFor(context.gathered, item.key);
  if (unread !== null) return fromResult(context, item, { type: 'failed', ...unread }, jitter, null);
  const order = orderOf(context.gathered, item.key);
  if (item.key.kind === 'customer' ? !context.gathered.customers.has(text) : order === null) {
    const waits = context.hidden.get(text);
    const outcome = waits ? done(waits, inMs(context, nextAskMs(context.route))) : hidden(context, item);
    return { outcome, hold: null };
  }
  const buyer = order === null ? null : buyerOf(order);
  if (item.key.kind === 'guest' && buyer?.kind !== 'guest') {
    const reason = buyer === null ? 'its order names nobody any more' : `its order has customer ${buyer.id} now`;
    return { outcome: done({ state: 'gone', reason }), hold: null };
  }
  const leftOut = item.key.kind === 'customer' ? people.leftOut.get(text) : order && orderLeftOut(order, context.scope);
  if (leftOut) return { outcome: done({ state: 'left out', reason: leftOut }), hold: null };
  const subjectId = context.subjectIds[text];
  const result =
    subjectId === undefined ? undefined : (item.key.kind === 'order' ? orders : people).results.get(subjectId);
  if (item.key.kind === 'order' && order !== null && subjectId !== undefined) {
    return judgeOrder(context, people, orders, item, order, subjectId, result, jitter);
  }
  return fromResult(context, item, result, jitter, null);
}

function judgeOrder(
  context: PassContext,
  people: PeopleResult,
  orders: OrdersResult,
  item: ClaimedKey,
  order: Order,
  subjectId: string,
  result: TaskResult | undefined,
  jitter: number,
): Judged {
  const buyer = buyerResult(context, people, order);
  const contactWaits = buyer !== null && buyer.type !== 'kept' && buyer.type !== 'left out';
  if (result?.type === 'kept' || (result?.type === 'later' && contactWaits)) {
    if (buyer?.type === 'held')
      return { outcome: waiting(context, `its contact: ${buyer.message}`, waitingMs), hold: null };
    if (buyer?.type === 'failed') return { outcome: contactFailed(context, item, buyer, jitter), hold: null };
    if (buyer?.type === 'later') return { outcome: waiting(context, 'its contact', soonMs), hold: null };
  }
  const linkWaits = orders.linkFailures.has(subjectId);
  if (result?.type === 'kept' && context.route.shadow === true && (linkWaits || buyer?.type === 'shadow')) {
    return { outcome: waiting(context, shadowReason('link', true), shadowLookMs), hold: null };
  }
  if (result?.type === 'kept' && linkWaits) {
    const failure = orders.linkFailures.get(subjectId) ?? null;
    if (failure === null) return { outcome: waiting(context, 'its link to the contact', soonMs), hold: null };
    return fromResult(context, item, { type: 'failed', ...failure }, jitter, null);
  }
  return fromResult(context, item, result, jitter, nextLook(context, order));
}

/** Each turn of the order tries its contact again, so it comes back as slowly as the contact itself would. */
function contactFailed(
  context: PassContext,
  item: ClaimedKey,
  failure: Extract<TaskResult, { type: 'failed' }>,
  jitter: number,
): KeyOutcome {
  const message = `its contact: ${failure.message}`;
  const at = retryAt(failure, item.attempts, context.route.clock.now(), jitter);
  if (at === null) return waiting(context, message, waitingMs);
  return { type: 'failed', class: failure.class, code: failure.code, message, retryAt: at };
}

function standingOf(result: Extract<TaskResult, { type: 'kept' }>): Standing {
  if (result.identityCase === null) return { state: 'matching' };
  return { state: 'needs you', class: 'identity', reason: result.identityCase };
}

function waiting(context: PassContext, reason: string, ms: number): KeyOutcome {
  return done({ state: 'waiting', reason }, inMs(context, ms));
}

function inMs(context: PassContext, ms: number): Date {
  return new Date(context.route.clock.now().getTime() + ms);
}

function fromResult(
  context: PassContext,
  item: ClaimedKey,
  result: TaskResult | undefined,
  jitter: number,
  lookAgainAt: Date | null,
): Judged {
  switch (result?.type) {
    case 'kept':
      return { outcome: done(standingOf(result), lookAgainAt), hold: null };
    case 'left out':
      return { outcome: done({ state: 'left out', reason: result.reason }), hold: null };
    case 'shadow': {
      const reason = shadowReason(result.act, formatKey(item.key) === result.key);
      return { outcome: waiting(context, reason, shadowLookMs), hold: null };
    }
    case 'held': {
      const { class: failureClass, code, message } = result;
      return { outcome: { type: 'failed', class: failureClass, code, message, retryAt: null }, hold: null };
    }
    case 'failed': {
      const { class: failureClass, code, message } = result;
      if (holdsLane(result)) return { outcome: { type: 'released' }, hold: result };
      const at = retryAt(result, item.attempts, context.route.clock.now(), jitter);
      return { outcome: { type: 'failed', class: failureClass, code, message, retryAt: at }, hold: null };
    }
    default:
      return { outcome: waiting(context, 'a write whose answer is awaited', soonMs), hold: null };
  }
}

/** Shopify did not show it and nobody said why: never a deletion. */
function hidden(context: PassContext, item: ClaimedKey): KeyOutcome {
  const { scopes, historyDays } = context.route.sourceAccount;
  const missing = scopes.missing.length > 0 ? ` The app lacks ${scopes.missing.join(', ')}.` : '';
  const history = historyDays === null ? '' : ` Without read_all_orders only the last ${historyDays} days can be read.`;
  return {
    type: 'failed',
    class: 'record',
    code: 'UNREADABLE',
    message: `Shopify does not show ${item.key.kind} ${item.key.id} and nothing says that it was deleted.${missing}${history}`,
    retryAt: null,
  };
}

/** Shopify finishes attribution later, and payment falls due without an event. */
function nextLook(context: PassContext, order: Order): Date | null {
  const now = context.route.clock.now().getTime();
  const [first, second] = context.route.timing.attributionLooksMs;
  if (acquisitionPending(order)) {
    const created = Date.parse(order.createdAt);
    for (const wait of [first, second]) if (created + wait > now) return new Date(created + wait);
  }
  const due = order.paymentDueAt === null ? Number.NaN : Date.parse(order.paymentDueAt) + 60_000;
  return due > now ? new Date(due) : null;
}

/** Standings of people who were worked beside an order without being due themselves. */
function besides(context: PassContext, people: PeopleResult): KeyResult[] {
  const claimed = new Set(context.claimed.map((item) => formatKey(item.key)));
  const results: KeyResult[] = [];
  for (const { order } of context.gathered.orders.values()) {
    const result = buyerResult(context, people, order);
    if (result === null) continue;
    const key =
      order.customerId === null
        ? { source: order.source, kind: 'guest' as const, id: order.id }
        : { source: order.source, kind: 'customer' as const, id: order.customerId };
    const text = formatKey(key);
    if (claimed.has(text)) continue;
    claimed.add(text);
    const outcome = besideOutcome(result, text);
    if (outcome !== null) results.push({ key, version: 0, outcome });
  }
  return results;
}

/** What evidence about one record says of another that was not due itself. */
function settledBesides(context: PassContext): KeyResult[] {
  const claimed = new Set(context.claimed.map((item) => formatKey(item.key)));
  return [...context.settled].flatMap(([text, standing]) => {
    const key = claimed.has(text) ? null : parseKey(text);
    return key === null ? [] : [{ key, version: 0, outcome: done(standing) }];
  });
}

/** What was found out about a person beside an order; null = nothing that changes where they stand. */
function besideOutcome(result: TaskResult, text: string): KeyOutcome | null {
  switch (result.type) {
    case 'kept':
      return done(standingOf(result));
    case 'shadow':
      return done({ state: 'waiting', reason: shadowReason(result.act, text === result.key) });
    case 'left out':
      return done({ state: 'left out', reason: result.reason });
    case 'held': {
      const { class: failureClass, code, message } = result;
      return { type: 'failed', class: failureClass, code, message, retryAt: null };
    }
    default:
      return null;
  }
}
