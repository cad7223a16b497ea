import type { Random } from '../../src/lib/random.ts';

/** Something of the product that reads what comes from outside, and how to feed it. */
export interface FuzzTarget {
  readonly name: string;
  /** How much of a run it gets, against the others: what costs little is tried more often. */
  readonly share: number;
  open(): Promise<OpenTarget>;
}

export interface OpenTarget {
  /**
   * One case, drawn from `random` alone. Null = it was read, or refused as promised; else what the product did that it
   * must not do. What it throws counts as the latter.
   */
  run(random: Random): Promise<string | null>;
  close(): Promise<void>;
}
