import type { RecordKind, WorkKey } from '../commerce/keys.ts';
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

/** Live changes overtake repairs, repairs overtake history. */
export const priorities = { live: 100, operator: 90, repair: 50, history: 10 } as const;

export interface DueKey {
  readonly key: WorkKey;
  readonly priority: number;
  readonly dueAt: Date;
  /** Why, for the journal: 'webhook orders/updated', 'sweep returns', 'history 2026-03', 'reconcile'. */
  readonly cause: string;
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
  } | null;
}

export interface ClaimedKey {
  readonly key: WorkKey;
  /** Counts the times that the key was made due; the key is cleared only if it is still this one. */
  readonly version: number;
  /** Claims without an outcome so far, this one included: 3 = work it alone, 5 = a dead letter of class bug. */
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
export interface OrderFacts {
  readonly key: WorkKey;
  readonly name: string;
  readonly createdAt: string;
  readonly processedAt: string;
  readonly updatedAt: string;
  readonly test: boolean;
  readonly cancelledAt: string | null;
  readonly currency: string;
  readonly gross: string;
  readonly refunded: string;
  readonly current: string;
  readonly net: string;
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
}

export interface MatchCandidate {
  readonly crmId: string;
  readonly by: 'key' | 'email';
  /** The subject that already has this CRM record, if any. */
  readonly subjectId: string | null;
}

export interface IndexedRecord {
  readonly crmId: string;
  readonly key: string | null;
  readonly members: readonly string[];
  readonly emails: readonly string[];
  readonly phones: readonly string[];
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
  /** link, unlink: the other end. */
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
  | { readonly result: 'written'; readonly crmId: string; readonly mapVersion: string; readonly adopted: boolean }
  /** A record of the CRM that turned out to be this subject's: taken over with the values that it holds. */
  | { readonly result: 'adopted'; readonly crmId: string; readonly observed: FieldValues; readonly mapVersion: string }
  | { readonly result: 'linked'; readonly madeByUs: boolean }
  | { readonly result: 'unlinked' }
  | { readonly result: 'gone' }
  | { readonly result: 'moved'; readonly crmId: string }
  | { readonly result: 'failed'; readonly class: FailureClass; readonly code: string; readonly message: string }
  /** Looked up after a lost answer and found not to have happened. */
  | { readonly result: 'not done' }
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

/**
 * Everything that the product remembers. Each method is one transaction; all inputs and outputs survive structured
 * cloning, because with the embedded database they travel to a worker thread as one message.
 * Methods that take an epoch throw LaneLostError when another process has the lane.
 */
export interface Ledger {
  /** No other process can have the database (embedded in a guarded folder, or in memory). */
  readonly exclusive: boolean;

  // lanes
  takeLane(input: {
    destination: string;
    holder: string;
    leaseMs: number;
    /** This process alone can have the database: whoever held the lane before is dead, whatever its lease says. */
    exclusive?: boolean;
  }): Promise<{ taken: true; epoch: number } | { taken: false; holder: string; until: Date }>;
  renewLane(input: { destination: string; holder: string; epoch: number; leaseMs: number }): Promise<void>;
  releaseLane(input: { destination: string; holder: string; epoch: number }): Promise<void>;
  laneState(input: { destination: string }): Promise<LaneState>;

  // due keys
  enqueue(input: EnqueueInput): Promise<{ duplicate: boolean }>;
  claim(input: {
    lane: string;
    epoch: number;
    now: Date;
    limit: number;
    leaseMs: number;
  }): Promise<readonly ClaimedKey[]>;
  finish(input: { lane: string; epoch: number; now: Date; results: readonly KeyResult[] }): Promise<void>;
  /** Keys that could be claimed now, keys that are due later, and the earliest moment at which one becomes due. */
  dueSummary(input: {
    lane: string;
    now: Date;
  }): Promise<{ ready: number; later: number; leased: number; nextAt: Date | null }>;
  /** Stores bulk rows (dropping those that the ledger has looked at later) and makes their keys due, in one transaction. */
  stage(input: {
    lane: string;
    rows: readonly { readonly key: WorkKey; readonly observedAt: Date; readonly snapshot: Snapshot | null }[];
    priority: number;
    dueAt: Date;
    cause: string;
  }): Promise<void>;

  // subjects
  /** Stores what was looked at and places new members in subjects by the identity rule. Returns subject id by key text. */
  recordLooks(input: { now: Date; members: readonly ObservedMember[] }): Promise<Readonly<Record<string, string>>>;
  subjects(input: { destination: string; subjectIds: readonly string[] }): Promise<readonly SubjectView[]>;
  /** Subject ids of the given member keys (formatted); unknown keys are absent. */
  subjectIdsOf(input: { keys: readonly string[] }): Promise<Readonly<Record<string, string>>>;
  /** Key texts among `rows` that the ledger does not know or has not looked at since `updatedAt` (null = always changed). */
  changedMembers(input: {
    rows: readonly { readonly key: WorkKey; readonly updatedAt: Date | null }[];
  }): Promise<readonly string[]>;
  /** Orders in the ledger that name one of these buyers. */
  ordersOfBuyers(input: { buyers: readonly WorkKey[] }): Promise<readonly OrderFacts[]>;
  /** Applies a decision or evidence: the removed member's key becomes an alias of the survivor's subject. */
  mergeMembers(input: { now: Date; removed: WorkKey; kept: WorkKey }): Promise<void>;
  evidenceOf(input: { keys: readonly WorkKey[] }): Promise<readonly Evidence[]>;

  // match index
  indexRecords(input: {
    destination: string;
    object: CrmObject;
    seenAt: Date;
    records: readonly IndexedRecord[];
  }): Promise<void>;
  match(input: {
    destination: string;
    object: CrmObject;
    queries: readonly MatchQuery[];
  }): Promise<Readonly<Record<string, readonly MatchCandidate[]>>>;

  // writes
  /** Rows whose record is already in an unsettled batch are left out of `accepted`. */
  intend(input: {
    destination: string;
    epoch: number;
    verb: Verb;
    object: CrmObject;
    now: Date;
    rows: readonly IntendedRow[];
  }): Promise<{ batchId: string; accepted: readonly string[] }>;
  /** Outcome, record, link, journal of each row, in one transaction. A row that is not given stays unsettled. */
  settle(input: SettleInput): Promise<void>;
  unsettled(input: { destination: string }): Promise<readonly UnsettledBatch[]>;
  adopt(input: {
    destination: string;
    epoch: number;
    now: Date;
    rows: readonly {
      readonly subjectId: string;
      readonly object: CrmObject;
      readonly key: string;
      readonly crmId: string;
      readonly observed: FieldValues;
      readonly mapVersion: string;
      readonly cause: string;
    }[];
  }): Promise<void>;
  /** What a comparison found changed in the CRM: becomes what we know that it holds, and an entry in the journal. */
  observe(input: { destination: string; now: Date; rows: readonly ObservedRecord[]; cause: string }): Promise<void>;
  parkValues(input: {
    destination: string;
    now: Date;
    rows: readonly {
      readonly subjectId: string;
      readonly key: WorkKey;
      readonly field: string;
      readonly value: string;
      readonly class: FailureClass;
      readonly code: string;
      readonly message: string;
    }[];
  }): Promise<void>;
  /** Clears parked values of fields that were written since or are not desired any more. */
  unparkValues(input: { destination: string; subjectId: string; fields: readonly string[] }): Promise<void>;
  /** The keyed hash under which a value is parked. */
  valueHash(input: { values: readonly string[] }): Promise<readonly string[]>;

  // balance, status, explain
  standings(input: { destination: string; keys: readonly WorkKey[] }): Promise<
    readonly {
      readonly key: WorkKey;
      readonly standing: Standing | null;
      readonly due: boolean;
      readonly subjectId: string | null;
    }[]
  >;
  counters(input: { destination: string }): Promise<readonly CounterRow[]>;
  parked(input: { destination: string; limit: number }): Promise<readonly ParkedRecord[]>;
  /** By order name ('#1001'), key text, numeric id or e-mail. */
  findSubjects(input: { text: string }): Promise<readonly string[]>;
  journal(input: { destination: string; subjectId: string; limit: number }): Promise<readonly JournalEntry[]>;
  deliveryCounts(input: {
    source: string;
  }): Promise<{ received: number; unknown: number; problems: number; lastAt: Date | null }>;

  // small things
  setting(input: { name: string }): Promise<unknown>;
  putSetting(input: { name: string; value: unknown }): Promise<void>;
  /** Coarse work in the same table of due keys. Creates or moves the task; never runs it twice at once. */
  scheduleTask(input: { lane: string; name: string; slice: string; dueAt: Date }): Promise<void>;
  claimTask(input: {
    lane: string;
    epoch: number;
    now: Date;
    leaseMs: number;
  }): Promise<{ name: string; slice: string; version: number } | null>;
  finishTask(input: {
    lane: string;
    epoch: number;
    name: string;
    slice: string;
    version: number;
    nextAt: Date | null;
  }): Promise<void>;
  /** Deletes what is older than its retention: deliveries 30 days, settled batches 30 days, journal 400 days, used staged rows at once. */
  prune(input: { now: Date }): Promise<{ deleted: number }>;
  close(): Promise<void>;
}
