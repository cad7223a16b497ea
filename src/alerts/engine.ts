import type { AlertEvent, AlertState } from '../ledger/contract.ts';
import type { Condition } from './condition.ts';

/** When who is told again. */
export interface Policy {
  readonly remindAfterMs: number;
  readonly thenEveryMs: number;
  readonly escalateAfterMs: number;
  /** What is gone for so long is over; a quarter of an hour where absent. */
  readonly quietMs?: number;
}

export interface Told {
  readonly event: AlertEvent;
  readonly alert: AlertState;
}

export interface Step {
  /** States that have changed. */
  readonly states: readonly AlertState[];
  readonly told: readonly Told[];
}

/** What is gone for so long is over; what keeps coming back has to be gone for longer, up to half a day. */
const quietMs = 15 * 60_000;
const longestQuietMs = 12 * 3_600_000;
/** What comes back within this is the same trouble again. */
export const returnMs = 24 * 3_600_000;

/**
 * From what was known and what is wrong now: what is known next, and what people are told. Each is told once when it
 * appears, reminded, escalated, and told when it is over. Asked twice with the same facts it tells nothing twice.
 */
export function step(known: readonly AlertState[], now: Date, conditions: readonly Condition[], policy: Policy): Step {
  const byId = new Map(known.map((state) => [state.id, state]));
  const present = new Map(conditions.map((condition) => [condition.id, condition]));
  const states: AlertState[] = [];
  const told: Told[] = [];
  const keep = ({ state, event }: Turn, before: AlertState | undefined) => {
    if (JSON.stringify(state) !== JSON.stringify(before)) states.push(state);
    if (event !== null) told.push({ event, alert: state });
  };
  for (const condition of present.values()) {
    const before = byId.get(condition.id);
    keep(seen(before, condition, now, policy), before);
  }
  for (const before of known) {
    if (before.closedAt === null && !present.has(before.id)) keep(missing(before, now, policy), before);
  }
  return { states, told };
}

interface Turn {
  readonly state: AlertState;
  readonly event: AlertEvent | null;
}

function seen(before: AlertState | undefined, condition: Condition, now: Date, policy: Policy): Turn {
  const { id, class: failure, count, title, remedy, settleMs } = condition;
  const open = before === undefined || before.closedAt !== null ? opened(before, condition, now) : before;
  const state: AlertState = { ...open, id, class: failure, count, title, remedy, goneAt: null };
  if (state.firstToldAt === null || state.lastToldAt === null) {
    if (now.getTime() - state.openedAt.getTime() < settleMs) return { state, event: null };
    return { state: { ...state, firstToldAt: now, lastToldAt: now, toldCount: count }, event: 'opened' };
  }
  const sinceFirst = now.getTime() - state.firstToldAt.getTime();
  const sinceLast = now.getTime() - state.lastToldAt.getTime();
  const again = { ...state, lastToldAt: now, toldCount: count };
  if (state.escalatedAt === null && sinceFirst >= policy.escalateAfterMs) {
    return { state: { ...again, escalatedAt: now }, event: 'escalated' };
  }
  // More of it than people know of is worth a reminder after the first interval, not only after the long one.
  const wait = state.reminders === 0 || count > state.toldCount ? policy.remindAfterMs : policy.thenEveryMs;
  if (sinceLast < wait) return { state, event: null };
  return { state: { ...again, reminders: state.reminders + 1 }, event: 'reminder' };
}

function opened(before: AlertState | undefined, { since, ...condition }: Condition, now: Date): AlertState {
  const closed = before?.closedAt ?? null;
  const returned = closed !== null && now.getTime() - closed.getTime() < returnMs;
  // A clock that was set back must not make an alert begin in the future.
  const openedAt = since.getTime() > now.getTime() ? now : since;
  return {
    id: condition.id,
    class: condition.class,
    count: condition.count,
    title: condition.title,
    remedy: condition.remedy,
    openedAt,
    goneAt: null,
    firstToldAt: null,
    lastToldAt: null,
    toldCount: 0,
    reminders: 0,
    escalatedAt: null,
    closedAt: null,
    returns: returned ? (before?.returns ?? 0) + 1 : 0,
  };
}

function missing(before: AlertState, now: Date, policy: Policy): Turn {
  // Nobody has heard of it, so nobody has to hear that it is over.
  if (before.firstToldAt === null) return { state: { ...before, goneAt: now, closedAt: now }, event: null };
  const goneAt = before.goneAt ?? now;
  const quiet = Math.min(longestQuietMs, (policy.quietMs ?? quietMs) * 2 ** before.returns);
  if (now.getTime() - goneAt.getTime() < quiet) return { state: { ...before, goneAt }, event: null };
  return { state: { ...before, goneAt, closedAt: now }, event: 'recovered' };
}
