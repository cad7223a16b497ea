import type { CreateRow, UpdateRow } from '../connector/destination.ts';
import type { Failure } from '../connector/failure.ts';
import type { IntendedRow, Verb } from '../ledger/contract.ts';

/** One row that is ready to be sent: the intention for the ledger and the row for the connector. */
export interface PreparedRow {
  readonly intended: IntendedRow;
  readonly create?: CreateRow;
  readonly update?: UpdateRow;
  readonly adopted: boolean;
}

/** What became of a row, for the pass to act on. */
export type RowResult =
  | { readonly type: 'written'; readonly crmId: string; readonly verb: Verb }
  /** The CRM has it already: taken over, the difference is still to be written. */
  | { readonly type: 'adopted'; readonly crmId: string }
  | { readonly type: 'gone' }
  | { readonly type: 'moved'; readonly crmId: string }
  /** The record stands for somebody else, or was merged into one that does: nothing was written, a person decides. */
  | { readonly type: 'held'; readonly code: string; readonly message: string; readonly mergedInto?: string }
  | { readonly type: 'refused values'; readonly fields: readonly string[]; readonly failure: Failure }
  | { readonly type: 'failed'; readonly failure: Failure }
  /** Another batch holds the record, or the answer was lost: later. */
  | { readonly type: 'later'; readonly failure: Failure | null };
