import type { ColumnType, Generated, Kysely } from 'kysely';
import type { RecordKind } from '../commerce/keys.ts';
import type { Snapshot } from '../commerce/snapshot.ts';
import type { FailureClass } from '../connector/failure.ts';
import type { Evidence } from '../connector/source.ts';
import type { CrmObject, FieldValues, LinkLabel } from '../field-map/types.ts';
import type { Decision, MemberFacts, Standing, Verb } from './contract.ts';
import type { Change, JournalAction } from './journal-changes.ts';

/** One transaction on either database, which may be a single statement; all tables lie in the schema `samestory`. */
export type Tx = Kysely<Database>;

/** jsonb: written as JSON text (json.ts), read as the value. */
type Json<T> = ColumnType<T, string, string>;

/** bigint: its drivers disagree about its type, so it is read as text (`::text`) and written as text. */
type Big = ColumnType<string, string, string>;

export interface Database {
  setting: { name: string; value: Json<unknown> };
  hash_key: { one: Generated<boolean>; key: string };
  lane: { destination: string; holder: string | null; epoch: number; lease_until: Date | null };
  due_key: DueKeyTable;
  evidence: {
    key: string;
    fact: Evidence['fact'];
    /** Empty where the fact names no other record. */
    other: string;
    said_by: string;
    delivery_id: string | null;
    at: Date;
  };
  delivery: {
    lane: string;
    source: string;
    delivery_id: string;
    topic: string;
    received_at: Date;
    known: boolean;
    problem: string | null;
  };
  staged_snapshot: {
    lane: string;
    key: string;
    observed_at: Date;
    snapshot: Json<Snapshot>;
  };
  subject: {
    id: Big;
    object: CrmObject;
    identity_case: string | null;
    created_at: Date;
    merged_into: Big | null;
  };
  member: MemberTable;
  crm_record: CrmRecordTable;
  crm_link: {
    destination: string;
    label: LinkLabel;
    from_id: string;
    to_id: string;
    made_by_us: boolean;
    at: Date;
  };
  batch: {
    id: ColumnType<string, never, never>;
    destination: string;
    epoch: number;
    verb: Verb;
    object: CrmObject;
    rows: number;
    intended_at: Date;
    settled_at: Date | null;
  };
  batch_row: BatchRowTable;
  journal: {
    id: ColumnType<string, never, never>;
    at: Date;
    destination: string;
    object: CrmObject;
    subject_id: Big;
    crm_id: string | null;
    action: JournalAction;
    changes: Json<readonly Change[]>;
    cause: string;
  };
  standing: {
    destination: string;
    key: string;
    source: string;
    kind: RecordKind;
    state: Standing['state'];
    class: FailureClass | null;
    reason: string;
    counted_as: string;
    since: Date;
  };
  counter: {
    destination: string;
    source: string;
    kind: RecordKind;
    state: Standing['state'];
    counted_as: string;
    count: number;
  };
  dead_letter: ParkedColumns;
  parked_value: ParkedColumns & { subject_id: Big; field: string; value_hash: string };
  match_record: {
    destination: string;
    object: CrmObject;
    crm_id: string;
    seen_at: Date;
    /** Keyed hashes of the words of its name. */
    name_words: Json<readonly string[]> | null;
  };
  decision: {
    id: ColumnType<string, never, never>;
    at: Date;
    decided_by: string;
    kind: Decision['kind'];
    destination: string | null;
    keys: Json<readonly string[]>;
    other_keys: Json<readonly string[]>;
    crm_ids: Json<readonly string[]>;
    undone_at: Date | null;
    undone_by: string | null;
  };
  match_term: {
    destination: string;
    object: CrmObject;
    type: 'key' | 'email' | 'phone';
    term: string;
    crm_id: string;
  };
}

interface DueKeyTable {
  lane: string;
  /** A work key as text, or `task/<name>/<slice>`. */
  key: string;
  /** The store; of a task its name. */
  source: string;
  /** A record kind, or 'task'. */
  kind: string;
  priority: number;
  due_at: Date;
  not_before: Date | null;
  /** The later of due_at and not_before. */
  ready_at: ColumnType<Date, never, never>;
  version: Generated<number>;
  claims: Generated<number>;
  attempts: Generated<number>;
  lease_until: Date | null;
  /** The version that the present claim works on; null when nobody holds the key. */
  claimed_version: number | null;
  /** The lane's epoch when the key was claimed: a claim of an older one ended with its holder. */
  claimed_epoch: number | null;
  cause: string;
}

interface MemberTable {
  key: string;
  source: string;
  kind: RecordKind;
  id: string;
  subject_id: Big;
  observed_at: Date;
  created_at: Date | null;
  /** Null for an alias and for a record that is known by name only. */
  facts: Json<MemberFacts> | null;
  buyer: string | null;
  former_buyer: string | null;
  /** When the store said that an order was deleted; null = it is there as far as we know. */
  gone_at: Date | null;
  /** Lower case, without a leading '#'. */
  order_name: string | null;
  email_hash: string | null;
  /** Set when Shopify merged this record into another: the survivor's key. */
  alias_of: string | null;
}

interface CrmRecordTable {
  destination: string;
  object: CrmObject;
  subject_id: Big;
  crm_id: string;
  key: string;
  members: Json<readonly string[]>;
  adopted: boolean;
  state: 'linked' | 'removed';
  written: Json<FieldValues>;
  map_version: string;
  identity_version: string;
  /** The record that the CRM merged this one into, where another subject already has that one. */
  moved_to: string | null;
  updated_at: Date;
}

interface BatchRowTable {
  batch_id: Big;
  ref: string;
  position: number;
  destination: string;
  /** What the row keeps out of other batches: a subject's record, or a pair of records. */
  held: string;
  subject_id: Big;
  cause: string;
  key: string;
  members: Json<readonly string[]>;
  crm_id: string | null;
  to_id: string | null;
  label: LinkLabel | null;
  old_values: Json<FieldValues>;
  new_values: Json<FieldValues>;
}

interface ParkedColumns {
  destination: string;
  key: string;
  class: FailureClass;
  code: string;
  message: string;
  attempts: number;
  since: Date;
}
