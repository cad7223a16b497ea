import type { ClaimedKey, Standing } from '../ledger/contract.ts';
import type { Gathered } from './gather.ts';
import type { Scope } from './scope.ts';
import type { Lane, Route } from './types.ts';

/** What the steps of one pass share. */
export interface PassContext {
  readonly route: Route;
  readonly lane: Lane;
  readonly claimed: readonly ClaimedKey[];
  readonly scope: Scope;
  readonly gathered: Gathered;
  /** Subject ids by key text, of everything that this pass looked at. */
  readonly subjectIds: Readonly<Record<string, string>>;
  /** Keys that evidence has decided already, by key text. */
  readonly settled: ReadonlyMap<string, Standing>;
}
