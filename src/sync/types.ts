import type { WorkKey } from '../commerce/keys.ts';
import type { Destination, DestinationAccount, SetupPlan } from '../connector/destination.ts';
import type { Source, SourceAccount } from '../connector/source.ts';
import type { CrmObject, FieldMap, FieldValue, LeftOutReason, Owner } from '../field-map/types.ts';
import type { IdentityRules } from '../identity/rules.ts';
import type { JournalEntry, Ledger } from '../ledger/contract.ts';
import type { Clock } from '../lib/clock.ts';

/** Where the loop reports what it does: fixed messages with fields, never secrets or personal data. */
export interface Log {
  info(message: string, fields?: Readonly<Record<string, unknown>>): void;
  warn(message: string, fields?: Readonly<Record<string, unknown>>): void;
  error(message: string, fields?: Readonly<Record<string, unknown>>): void;
}

/** One store and one CRM account, connected: all that any part of the loop needs. */
export interface Route {
  readonly source: Source;
  readonly sourceAccount: SourceAccount;
  readonly destination: Destination;
  readonly destinationAccount: DestinationAccount;
  /** The setup as it is in the account: which fields it can hold. */
  readonly setup: SetupPlan;
  readonly ledger: Ledger;
  /** Already reduced to the fields that the account can hold. */
  readonly map: FieldMap;
  /** Who is the same person; the default rules where absent. */
  readonly identity?: IdentityRules;
  /** A version of the map or the rules that is configured and that nobody has accepted: nothing of it is written. */
  readonly pending?: PendingVersion | null;
  readonly clock: Clock;
  readonly log: Log;
  readonly timing: Timing;
  /** When mass changes stop; the default where absent. */
  readonly brake?: { readonly records: number; readonly share: number };
  /** Work in a rhythm of its own that runs between two passes of the lane's holder. */
  readonly chores?: readonly Chore[];
  /** The ledger has other stores that write to the same account: their services take turns at it. */
  readonly takesTurns?: boolean;
  /** Everything but writing: plans are made and counted, the CRM stays as it is. */
  readonly shadow?: boolean;
  /** How much is worked at a time; the default where absent. */
  readonly passes?: PassSizes;
}

export interface PassSizes {
  /** Keys of one pass. */
  readonly keys: number;
  /** Keys of one pass over nothing but history. */
  readonly historyKeys: number;
  /** Passes over history that run beside each other. */
  readonly atOnce: number;
  /** A comparison of more records of a kind has the store prepare them in bulk, instead of reading them by id. */
  readonly comparedInBulk: number;
  /** A comparison of everything keeps so many listed records of a CRM object; of more it keeps the keys, and reads them. */
  readonly keptListed: number;
}

/** A task of the schedule that the loop itself knows nothing of. */
export interface Chore {
  /** Its name in the table of due keys. */
  readonly name: string;
  /** When it runs first after a start. */
  firstAt(now: Date): Promise<Date>;
  /** Does it and says when it runs next; never rejects for what can be tried again. */
  run(): Promise<Date>;
}

/** What is configured, beside what was accepted; `map` and `identity` of the route are what was accepted of it. */
export interface PendingVersion {
  readonly map: FieldMap;
  readonly identity: IdentityRules;
  /** Canonical names: fields that the accepted map does not have, has otherwise, and has alone. */
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
  readonly identityChanged: boolean;
}

/** Every rhythm and margin of the loop; the demo shortens them, nothing else does. */
export interface Timing {
  /** A change is looked for this often when no webhook tells of it. */
  readonly sweepOrdersMs: number;
  readonly sweepCustomersMs: number;
  readonly sweepReturnsMs: number;
  readonly sweepDeletionsMs: number;
  /** What people did in the CRM is looked for this often. */
  readonly sweepCrmMs: number;
  /** Both sides are read and compared this often. */
  readonly reconcileMs: number;
  /** Shopify's search lags: a sweep ends this long before now, and begins this long before the last one ended. */
  readonly searchLagMs: number;
  readonly overlapMs: number;
  /** orders/updated comes several times in the first seconds of an order. */
  readonly debounceMs: number;
  /** First and second look at an order whose attribution Shopify has not finished. */
  readonly attributionLooksMs: readonly [number, number];
  /** The balance speaks of what changed before this long ago. */
  readonly balanceCutMs: number;
  readonly leaseMs: number;
  readonly idleMs: number;
}

export const defaultTiming: Timing = {
  sweepOrdersMs: 5 * 60_000,
  sweepCustomersMs: 15 * 60_000,
  sweepReturnsMs: 24 * 3_600_000,
  sweepDeletionsMs: 24 * 3_600_000,
  sweepCrmMs: 15 * 60_000,
  reconcileMs: 24 * 3_600_000,
  searchLagMs: 60_000,
  overlapMs: 10 * 60_000,
  debounceMs: 2_000,
  attributionLooksMs: [15 * 60_000, 24 * 3_600_000],
  balanceCutMs: 15 * 60_000,
  leaseMs: 20_000,
  idleMs: 1_000,
};

export interface Progress {
  readonly stage: string;
  readonly done: number;
  /** Null while nobody knows. */
  readonly total: number | null;
}

export type OnProgress = (progress: Progress) => void;

export interface BalanceRow {
  readonly destination: string;
  readonly source: string;
  readonly kind: 'customer' | 'guest' | 'order' | 'company';
  readonly listed: number;
  readonly matching: number;
  readonly waiting: number;
  readonly needsYou: Readonly<Record<string, number>>;
  readonly leftOut: Readonly<Partial<Record<LeftOutReason, number>>>;
  /** Listed, and nobody has looked at it yet; must end at 0. */
  readonly unseen: number;
  /** Outside the equation: known to us, listed no more. */
  readonly gone: number;
  /** Outside the equation: carries our key in the CRM, not listed by the store. */
  readonly extra: number;
  /** Records in the CRM that carry our key, counted there. */
  readonly inCrm: number;
  readonly parkedFields: number;
}

export interface MoneyRow {
  readonly destination: string;
  readonly source: string;
  /** '2026-03', by business date in the shop's time zone. */
  readonly month: string;
  readonly currency: string;
  readonly orders: { readonly shopify: number; readonly crm: number; readonly different: number };
  readonly gross: { readonly shopify: string; readonly crm: string };
  readonly refunded: { readonly shopify: string; readonly crm: string };
  readonly net: { readonly shopify: string; readonly crm: string };
  readonly current: { readonly shopify: string; readonly crm: string };
}

/** Of how many orders either side says how the buyer came. */
export interface AttributionShare {
  /** Orders that belong to the CRM. */
  readonly orders: number;
  readonly shopify: number;
  readonly crm: number;
  /** Orders that Shopify has not finished attributing: looked at again later. */
  readonly open: number;
}

export interface BalanceDifference {
  readonly key: WorkKey;
  readonly crmId: string | null;
  readonly fields: readonly { readonly field: string; readonly shopify: FieldValue; readonly crm: FieldValue }[];
  readonly links: boolean;
}

export interface BalanceReport {
  readonly at: string;
  /** 'full' = both sides read in this run; 'quick' = the ledger's counters. */
  readonly depth: 'full' | 'quick';
  /** The store's list and its count differ: look again later. */
  readonly inconclusive: boolean;
  readonly balance: readonly BalanceRow[];
  readonly money: readonly MoneyRow[];
  /** Absent where nothing of it is in the CRM, or both sides were not read. */
  readonly attribution?: AttributionShare;
  /** At most 50, for people; the differences themselves have been made due. */
  readonly differences: readonly BalanceDifference[];
  /** Keys with their reason that were left out or need a person, at most `limit`. */
  readonly named: readonly {
    readonly key: WorkKey;
    readonly name: string | null;
    readonly state: string;
    readonly reason: string;
  }[];
}

export interface ExplainedField {
  readonly field: string;
  readonly label: string;
  readonly property: string | null;
  readonly owner: Owner;
  readonly shopify: FieldValue;
  readonly crm: FieldValue;
  readonly same: boolean;
  readonly note: string | null;
}

export interface Explanation {
  readonly asked: string;
  readonly object: CrmObject;
  readonly keys: readonly string[];
  readonly standing: string;
  readonly reason: string | null;
  readonly shopifyUrl: string | null;
  readonly crmUrl: string | null;
  readonly crmId: string | null;
  readonly fields: readonly ExplainedField[];
  readonly linked: readonly { readonly key: string; readonly crmUrl: string | null }[];
  readonly history: readonly JournalEntry[];
}

export interface PassReport {
  readonly claimed: number;
  readonly done: number;
  readonly failed: number;
  readonly created: number;
  readonly updated: number;
  readonly linked: number;
}

export interface BackfillMonth {
  readonly month: string;
  readonly orders: number;
  readonly balance: BalanceReport;
}

/** Proof of holding a destination's lane; every intention and settlement carries its epoch. */
export interface Lane {
  readonly epoch: number;
  /** Where several stores write to the account: runs `work` in a turn, outside of which there is no epoch. */
  turn?<T>(work: () => Promise<T>): Promise<T>;
}
