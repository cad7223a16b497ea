import type { ClaimedKey, Ledger, Standing } from '../ledger/contract.ts';
import type { Gathered } from './gather.ts';
import type { Scope } from './scope.ts';
import type { Lane, Route } from './types.ts';

/** Somebody who was an order's buyer before it named another one, or before it was deleted. */
export type FormerBuyer = Awaited<ReturnType<Ledger['formerBuyers']>>[number];

/** What the steps of one pass share. */
export interface PassContext {
  readonly route: Route;
  readonly lane: Lane;
  readonly claimed: readonly ClaimedKey[];
  readonly scope: Scope;
  readonly gathered: Gathered;
  /** Subject ids by key text, of everything that this pass looked at. */
  readonly subjectIds: Readonly<Record<string, string>>;
  /** People whom a claimed order has left, by the order's key text; none where the map says nothing of orders. */
  readonly formerBuyers: ReadonlyMap<string, readonly FormerBuyer[]>;
  /** Keys that evidence has decided already, by key text. */
  readonly settled: ReadonlyMap<string, Standing>;
  /** Records that Shopify did not show and that wait for an explanation, by key text. */
  readonly hidden: ReadonlyMap<string, Standing>;
}
