import type { Clock } from '../../src/lib/clock.ts';

interface Sleeper {
  readonly at: number;
  readonly order: number;
  readonly wake: () => void;
  /** Whoever could have ended the sleep early cannot any more. */
  readonly letGo: () => void;
}

/** Nothing sleeps and nothing runs: whoever waits now waits for ever. */
class StuckError extends Error {
  constructor(at: Date) {
    super(`at ${at.toISOString()} everybody waits and nothing will ever happen`);
    this.name = 'StuckError';
  }
}

/** Somebody waits for what no seed decides, and would get its answer at another moment in the next run. */
class OutsideError extends Error {
  constructor(at: Date, what: string) {
    super(`at ${at.toISOString()} somebody waits for ${what}, which is not handed in`);
    this.name = 'OutsideError';
  }
}

/** Looking costs as much as some wakings. */
const looksEvery = 8;

/** Wakings of one run; the longest stories have some ten thousand. */
const mostWakings = 150_000;

/** Somebody does the same again and again, every few seconds of a time that goes on for days. */
class BusyError extends Error {
  constructor(at: Date) {
    super(`by ${at.toISOString()} somebody has woken ${mostWakings} times: something goes round in circles`);
    this.name = 'BusyError';
  }
}

/**
 * Time that stands still while anybody works and jumps to the next sleeper when nobody does. Two that wake at the same
 * moment wake in the order in which they went to sleep, so that a run can be repeated.
 */
export class VirtualClock implements Clock {
  #now: number;
  #order = 0;
  #working = 0;
  #wakings = 0;
  readonly #sleepers: Sleeper[] = [];
  readonly #drained: () => Promise<void>;
  readonly #outside: () => string | null;

  /**
   * `drained` resolves when everything that needs no time has gone on: after one turn of the process's event loop.
   * `outside` names what somebody waits for outside of the run; null = nothing.
   */
  constructor(start: Date, drained: () => Promise<void>, outside: () => string | null) {
    this.#now = start.getTime();
    this.#drained = drained;
    this.#outside = outside;
  }

  now(): Date {
    return new Date(this.#now);
  }

  sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      if (signal?.aborted) {
        reject(signal.reason);
        return;
      }
      const onAbort = () => {
        this.#forget(sleeper);
        reject(signal?.reason);
      };
      const letGo = () => signal?.removeEventListener('abort', onAbort);
      const wake = () => {
        letGo();
        resolve();
      };
      const sleeper = this.#add(this.#now + Math.max(0, milliseconds), wake, letGo);
      signal?.addEventListener('abort', onAbort, { once: true });
    });
  }

  /** Does something at a moment; at once when that has passed. */
  schedule(at: Date, action: () => void): void {
    this.#add(Math.max(this.#now, at.getTime()), action);
  }

  /** Keeps time standing still until the work is done, for work that the event loop's turns do not show (a database). */
  async working<T>(work: () => Promise<T>): Promise<T> {
    this.#working += 1;
    try {
      return await work();
    } finally {
      this.#working -= 1;
    }
  }

  /**
   * Lets time pass until `done`. Throws StuckError when nothing is left that could make it so, BusyError when it takes for
   * ever, OutsideError when it depends on what is not handed in.
   */
  async runUntil(done: () => boolean): Promise<void> {
    for (;;) {
      await this.#drained();
      if (this.#working > 0) continue;
      if (done()) return;
      const next = this.#takeNext();
      if (next === undefined) throw new StuckError(this.now());
      this.#now = next.at;
      this.#wakings += 1;
      if (this.#wakings > mostWakings) throw new BusyError(this.now());
      const elsewhere = this.#wakings % looksEvery === 0 ? this.#outside() : null;
      if (elsewhere !== null) throw new OutsideError(this.now(), elsewhere);
      next.wake();
    }
  }

  /** Nobody wakes any more. Without it a signal that many could have aborted keeps a whole run in memory for ever. */
  end(): void {
    for (const { letGo } of this.#sleepers.splice(0)) letGo();
  }

  #add(at: number, wake: () => void, letGo: () => void = () => undefined): Sleeper {
    this.#order += 1;
    const sleeper = { at, order: this.#order, wake, letGo };
    this.#sleepers.push(sleeper);
    return sleeper;
  }

  #forget(sleeper: Sleeper): void {
    const index = this.#sleepers.indexOf(sleeper);
    if (index >= 0) this.#sleepers.splice(index, 1);
  }

  #takeNext(): Sleeper | undefined {
    let first: Sleeper | undefined;
    for (const sleeper of this.#sleepers) {
      if (!first || sleeper.at < first.at || (sleeper.at === first.at && sleeper.order < first.order)) first = sleeper;
    }
    if (first) this.#forget(first);
    return first;
  }
}
