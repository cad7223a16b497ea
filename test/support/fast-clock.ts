import type { Clock } from '../../src/lib/clock.ts';

/** Time that can be moved on, and in which nobody sleeps for long. */
export interface FastClock extends Clock {
  advance(milliseconds: number): void;
}

/** A sleep takes this fraction of itself, so that of several the shorter ends first. */
const factor = 1_000;

interface Sleeper {
  readonly end: number;
  readonly wake: () => void;
  timer: NodeJS.Timeout;
}

/**
 * For worlds of several parts over real sockets: real time passes, so that nothing has to know what is under way. A sleep
 * ends early and time moves on to its end; what is computed takes no longer than it does, or on a slow machine whatever
 * waits would be due again before it has been looked at.
 */
export function createFastClock(start = new Date()): FastClock {
  const began = performance.now();
  let moved = 0;
  const sleepers = new Set<Sleeper>();
  const now = () => start.getTime() + moved + (performance.now() - began);
  const advance = (milliseconds: number) => {
    moved += milliseconds;
    for (const sleeper of sleepers) if (sleeper.end <= now()) sleeper.wake();
  };
  return {
    now: () => new Date(now()),
    advance,
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
        const elapse = () => advance(Math.max(0, end - now()));
        const sleeper: Sleeper = { end, wake, timer: setTimeout(elapse, Math.min(milliseconds / factor, 2 ** 31 - 1)) };
        sleepers.add(sleeper);
        signal?.addEventListener('abort', abort, { once: true });
      }),
  };
}
