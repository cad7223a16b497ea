import type { CrashPlan } from '../../simulator/simulation/crash-plan.ts';
import type { EventLog } from '../../simulator/simulation/event-log.ts';
import type { VirtualClock } from '../../simulator/simulation/virtual-clock.ts';
import type { Ledger } from '../../src/ledger/contract.ts';
import type { Clock } from '../../src/lib/clock.ts';
import type { HttpFetch } from '../../src/lib/http-fetch.ts';
import { callName, productLine } from './crash-point.ts';

export interface LifeOptions {
  readonly clock: VirtualClock;
  readonly log: EventLog;
  readonly crashes: CrashPlan;
  /** Told at the moment of death. */
  readonly onDeath: () => void;
  /** Told where a crash struck: the call, before or after it, and the line of the product that made it. */
  readonly onCrash: (point: string) => void;
}

/**
 * The life of one product process. Everything that it does goes through ports that are passed through here; once it is
 * dead no port ever answers it again, so that none of its code runs on. What it had sent by then still arrives.
 */
export class Life {
  readonly #options: LifeOptions;
  #alive = true;

  constructor(options: LifeOptions) {
    this.#options = options;
  }

  get alive(): boolean {
    return this.#alive;
  }

  end(): void {
    if (!this.#alive) return;
    this.#alive = false;
    this.#options.onDeath();
  }

  /** A call through a port, which the process may not survive. */
  async call<T>(name: string, act: () => Promise<T>): Promise<T> {
    if (!this.#alive) return never();
    this.#mayCrash(name, 'before');
    if (!this.#alive) return never();
    try {
      return await act();
    } finally {
      if (this.#alive) this.#mayCrash(name, 'after');
      // A result, or an error, reaches nobody any more.
      if (!this.#alive) await never();
    }
  }

  #mayCrash(name: string, point: 'before' | 'after'): void {
    const { crashes, log, onCrash } = this.#options;
    if (!crashes.strikes(name, point)) return;
    onCrash(`${point} ${callName(name)} ${productLine()}`);
    log.add(`the process ends ${point} ${name}`);
    this.end();
  }

  ledger(ledger: Ledger): Ledger {
    const { clock } = this.#options;
    return new Proxy(ledger, {
      get: (target, name, receiver) => {
        const method: unknown = Reflect.get(target, name, receiver);
        if (typeof method !== 'function') return method;
        return (...input: readonly unknown[]) =>
          this.call(`ledger ${String(name)}`, () => clock.working(() => method.apply(target, input)));
      },
    });
  }

  /** `place` names what lies behind the network: `crm`, `shop`. */
  fetch(place: string, fetch: HttpFetch): HttpFetch {
    return (url, init) =>
      this.call(`${place} ${init.method ?? 'GET'} ${new URL(url).pathname}`, () => fetch(url, init));
  }

  clock(): Clock {
    const { clock } = this.#options;
    return {
      now: () => clock.now(),
      sleep: async (milliseconds, signal) => {
        await clock.sleep(milliseconds, signal);
        if (!this.#alive) await never();
      },
    };
  }
}

/** One for each who waits, so that what a dead process held can be forgotten. */
function never(): Promise<never> {
  return new Promise(() => undefined);
}
