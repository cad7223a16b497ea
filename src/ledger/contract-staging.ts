import type { WorkKey } from '../commerce/keys.ts';
import type { Snapshot } from '../commerce/snapshot.ts';

/** How history comes in: rows that were read in bulk, and the cutoff that lets their records into the CRM. */
export interface StagingOperations {
  /** Stores bulk rows (dropping those that the ledger has looked at later) and makes their keys due, in one transaction. */
  stage(input: {
    lane: string;
    rows: readonly { readonly key: WorkKey; readonly observedAt: Date; readonly snapshot: Snapshot | null }[];
    priority: number;
    dueAt: Date;
    cause: string;
  }): Promise<void>;
  /**
   * Moves a store's cutoff, kept in this setting, back to `from`. Keys that are due after `now` for this cause are due by
   * so many milliseconds earlier; records that stand left out as older than the cutoff and are not any more are due now,
   * and so is once more what is claimed at the moment.
   */
  moveCutoff(input: {
    lane: string;
    source: string;
    setting: string;
    from: Date;
    cause: string;
    byMs: number;
    now: Date;
  }): Promise<void>;
}
