import type { Clock } from '../../lib/clock.ts';

export interface RollingWindow {
  /** Waits for room, first come first served, takes it, and returns what to call when the answer is here. */
  take(): Promise<() => void>;
  resize(limit: number, intervalMs: number): void;
  /** Somebody else uses the limit too: counts at least so many calls as made in the last interval. */
  atLeastUsed(count: number): void;
  /** Nothing starts for so long. */
  restFor(milliseconds: number): void;
  /** Until the oldest call no longer counts; the whole interval when none is known. */
  untilOldestLeaves(): number;
}

/**
 * At most `limit` calls in any `intervalMs`. A list of calls instead of a bucket that refills: HubSpot counts over a
 * rolling interval, in which a full bucket that also refills lets nearly twice the limit pass. HubSpot counts a call
 * when it arrives, somewhere between its start and its answer: it counts here from its start until an interval after its
 * answer, which costs a little speed and is never too little.
 */
export function createRollingWindow(clock: Clock, startLimit: number, startIntervalMs: number): RollingWindow {
  let limit = startLimit;
  let intervalMs = startIntervalMs;
  let inFlight = 0;
  let answered: number[] = [];
  let foreign: number[] = [];
  let restUntil = 0;
  let turn: Promise<unknown> = Promise.resolve();

  const now = () => clock.now().getTime();
  const current = () => {
    const from = now() - intervalMs;
    answered = answered.filter((at) => at > from);
    foreign = foreign.filter((at) => at > from);
    return [...answered, ...foreign].sort((left, right) => left - right);
  };
  const waitMs = () => {
    const used = current();
    const over = used.length + inFlight - limit;
    if (over < 0) return Math.max(restUntil - now(), 0);
    // When only calls in flight fill the window, the next answer decides; a short look again is enough.
    const leaving = used[over];
    const forRoom = leaving === undefined ? intervalMs / 20 : leaving + intervalMs - now();
    return Math.max(forRoom, restUntil - now(), 1);
  };
  const takeNext = async () => {
    for (let wait = waitMs(); wait > 0; wait = waitMs()) await clock.sleep(wait);
    inFlight += 1;
    return () => {
      inFlight -= 1;
      answered.push(now());
    };
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
      const unexplained = count - current().length - inFlight;
      for (let index = 0; index < unexplained; index += 1) foreign.push(now());
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
