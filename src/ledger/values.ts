import type { RecordKind, WorkKey } from '../commerce/keys.ts';
import type { BuyersOrder } from '../commerce/repeat-signals.ts';
import type { Snapshot } from '../commerce/snapshot.ts';
import type { FailureClass } from '../connector/failure.ts';
import type { Evidence } from '../connector/source.ts';
import type { CrmObject, FieldValues, LeftOutReason, LinkLabel, PersonMember } from '../field-map/types.ts';

/** Where a Shopify record stands towards one destination: exactly one of these, never nothing. */
export type Standing =
  | { readonly state: 'matching' }
  | { readonly state: 'waiting'; readonly reason: string }
  | { readonly state: 'needs you'; readonly class: FailureClass; readonly reason: string }
  | { readonly state: 'left out'; readonly reason: LeftOutReason }
  /** Outside the balance's equation: deleted in Shopify, or merged into another record there. */
  | { readonly state: 'gone'; readonly reason: string };

/** In place of a parked value's hash: the value is not known any more, whatever is wanted rests. */
export const anyValueHash = '*';

/** Live changes overtake repairs, repairs overtake history. */
export const priorities = { live: 100, operator: 90, repair: 50, history: 10 } as const;

export interface DueKey {
  readonly key: WorkKey;
  readonly priority: number;
  readonly dueAt: Date;
  /** Why, for the journal: 'webhook orders/updated', 'sweep returns', 'history 2026-03', 'reconcile'. */
  readonly cause: string;
  /** What is due already stays due for the reason that it has. */
  readonly keepsCause?: boolean;
}

export interface EnqueueInput {
  readonly lane: string;
  readonly keys: readonly DueKey[];
  readonly evidence: readonly Evidence[];
  /** The webhook delivery that brought them; a delivery seen before adds nothing. */
  readonly delivery: {
    readonly source: string;
    readonly deliveryId: string;
    readonly topic: string;
    readonly receivedAt: Date;
    readonly known: boolean;
    readonly problem: string | null;
    /** A customer asks what is held about them, and which orders the request names. */
    readonly dataRequest?: { readonly key: WorkKey; readonly orders: readonly string[] } | null;
  } | null;
}

export interface ClaimedKey {
  readonly key: WorkKey;
  /** Counts the times that the key was made due; the key is cleared only if it is still this one. */
  readonly version: number;
  /** Claims without an outcome so far, this one included: 3 = work it alone, 10 and no outcome = a dead letter of class bug. */
  readonly claims: number;
  /** Failed outcomes since the last success; drives the back-off. */
  readonly attempts: number;
  readonly priority: number;
  readonly cause: string;
  readonly evidence: readonly Evidence[];
  /** A bulk row that may be used instead of reading, already dropped when the ledger has looked later. */
  readonly staged: { readonly observedAt: Date; readonly snapshot: Snapshot } | null;
}

export type KeyOutcome =
  | { readonly type: 'done'; readonly standing: Standing; readonly lookAgainAt: Date | null }
  /** `retryAt: null` parks the key as a dead letter. */
  | {
      readonly type: 'failed';
      readonly class: FailureClass;
      readonly code: string;
      readonly message: string;
      readonly retryAt: Date | null;
    }
  /** Not worked after all (the lane stops): due again at once, the claim is not counted. */
  | { readonly type: 'released' };

export interface KeyResult {
  readonly key: WorkKey;
  /** The claimed version; 0 = the key was not claimed: only its standing is set (a buyer worked beside an order). */
  readonly version: number;
  readonly outcome: KeyOutcome;
}

/** The few facts of an order that aggregates, buyers and money need; not the order. */
export interface OrderFacts extends BuyersOrder {
  readonly key: WorkKey;
  readonly name: string;
  readonly createdAt: string;
  readonly updatedAt: string;
  readonly gross: string;
  readonly current: string;
  /** customer or guest key of the buyer; null = nobody to link. */
  readonly buyer: WorkKey | null;
  readonly company: boolean;
}

export type MemberFacts =
  | { readonly type: 'person'; readonly person: PersonMember }
  | { readonly type: 'order'; readonly order: OrderFacts };

export interface ObservedMember {
  readonly key: WorkKey;
  readonly observedAt: Date;
  readonly facts: MemberFacts;
}

/** A CRM record as the ledger keeps it. */
export interface LedgerRecord {
  readonly crmId: string;
  readonly key: string;
  readonly members: readonly string[];
  /** Found in the CRM rather than made by us. */
  readonly adopted: boolean;
  /** 'linked' = ours to keep true; 'removed' = a person deleted it in the CRM. */
  readonly state: 'linked' | 'removed';
  /** What the CRM holds as far as we know: last written or last observed, by canonical field. */
  readonly written: FieldValues;
  readonly mapVersion: string;
  readonly identityVersion: string;
}

export interface LedgerLink {
  readonly label: LinkLabel;
  readonly fromId: string;
  readonly toId: string;
  readonly madeByUs: boolean;
}

export interface ParkedValue {
  readonly field: string;
  readonly class: FailureClass;
  readonly code: string;
  readonly message: string;
  /** Keyed hash of the value that was refused; another value is tried again. */
  readonly valueHash: string;
}

/** A subject as one destination sees it. */
export interface SubjectView {
  readonly subjectId: string;
  readonly object: CrmObject;
  /** Oldest member first: it gives the key. */
  readonly members: readonly ObservedMember[];
  readonly record: LedgerRecord | null;
  /** A person's orders, deleted ones left away; empty where they were not asked for. */
  readonly orders: readonly OrderFacts[];
  /** Links that start at this subject's record. */
  readonly links: readonly LedgerLink[];
  readonly parkedValues: readonly ParkedValue[];
  /** A batch that is not settled yet holds this subject's record. */
  readonly inFlight: boolean;
  /** Set when identity cannot decide alone: a sentence for the person who has to. */
  readonly identityCase: string | null;
}

export interface MatchQuery {
  readonly ref: string;
  readonly keys: readonly string[];
  readonly emails: readonly string[];
  /** E.164. */
  readonly phones: readonly string[];
  /** The words of the person's names, one list per spelling (identity/name.ts). */
  readonly names: readonly (readonly string[])[];
  /** The subject's Shopify records, about which people may have decided something. */
  readonly members: readonly string[];
}

/** What a person decided about who is who. */
export interface Decision {
  readonly id: string;
  readonly at: Date;
  /** Whoever decided, as they call themselves. */
  readonly by: string;
  /**
   * link: this person is the CRM record · apart: this person is neither these other records of the store nor these of
   * the CRM · merge: these records of the store are one person.
   */
  readonly kind: 'link' | 'apart' | 'merge';
  /** The CRM account that it speaks of; null = of the store's records alone. */
  readonly destination: string | null;
  readonly keys: readonly WorkKey[];
  readonly otherKeys: readonly WorkKey[];
  readonly crmIds: readonly string[];
  readonly undone: { readonly at: Date; readonly by: string } | null;
}

export interface IndexedRecord {
  readonly crmId: string;
  readonly key: string | null;
  readonly members: readonly string[];
  readonly emails: readonly string[];
  /** E.164. */
  readonly phones: readonly string[];
  /** The words of its name; none where the CRM says none, or for an object that is no person. */
  readonly nameWords: readonly string[];
}

export type Verb = 'create' | 'update' | 'link' | 'unlink' | 'archive';

export interface IntendedRow {
  /** Unique within the batch. */
  readonly ref: string;
  readonly subjectId: string;
  readonly cause: string;
  readonly key: string;
  readonly members: readonly string[];
  /** update, archive: the record; link, unlink: its start. Null for a create. */
  readonly crmId: string | null;
  /** link, unlink: the other end; create: the record that is linked in the creating call. */
  readonly toId: string | null;
  readonly label: LinkLabel | null;
  readonly old: FieldValues;
  readonly new: FieldValues;
}

export interface UnsettledBatch {
  readonly batchId: string;
  readonly verb: Verb;
  readonly object: CrmObject;
  readonly intendedAt: Date;
  readonly rows: readonly IntendedRow[];
}

export type SettledRow = { readonly ref: string } & (
  | {
      readonly result: 'written';
      readonly crmId: string;
      readonly mapVersion: string;
      /** The default rules' where absent. */
      readonly identityVersion?: string;
      readonly adopted: boolean;
    }
  /** A record of the CRM that turned out to be this subject's: taken over with the values that it holds. */
  | {
      readonly result: 'adopted';
      readonly crmId: string;
      readonly observed: FieldValues;
      readonly mapVersion: string;
      readonly identityVersion?: string;
    }
  | { readonly result: 'linked'; readonly madeByUs: boolean }
  | { readonly result: 'unlinked' }
  | { readonly result: 'gone' }
  | { readonly result: 'moved'; readonly crmId: string }
  | { readonly result: 'failed'; readonly class: FailureClass; readonly code: string; readonly message: string }
  /**
   * Looked up after a lost answer and found not to have happened, or not sent because of what was met. `mergedInto`: the
   * record of somebody else into which this one was found merged.
   */
  | { readonly result: 'not done'; readonly mergedInto?: string }
);

export interface SettleInput {
  readonly destination: string;
  readonly epoch: number;
  readonly batchId: string;
  readonly now: Date;
  readonly rows: readonly SettledRow[];
}

export interface ObservedRecord {
  readonly subjectId: string;
  readonly crmId: string;
  /** Fields whose value in the CRM is not the one that we last wrote. */
  readonly values: FieldValues;
  /** The links that the record has now; null = not looked at. */
  readonly linkedTo: readonly string[] | null;
  /**
   * The Shopify ID that it carries now, when the record itself was looked at: a removed record that is seen is back, and
   * one that carries another ID than ours is looked at again before it is written.
   */
  readonly key?: string | null;
}

export interface JournalEntry {
  readonly at: Date;
  readonly destination: string;
  readonly object: CrmObject;
  readonly crmId: string | null;
  readonly action:
    | 'created'
    | 'updated'
    | 'adopted'
    | 'linked'
    | 'unlinked'
    | 'gone'
    | 'moved'
    | 'changed outside'
    | 'failed'
    | 'parked';
  readonly field: string | null;
  readonly old: string | null;
  readonly new: string | null;
  readonly cause: string;
}

/** Whether batches of the account are open, tasks of the store are due, keys of the store are due. */
export interface AtHand {
  readonly unsettled: boolean;
  readonly tasks: boolean;
  readonly keys: boolean;
}

export interface CounterRow {
  readonly source: string;
  readonly kind: RecordKind;
  readonly state: Standing['state'];
  readonly reason: string;
  readonly count: number;
}

export interface ParkedRecord {
  readonly key: WorkKey;
  /** Null = the whole record rests. */
  readonly field: string | null;
  readonly class: FailureClass;
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
  readonly since: Date;
}

export interface LaneState {
  readonly holder: string | null;
  readonly epoch: number;
  readonly leaseUntil: Date | null;
}

/** A record that the CRM lists with a key of ours, when the ledger is filled anew. */
export interface FoundRecord {
  readonly crmId: string;
  readonly key: string;
  readonly members: readonly string[];
  readonly adopted: boolean;
  /** What it holds now, by canonical field. */
  readonly values: FieldValues;
}

/** What is known of a webhook topic. */
export interface TopicSeen {
  readonly topic: string;
  readonly received: number;
  readonly lastReceivedAt: Date | null;
  readonly lastAppliedAt: Date | null;
}

/** A table as a dump writes it. Columns that the database computes by itself are left out. */
export interface DumpTable {
  readonly name: string;
  readonly columns: readonly { readonly name: string; readonly type: string; readonly required: boolean }[];
  /** The primary key: a dump goes through a table in its order. */
  readonly key: readonly string[];
}
