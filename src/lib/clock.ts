/** Time is injected, so that a simulation can own it. Production uses `systemClock`. */
export interface Clock {
  now(): Date;
  /** Resolves after `milliseconds`; rejects with the signal's reason when aborted. */
  sleep(milliseconds: number, signal?: AbortSignal): Promise<void>;
}

/** A timer that is set to more fires at once (Node.js docs: setTimeout), and who waited long would never rest. */
const longestTimerMs = 2 ** 31 - 1;

export const systemClock: Clock = {
  now: () => new Date(),
  sleep: (milliseconds, signal) =>
    new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const onAbort = () => {
        clearTimeout(timer);
        reject(signal?.reason);
      };
      const set = (left: number): NodeJS.Timeout =>
        setTimeout(
          () => {
            if (left > longestTimerMs) {
              timer = set(left - longestTimerMs);
              return;
            }
            signal?.removeEventListener('abort', onAbort);
            resolve();
          },
          Math.min(left, longestTimerMs),
        );
      let timer = set(milliseconds);
      signal?.addEventListener('abort', onAbort, { once: true });
    }),
};

/** The same time, running `factor` times as fast from now on: what takes minutes between two simulators takes seconds. */
export function fasterClock(clock: Clock, factor: number): Clock {
  const from = clock.now().getTime();
  return {
    now: () => new Date(from + Math.round((clock.now().getTime() - from) * factor)),
    sleep: (milliseconds, signal) => clock.sleep(milliseconds / factor, signal),
  };
}
