import type { WorkKey } from '../commerce/keys.ts';
import type { FailureClass } from '../connector/failure.ts';
import type { Evidence } from '../connector/source.ts';
import type { CrmObject, FieldValues } from '../field-map/types.ts';
import type { Candidate } from '../identity/candidates.ts';
import type { IdentityRules } from '../identity/rules.ts';
import type { AlertDelivery, AlertMessage, AlertState, ChannelState, ParkedCount } from './alert-values.ts';
import type { IdentityOperations } from './contract-identity.ts';
import type { RequestOperations } from './contract-requests.ts';
import type { StagingOperations } from './contract-staging.ts';
import type { KeptDecision } from './kept-decision.ts';
import type {
  AtHand,
  ClaimedKey,
  CounterRow,
  DumpTable,
  EnqueueInput,
  FoundRecord,
  IndexedRecord,
  IntendedRow,
  JournalEntry,
  KeyResult,
  LaneState,
  MatchQuery,
  ObservedMember,
  ObservedRecord,
  OrderFacts,
  ParkedRecord,
  SettleInput,
  Standing,
  SubjectView,
  TopicSeen,
  UnsettledBatch,
  Verb,
} from './values.ts';

export type * from './alert-values.ts';
export type * from './values.ts';
export { anyValueHash, priorities } from './values.ts';

/** One operation of the ledger among others that belong together. */
export type RunOperation = <Name extends OperationName>(
  name: Name,
  input: Parameters<Ledger[Name]>[0],
) => Promise<Awaited<ReturnType<Ledger[Name]>>>;

/** Every operation; what is left out here belongs to the connection. */
export type OperationName = Exclude<keyof Ledger, 'exclusive' | 'close' | 'snapshot' | 'atOnce'>;

/**
 * Everything that the product remembers. Each method is one transaction; all inputs and outputs survive structured
 * cloning, because with the embedded database they travel to a worker thread as one message.
 * Methods that take an epoch throw LaneLostError when another process has the lane.
 */
export interface Ledger extends IdentityOperations, RequestOperations, StagingOperations {
  /** Runs operations that see one moment of the ledger; the embedded database shows one only while nothing else writes. */
  snapshot<T>(work: (run: RunOperation) => Promise<T>): Promise<T>;
  /** Runs operations all or none; in the embedded database each stands for itself, and the caller throws the folder away. */
  atOnce<T>(work: (run: RunOperation) => Promise<T>): Promise<T>;
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
  /** Who works with other CRM accounts at this moment, each account once. */
  otherAccounts(input: { destination: string }): Promise<readonly { destination: string; holder: string }[]>;

  // due keys
  enqueue(input: EnqueueInput): Promise<{ duplicate: boolean }>;
  /** The same for several at once, in one transaction; answers in their order. */
  enqueueAll(input: { inputs: readonly EnqueueInput[] }): Promise<readonly { duplicate: boolean }[]>;
  /** Of one store: whoever serves it can read its records and no other's. */
  claim(input: {
    lane: string;
    source: string;
    epoch: number;
    now: Date;
    limit: number;
    leaseMs: number;
  }): Promise<readonly ClaimedKey[]>;
  finish(input: { lane: string; epoch: number; now: Date; results: readonly KeyResult[] }): Promise<void>;
  /** What a turn of a store's loop would find to do, in one look: for a loop that has nothing to do most of the time. */
  atHand(input: { lane: string; source: string; now: Date }): Promise<AtHand>;
  /** A store's keys that could be claimed now, those due later, and the earliest moment at which one becomes due. */
  dueSummary(input: {
    lane: string;
    source: string;
    now: Date;
  }): Promise<{ ready: number; later: number; leased: number; nextAt: Date | null }>;
  /** Makes keys of a store due at `dueAt` that are due later and whose record waits for a reason beginning so. */
  wake(input: { lane: string; source: string; reason: string; dueAt: Date }): Promise<{ woken: number }>;

  // subjects
  /** Stores what was looked at and places new members in subjects by the identity rule. Returns subject id by key text. */
  recordLooks(input: {
    now: Date;
    members: readonly ObservedMember[];
    /** The default rules where absent. */
    rules?: IdentityRules;
  }): Promise<Readonly<Record<string, string>>>;
  /** With `orders`, people come with their orders. */
  subjects(input: {
    destination: string;
    subjectIds: readonly string[];
    orders?: boolean;
  }): Promise<readonly SubjectView[]>;
  /**
   * Subject ids of the given member keys (formatted); unknown keys are absent, and with `looked` also those of subjects of
   * which nobody has ever seen a member: they are known by name only.
   */
  subjectIdsOf(input: { keys: readonly string[]; looked?: true }): Promise<Readonly<Record<string, string>>>;
  /** Key texts among `rows` that the ledger does not know or has not looked at since `updatedAt` (null = always changed). */
  changedMembers(input: {
    rows: readonly { readonly key: WorkKey; readonly updatedAt: Date | null }[];
  }): Promise<readonly string[]>;
  /**
   * Subject ids of the given CRM records; records that are nobody's are absent. With `merged` those as well of which the
   * CRM has said that they were merged into one of these.
   */
  subjectIdsOfRecords(input: {
    destination: string;
    object: CrmObject;
    crmIds: readonly string[];
    merged?: true;
  }): Promise<Readonly<Record<string, string>>>;
  /** Contacts of customers whom Shopify has merged into these people while the CRM had a contact of each. */
  mergedAway(input: {
    destination: string;
    subjectIds: readonly string[];
  }): Promise<readonly { readonly subjectId: string; readonly crmId: string }[]>;
  /**
   * The CRM has merged contacts that are one person's: `survivorId` stays, with the key that it carries, and the case is
   * closed. `deletedIds` are those that were deleted instead of merged: they stay known, because they can be restored.
   * `releasedIds` are there and nobody's: they had been taken over, and nothing was written to them.
   */
  foldRecords(input: {
    destination: string;
    epoch: number;
    now: Date;
    subjectId: string;
    crmIds: readonly string[];
    deletedIds: readonly string[];
    releasedIds: readonly string[];
    survivorId: string;
    key: string | null;
  }): Promise<void>;
  /** Orders in the ledger that name one of these buyers. */
  ordersOfBuyers(input: { buyers: readonly WorkKey[] }): Promise<readonly OrderFacts[]>;
  /**
   * These records were deleted in the store: an order is nobody's any more, a customer or a guest speaks for the person
   * only where no other member does, until a later look shows them again. Answers with the records of other people of whom
   * a question named one of them.
   */
  membersGone(input: {
    keys: readonly WorkKey[];
    at: Date;
    rules?: IdentityRules | undefined;
  }): Promise<readonly WorkKey[]>;
  /** People whom one of these orders has left: it names another buyer now, or was deleted. By the order's key text. */
  formerBuyers(input: {
    orders: readonly string[];
  }): Promise<readonly { readonly order: string; readonly buyer: WorkKey; readonly subjectId: string }[]>;
  /** Orders that named this buyer before they named the one that they name now. */
  ordersOnceOf(input: { buyer: WorkKey }): Promise<readonly OrderFacts[]>;
  /**
   * Applies a decision or evidence: the removed member's key becomes an alias of the survivor's subject. Returns the keys of
   * those who were asked about because of the removed one's address, and have to be looked at anew.
   */
  mergeMembers(input: {
    now: Date;
    removed: WorkKey;
    kept: WorkKey;
    rules?: IdentityRules | undefined;
  }): Promise<readonly WorkKey[]>;
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
  }): Promise<Readonly<Record<string, readonly Candidate[]>>>;

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
      readonly identityVersion?: string;
      readonly cause: string;
      /** Links that it had already: not made by us. */
      readonly linkedTo?: readonly string[];
    }[];
  }): Promise<void>;
  /** Forgets records, links, parked values and standings of subjects that were taken out of the CRM again; the journal stays. */
  takeBack(input: { destination: string; epoch: number; subjectIds: readonly string[] }): Promise<void>;
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
  /** Of one store where one is given. */
  counters(input: { destination: string; source?: string }): Promise<readonly CounterRow[]>;
  /** Of one store where one is given. */
  parked(input: { destination: string; source?: string; limit: number }): Promise<readonly ParkedRecord[]>;
  /** By order name ('#1001'), key text, numeric id or e-mail. */
  findSubjects(input: { text: string }): Promise<readonly string[]>;
  journal(input: { destination: string; subjectId: string; limit: number }): Promise<readonly JournalEntry[]>;
  /** Over all destinations: records by object and by the map that wrote them, and values parked since then, by field. */
  fieldCosts(input: { since: Date }): Promise<{
    readonly records: Readonly<Record<CrmObject, number>>;
    readonly versions: Readonly<Record<string, number>>;
    readonly incidents: Readonly<Record<string, number>>;
  }>;
  deliveryCounts(input: {
    source: string;
  }): Promise<{ received: number; unknown: number; problems: number; lastAt: Date | null }>;

  /** People of whom the match index knows several contacts, those with the most first. */
  crowdedPeople(input: {
    destination: string;
    limit: number;
  }): Promise<readonly { readonly subjectId: string; readonly crmIds: readonly string[] }[]>;
  /** Deliveries by topic, and the last change in this CRM account since `since` that a delivery of the topic caused. */
  topicsSeen(input: { source: string; destination: string; since: Date }): Promise<readonly TopicSeen[]>;
  // alerts
  /** Alerts that are open, and those that were closed since a moment. */
  alerts(input: { destination: string; closedSince: Date }): Promise<readonly AlertState[]>;
  saveAlerts(input: {
    destination: string;
    states: readonly AlertState[];
    messages: readonly Omit<AlertMessage, 'attempts'>[];
  }): Promise<void>;
  claimMessages(input: {
    destination: string;
    now: Date;
    limit: number;
    leaseMs: number;
  }): Promise<readonly AlertMessage[]>;
  settleMessages(input: { destination: string; now: Date; deliveries: readonly AlertDelivery[] }): Promise<void>;
  channelStates(input: { destination: string }): Promise<readonly ChannelState[]>;
  parkedCounts(input: { destination: string; source: string }): Promise<readonly ParkedCount[]>;

  // small things
  setting(input: { name: string }): Promise<unknown>;
  putSetting(input: { name: string; value: unknown }): Promise<void>;
  /** Stores a value where none is yet; answers the one that counts. */
  settingOnce(input: { name: string; value: unknown }): Promise<unknown>;
  /** A store's coarse work in the same table of due keys. Creates or moves the task; never runs it twice at once. */
  scheduleTask(input: { lane: string; source: string; name: string; slice: string; dueAt: Date }): Promise<void>;
  claimTask(input: {
    lane: string;
    source: string;
    epoch: number;
    now: Date;
    leaseMs: number;
  }): Promise<{ name: string; slice: string; version: number } | null>;
  finishTask(input: {
    lane: string;
    source: string;
    epoch: number;
    name: string;
    slice: string;
    version: number;
    nextAt: Date | null;
    /** How far the task came, as a setting; stored only while the claim holds. */
    position?: { name: string; value: unknown };
  }): Promise<void>;

  // what outlives the ledger
  /** Which ledger this is; drawn when it is first asked for. */
  ledgerId(input: Record<string, never>): Promise<string>;
  /** What neither platform could tell again: decisions of people, and what was told once. */
  keptDecisions(input: { destination: string }): Promise<readonly KeptDecision[]>;
  /** Makes the ledger know decisions that were made before it; what the CRM shows outweighs them. Can be repeated. */
  applyDecisions(input: { destination: string; now: Date; decisions: readonly KeptDecision[] }): Promise<void>;
  /** How much there is; all 0 = nothing has happened yet. */
  contents(input: Record<string, never>): Promise<{
    readonly contacts: number;
    readonly orders: number;
    readonly members: number;
    readonly evidence: number;
    readonly due: number;
  }>;
  /** Settings of which nobody has said whether they are decisions. */
  unclassedSettings(input: Record<string, never>): Promise<readonly string[]>;
  /** Empties the ledger but for the lane that is held. */
  forgetAll(input: { destination: string; epoch: number }): Promise<void>;
  /** Ties CRM records to subjects by the keys that they carry; `unclear` are CRM ids that a person has to look at. */
  restoreRecords(input: {
    destination: string;
    epoch: number;
    object: CrmObject;
    now: Date;
    mapVersion: string;
    rows: readonly FoundRecord[];
  }): Promise<{ readonly restored: number; readonly unclear: readonly string[] }>;
  /** Links that CRM records have, as found and not made by us. */
  restoreLinks(input: {
    destination: string;
    epoch: number;
    now: Date;
    links: readonly { readonly fromId: string; readonly toId: string }[];
  }): Promise<void>;
  /** Links from orders that we made to the contacts of their buyers are ours. */
  claimLinks(input: { destination: string; epoch: number }): Promise<{ readonly links: number }>;
  /** Records of a store that are known by name and stand nowhere, after a key text. */
  unstood(input: { destination: string; source: string; after: string; limit: number }): Promise<readonly WorkKey[]>;

  /** Empties what the ledger holds about these people and orders; ids stay. Returns the rows that were emptied, by table. */
  erase(input: { keys: readonly WorkKey[] }): Promise<Readonly<Record<string, number>>>;

  // dump and restore
  dumpTables(
    input: Record<string, never>,
  ): Promise<{ readonly migration: number; readonly tables: readonly DumpTable[] }>;
  /** Rows as JSON lists in the order of the table's columns, after a key. */
  dumpPage(input: {
    table: DumpTable;
    after: readonly string[] | null;
    limit: number;
  }): Promise<{ readonly lines: readonly string[]; readonly last: readonly string[] | null }>;
  /** Makes the schema anew, as it was at a step. */
  restoreBegin(input: { migration: number }): Promise<void>;
  restoreRows(input: { table: DumpTable; lines: readonly string[] }): Promise<void>;
  restoreEnd(input: Record<string, never>): Promise<void>;

  /** Deletes what is older than its retention: deliveries 30 days, settled batches 30 days, journal 400 days, used staged rows at once. */
  prune(input: { now: Date }): Promise<{ deleted: number }>;
  close(): Promise<void>;
}
