import type { DestinationUsage } from '../../connector/destination.ts';
import { ConnectorError } from '../../connector/failure.ts';
import type { Clock } from '../../lib/clock.ts';
import { createRollingWindow } from './rolling-window.ts';
import { millisecondsUntilMidnight } from './time-zone.ts';

/**
 * Other clients of the same key get the rest until an answer tells of them. Little is enough: each call counts for longer
 * than HubSpot counts it (rolling-window.ts).
 */
const share = 0.96;

/** HubSpot docs: the lowest limit of any plan, assumed until the first answer says better. */
const lowestBurst = { limit: 100, intervalMs: 10_000 };

/** A longer one is no burst, and a full window of it would keep every call waiting. */
const longestIntervalMs = 60_000;

/** HubSpot docs: 5 searches a second per account, shared by every app in it, announced in no header. */
const searchBurst = { limit: 4, intervalMs: 1_000 };

export interface Pacer {
  /**
   * Waits until a call may start and returns what ends it. Throws ConnectorError (quota) when the account's calls of
   * the day are used up.
   */
  enter(search: boolean): Promise<() => void>;
  /** Learns limits and what is left from the headers of an answer. */
  learn(headers: Headers): void;
  /** HubSpot said "too many": how long to rest, in milliseconds. Everything else rests as well. */
  throttled(policy: string | undefined, retryAfterMs: number | null): number;
  /** No call starts for so many milliseconds. */
  restFor(ms: number): void;
  /** The day's limit ends at midnight in this time zone. */
  useTimeZone(timeZone: string | null): void;
  budgets(): DestinationUsage['budgets'];
}

/** Keeps one account within its limits: calls per 10 seconds, searches per second, calls per day, calls in flight. */
export function createPacer(clock: Clock, callsInFlight: number): Pacer {
  const burst = createRollingWindow(clock, Math.floor(lowestBurst.limit * share), lowestBurst.intervalMs);
  const searches = createRollingWindow(clock, searchBurst.limit, searchBurst.intervalMs);
  const slots = createSlots(callsInFlight);
  const day = createDay(clock);
  let announced: { limit: number; remaining: number } | null = null;

  return {
    async enter(search) {
      day.assertOpen();
      await slots.take();
      const leaving: (() => void)[] = [slots.give];
      const leave = () => {
        for (const one of leaving) one();
      };
      try {
        // HubSpot does not say whether searches count in the other limit as well; counting them is the safe reading.
        if (search) leaving.push(await searches.take());
        leaving.push(await burst.take());
        day.assertOpen();
        return leave;
      } catch (error) {
        leave();
        throw error;
      }
    },
    learn(headers) {
      const limit = numberOf(headers, 'x-hubspot-ratelimit-max');
      const remaining = numberOf(headers, 'x-hubspot-ratelimit-remaining');
      const told = numberOf(headers, 'x-hubspot-ratelimit-interval-milliseconds');
      const intervalMs = told !== null && told > 0 && told <= longestIntervalMs ? told : lowestBurst.intervalMs;
      if (limit !== null && limit > 0) burst.resize(Math.max(1, Math.floor(limit * share)), intervalMs);
      if (limit !== null && remaining !== null) {
        announced = { limit, remaining };
        burst.atLeastUsed(limit - remaining);
      }
      day.learn(
        numberOf(headers, 'x-hubspot-ratelimit-daily'),
        numberOf(headers, 'x-hubspot-ratelimit-daily-remaining'),
      );
    },
    throttled(policy, retryAfterMs) {
      if (policy === 'DAILY') return day.close();
      const window = policy === 'SECONDLY' ? searches : burst;
      const wait = retryAfterMs ?? window.untilOldestLeaves();
      window.restFor(wait);
      return wait;
    },
    restFor: burst.restFor,
    useTimeZone: day.useTimeZone,
    budgets() {
      const burstBudget = announced === null ? [] : [{ name: '10 seconds', ...announced }];
      return [...burstBudget, ...day.budgets()];
    },
  };
}

function createSlots(count: number) {
  let free = count;
  const waiting: (() => void)[] = [];
  return {
    async take(): Promise<void> {
      if (free > 0) free -= 1;
      else await new Promise<void>((resolve) => waiting.push(resolve));
    },
    give(): void {
      const next = waiting.shift();
      if (next) next();
      else free += 1;
    },
  };
}

/** The daily limit is shared by all apps of the account and ends at midnight in the account's time zone. */
function createDay(clock: Clock) {
  let timeZone = 'UTC';
  let known: { limit: number; remaining: number } | null = null;
  let closedUntil = 0;
  const close = (): number => {
    const wait = millisecondsUntilMidnight(clock.now(), timeZone);
    closedUntil = clock.now().getTime() + wait;
    return wait;
  };
  return {
    close,
    useTimeZone(name: string | null): void {
      timeZone = name ?? 'UTC';
    },
    learn(limit: number | null, remaining: number | null): void {
      if (limit === null || remaining === null) return;
      known = { limit, remaining };
      if (remaining <= 0) close();
    },
    assertOpen(): void {
      const retryAfterMs = closedUntil - clock.now().getTime();
      if (retryAfterMs <= 0) return;
      const message = "The HubSpot account's API calls of this day are used up; work goes on after its midnight.";
      throw new ConnectorError({ class: 'quota', code: 'DAILY_LIMIT', message, retryAfterMs });
    },
    budgets(): DestinationUsage['budgets'] {
      return known === null ? [] : [{ name: 'day', ...known }];
    },
  };
}

function numberOf(headers: Headers, name: string): number | null {
  const text = headers.get(name);
  const value = text === null ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}
