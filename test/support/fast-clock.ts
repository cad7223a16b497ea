import type { Clock } from '../../src/lib/clock.ts';

/** Time that runs a thousand times faster and can be moved on; whoever sleeps until then wakes. */
export interface FastClock extends Clock {
  advance(milliseconds: number): void;
}

const factor = 1_000;

interface Sleeper {
  readonly end: number;
  readonly wake: () => void;
  timer: NodeJS.Timeout;
}

/** For worlds of several parts over real sockets: real time passes, so that nothing has to know what is under way. */
export function createFastClock(start = new Date()): FastClock {
  const began = performance.now();
  let moved = 0;
  const sleepers = new Set<Sleeper>();
  const now = () => start.getTime() + moved + (performance.now() - began) * factor;
  return {
    now: () => new Date(now()),
    advance: (milliseconds) => {
      moved += milliseconds;
      for (const sleeper of sleepers) if (sleeper.end <= now()) sleeper.wake();
    },
    sleep: (milliseconds, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted) {
          reject(signal.reason);
          return;
        }
        const end = now() + milliseconds;
        const over = () => {
          clearTimeout(sleeper.timer);
          sleepers.delete(sleeper);
          signal?.removeEventListener('abort', abort);
        };
        const abort = () => {
          over();
          reject(signal?.reason);
        };
        const wake = () => {
          over();
          resolve();
        };
        const sleeper: Sleeper = { end, wake, timer: setTimeout(wake, Math.min(milliseconds / factor, 2 ** 31 - 1)) };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', abort, { once: true });
      }),
  };
}
