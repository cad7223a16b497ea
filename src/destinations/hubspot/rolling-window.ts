import type { Clock } from '../../lib/clock.ts';

export interface RollingWindow {
  /** Waits for room, first come first served, and takes it. */
  take(): Promise<void>;
  resize(limit: number, intervalMs: number): void;
  /** Somebody else uses the limit too: counts at least so many calls as made in the last interval. */
  atLeastUsed(count: number): void;
  /** Nothing starts for so long. */
  restFor(milliseconds: number): void;
  /** Until the oldest call of the interval no longer counts; the whole interval when none is known. */
  untilOldestLeaves(): number;
}

/**
 * At most `limit` calls in any `intervalMs`. A list of starts instead of a bucket that refills: HubSpot counts over a
 * rolling interval, in which a full bucket that also refills lets nearly twice the limit pass.
 */
export function createRollingWindow(clock: Clock, startLimit: number, startIntervalMs: number): RollingWindow {
  let limit = startLimit;
  let intervalMs = startIntervalMs;
  let starts: number[] = [];
  let restUntil = 0;
  let turn: Promise<void> = Promise.resolve();

  const now = () => clock.now().getTime();
  const current = () => {
    const from = now() - intervalMs;
    starts = starts.filter((start) => start > from);
    return starts;
  };
  const waitMs = () => {
    const used = current();
    const blocking = used[used.length - limit];
    const forRoom = blocking === undefined ? 0 : blocking + intervalMs - now();
    return Math.max(forRoom, restUntil - now(), 0);
  };
  const takeNext = async () => {
    for (let wait = waitMs(); wait > 0; wait = waitMs()) await clock.sleep(wait);
    starts.push(now());
  };

  return {
    take() {
      const mine = turn.then(takeNext);
      // A failed wait is its caller's; the ones behind it must still get their turn.
      turn = mine.catch(() => undefined);
      return mine;
    },
    resize(nextLimit, nextIntervalMs) {
      limit = nextLimit;
      intervalMs = nextIntervalMs;
    },
    atLeastUsed(count) {
      const missing = count - current().length;
      for (let index = 0; index < missing; index += 1) starts.push(now());
    },
    restFor(milliseconds) {
      restUntil = Math.max(restUntil, now() + milliseconds);
    },
    untilOldestLeaves() {
      const [oldest] = current();
      return oldest === undefined ? intervalMs : Math.max(oldest + intervalMs - now(), 1);
    },
  };
}
