import type { FaultPlan } from '../faults.ts';

/** What `demo` can be told. */
export interface DemoOptions {
  /** Ends after the last line instead of running until Ctrl-C. */
  readonly once: boolean;
  readonly seed: number;
  /** Orders of the made-up merchant; ignored with `from`. */
  readonly orders: number;
  readonly webhooks: boolean;
  /** What both platforms do wrong from the import of history on. */
  readonly faults: FaultPlan;
  /** A folder of files from a real shop instead of a made-up merchant. */
  readonly from: string | null;
  /** Keeps both simulators up for so many seconds after the last line. */
  readonly holdSeconds: number;
}

export const demoDefaults = { seed: 7, orders: 2_000 } as const;

/** What a demo tells while it runs. */
export interface DemoReporter {
  /** A headed step begins. */
  step(title: string): void;
  /** A line of the step. */
  line(text: string): void;
  progress(progress: { readonly stage: string; readonly done: number; readonly total: number | null }): void;
  /** A line for whoever wants to look at the simulators: always on stderr. */
  aside(text: string): void;
}
