import type { CrmObject, FieldValue } from '../../field-map/types.ts';
import type { Failure } from '../failure.ts';

/** What can be made to go wrong, and what people do in the CRM meanwhile. */
export interface MemoryFaults {
  /** The next write is carried out, but its answer is lost. */
  loseNextAnswer(): void;
  /** The next call is refused before it is looked at. */
  throttleNext(retryAfterMs: number): void;
  /** From now on this value of this field is refused. */
  refuse(field: string, value: string): void;
  /** A person deletes a record. */
  remove(object: CrmObject, id: string): void;
  /** A person merges one record into another. */
  merge(object: CrmObject, loser: string, survivor: string): void;
  /** A person edits a field. */
  edit(object: CrmObject, id: string, field: string, value: FieldValue): void;
}

/** The faults that are waiting to happen. */
export class FaultPlan {
  #lost = 0;
  #throttles: number[] = [];
  readonly #refused = new Set<string>();

  loseNextAnswer(): void {
    this.#lost += 1;
  }

  throttleNext(retryAfterMs: number): void {
    this.#throttles.push(retryAfterMs);
  }

  refuse(field: string, value: string): void {
    this.#refused.add(`${field}=${value}`);
  }

  isRefused(field: string, value: FieldValue): boolean {
    return this.#refused.has(`${field}=${value ?? ''}`);
  }

  takeThrottle(): Failure | null {
    const retryAfterMs = this.#throttles.shift();
    if (retryAfterMs === undefined) return null;
    return { class: 'quota', code: 'THROTTLED', message: 'Too many calls.', retryAfterMs };
  }

  takeLostAnswer(): Failure | null {
    if (this.#lost === 0) return null;
    this.#lost -= 1;
    return { class: 'transient', code: 'TIMEOUT', message: 'The answer was lost.' };
  }
}
