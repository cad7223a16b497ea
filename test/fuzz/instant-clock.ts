import type { Clock } from '../../src/lib/clock.ts';

/** Time that passes only when somebody waits for it, and then at once. */
export function instantClock(start: string): Clock {
  let now = Date.parse(start);
  return {
    now: () => new Date(now),
    sleep: async (milliseconds, signal) => {
      signal?.throwIfAborted();
      // A wait of centuries is what a platform asked for; the clock's own range ends later.
      now += Math.min(Math.max(0, milliseconds), 3_600_000);
      await Promise.resolve();
    },
  };
}
