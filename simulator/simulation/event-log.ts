import { createHash } from 'node:crypto';
import type { Clock } from '../../src/lib/clock.ts';

/** What happened in one run, in its order: two runs of one seed have the same digest, or chance crept in. */
export class EventLog {
  readonly #hash = createHash('sha256');
  readonly #clock: Clock;
  readonly #kept: string[] | null;
  #count = 0;

  /** `keep` also keeps the lines, for people who look into one seed. */
  constructor(clock: Clock, keep: boolean) {
    this.#clock = clock;
    this.#kept = keep ? [] : null;
  }

  add(event: string): void {
    const line = `${this.#clock.now().toISOString()} ${event}`;
    this.#hash.update(line);
    this.#count += 1;
    this.#kept?.push(line);
  }

  /** Something to be read beside the events; no part of what a run is compared by. */
  remark(text: () => string): void {
    this.#kept?.push(text());
  }

  get count(): number {
    return this.#count;
  }

  lines(): readonly string[] {
    return this.#kept ?? [];
  }

  /** Ends the log. */
  digest(): string {
    return this.#hash.digest('hex');
  }
}
