import type { Pause } from './seed-plan.ts';

/** A stretch of time in which nobody does anything. */
export interface Rest {
  readonly from: Date;
  readonly to: Date;
}

/** Puts pauses into what was planned without them: between `start` and `end` each thing comes later by those before it. */
export class Pauses {
  readonly #breaks: readonly { readonly at: number; readonly ms: number }[];

  constructor(pauses: readonly Pause[], start: Date, end: Date) {
    const span = end.getTime() - start.getTime();
    this.#breaks = pauses.map(({ after, ms }) => ({ at: start.getTime() + after * span, ms }));
  }

  /** When something happens that was planned for `at`. */
  later(at: Date): Date {
    const before = this.#breaks.filter((pause) => pause.at < at.getTime());
    return new Date(before.reduce((time, { ms }) => time + ms, at.getTime()));
  }

  /** The same for every instant in plain data that is not before `since`: what lies in the past stays there. */
  postpone<T>(plain: T, since: Date): T {
    const instant = /^\d{4}-\d{2}-\d{2}T[\d:.]+Z$/;
    return JSON.parse(JSON.stringify(plain), (_name, value: unknown) => {
      if (typeof value !== 'string' || !instant.test(value) || Date.parse(value) < since.getTime()) return value;
      return this.later(new Date(value)).toISOString();
    });
  }

  rests(): readonly Rest[] {
    return this.#breaks.map(({ at, ms }) => {
      const from = this.later(new Date(at));
      return { from, to: new Date(from.getTime() + ms) };
    });
  }
}
