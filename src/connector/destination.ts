import type { OwnedWrite } from '../field-map/owned-write.ts';
import type { CrmObject, FieldValues, LinkLabel, MappedField } from '../field-map/types.ts';
import type { Failure } from './failure.ts';

/** What a CRM can and cannot do, as data; the loop's fallbacks hang on these and are written once, in the loop. */
export interface Capabilities {
  readonly batch: { readonly create: number; readonly update: number; readonly read: number; readonly link: number };
  readonly links: 'separate' | 'inline';
  /** An order cannot be created without its contact. */
  readonly requiresParent: boolean;
  /** How a record just written can be found again at once: by our key, only by its id, or not at all. */
  readonly readYourWrites: 'key' | 'id' | 'none';
  /** How much later than a write lists and changes show it at the latest; at once where absent. In milliseconds. */
  readonly readsLagMs?: number;
  /** Whether "exists already" names the record that exists. */
  readonly existsTellsId: boolean;
  /** Calls that may be in flight at once. */
  readonly window: number;
}

export interface DestinationAccount {
  /** Identifies the account for ever: 'hubspot/44237313'. */
  readonly destination: string;
  readonly crm: string;
  readonly name: string;
  /** As the CRM says: 'STANDARD', 'DEVELOPER_TEST', 'SANDBOX'. */
  readonly accountType: string;
  readonly currencies: readonly string[];
  readonly timeZone: string | null;
  readonly limits: readonly { readonly name: string; readonly limit: number; readonly used: number }[];
  readonly scopes: { readonly needed: readonly string[]; readonly missing: readonly string[] };
  readonly warnings: readonly string[];
  /** What a new contact may cost in this CRM, and what of that nobody can know, in a sentence for people. */
  readonly newContacts?: string;
}

/** Where a canonical field lies in this CRM. */
export interface FieldPlace {
  readonly field: string;
  readonly property: string;
  readonly ours: boolean;
}

export interface SetupStep {
  readonly action: 'create' | 'keep' | 'leave out' | 'blocked';
  readonly object: CrmObject;
  readonly property: string;
  /** Canonical field, or null for properties that carry the key itself. */
  readonly field: string | null;
  readonly label: string;
  /** Why, in a sentence for people. */
  readonly reason: string;
}

export interface SetupPlan {
  readonly steps: readonly SetupStep[];
  readonly places: readonly FieldPlace[];
  /** Sentences about what stands in the way; a plan with blockers is not applied. */
  readonly blockers: readonly string[];
  /** Canonical fields that this account cannot hold; the loop does not write them. */
  readonly omitted: readonly string[];
}

export interface CreateRow {
  /** Names the row in the answer; unique within the call. */
  readonly ref: string;
  readonly key: string;
  /** All member keys of the subject, ';'-separated by the connector where the CRM has a place for it. */
  readonly members: readonly string[];
  readonly origin: 'history' | 'live';
  readonly write: OwnedWrite;
  /** For CRMs with inline links: CRM ids of the records to link at creation. */
  readonly links?: readonly { readonly label: LinkLabel; readonly toId: string }[];
}

export interface UpdateRow {
  readonly ref: string;
  readonly id: string;
  /**
   * Set when the record does not carry our key yet (an adopted record) or its members changed. An empty key takes our
   * identity off the record again.
   */
  readonly identity?: { readonly key: string; readonly members: readonly string[] };
  readonly write: OwnedWrite;
}

/** Exactly one outcome per row. */
export type WriteOutcome =
  | { readonly ref: string; readonly status: 'created'; readonly id: string }
  | { readonly ref: string; readonly status: 'updated'; readonly id: string }
  /** A create met a record with the same e-mail or key; `id` where the CRM tells it. */
  | { readonly ref: string; readonly status: 'exists'; readonly id: string | null; readonly failure: Failure }
  /** An update met no record: deleted or archived in the CRM. */
  | { readonly ref: string; readonly status: 'gone' }
  /** An update was answered with another id: merged in the CRM. */
  | { readonly ref: string; readonly status: 'moved'; readonly id: string }
  /** The CRM refused these values; the record was not written. `fields` are canonical names, empty = the record itself. */
  | { readonly ref: string; readonly status: 'refused'; readonly fields: readonly string[]; readonly failure: Failure }
  /** Certainly not written: throttled, no access, refused before processing. */
  | { readonly ref: string; readonly status: 'not written'; readonly failure: Failure }
  /** Nobody knows: the answer was lost or did not mention the row. Look it up before repeating a create. */
  | { readonly ref: string; readonly status: 'unknown'; readonly failure: Failure };

export interface LinkPair {
  readonly ref: string;
  readonly label: LinkLabel;
  readonly fromId: string;
  readonly toId: string;
}

export type LinkOutcome =
  | { readonly ref: string; readonly status: 'done' }
  | { readonly ref: string; readonly status: 'refused'; readonly failure: Failure }
  | { readonly ref: string; readonly status: 'unknown'; readonly failure: Failure };

/** A CRM record as read back, in canonical spelling (see FieldType). */
export interface CrmRecord {
  /** The id that answers; differs from `askedId` when the record was merged into another. */
  readonly id: string;
  readonly askedId: string | null;
  readonly key: string | null;
  readonly members: readonly string[];
  readonly values: FieldValues;
  /** E-mail addresses by which the CRM knows a contact, primary first, lower case. Empty for other objects. */
  readonly emails: readonly string[];
  /** As people have written them. */
  readonly phones: readonly string[];
  /** First and last name of a contact, as one text; absent for other objects. */
  readonly name?: string;
  /** Two letters, where the CRM says in which country a contact is: their phone numbers may leave it out. */
  readonly country?: string | null;
  /** Ids that lead to this record since theirs were merged into it; empty where the CRM does not say. */
  readonly mergedIds: readonly string[];
  /** Whether it carries the mark that only our creating call sets; null where this CRM keeps no such mark. */
  readonly madeByUs: boolean | null;
  readonly updatedAt: Date;
}

export interface CrmPage {
  readonly records: readonly CrmRecord[];
  readonly next: string | null;
}

export interface FieldHistory {
  readonly id: string;
  readonly field: string;
  /** Newest first. `ours` = written with our credential. */
  readonly entries: readonly {
    readonly value: string;
    readonly at: Date;
    readonly by: string;
    readonly ours: boolean;
  }[];
}

export interface DestinationUsage {
  readonly calls: number;
  readonly writeCalls: number;
  readonly byOperation: Readonly<Record<string, number>>;
  readonly budgets: readonly { readonly name: string; readonly limit: number; readonly remaining: number }[];
}

/** Another connection that brings the records of a store into this account, or has done so. */
export interface OtherWriter {
  /** As the CRM's history names it. */
  readonly id: string;
  /** For people: "HubSpot's own Shopify sync". */
  readonly name: string;
  /** Where a person switches it off, as the middle of a sentence. */
  readonly switchOff: string;
  /** Records that it has left and that do not carry our key. */
  readonly left: Readonly<Record<CrmObject, number>>;
  /** Records of it that we keep already. */
  readonly taken: number;
  /** The store's own numbers of some orders that it brought, latest first: the store can say whether they are its own. */
  readonly orders: readonly string[];
  /** The latest write of it that the CRM's history shows; null = it shows none. */
  readonly lastWroteAt: Date | null;
}

/** Which records to read: by CRM id or by our key. */
export type RecordRefs = { readonly ids: readonly string[] } | { readonly keys: readonly string[] };

export interface Destination {
  readonly crm: string;
  readonly capabilities: Capabilities;
  /** Credential, account, limits, currencies. Throws ConnectorError with the step that failed. */
  check(): Promise<DestinationAccount>;
  /** A dry run: what has to be made in the account for these fields. */
  plan(fields: readonly MappedField[]): Promise<SetupPlan>;
  /** Makes it; idempotent. Throws ConnectorError when the plan has blockers. */
  apply(plan: SetupPlan): Promise<void>;
  /** Learns where the fields lie in the account as it is now; must have succeeded before any write or read. */
  bind(fields: readonly MappedField[]): Promise<SetupPlan>;
  /** Never updates. At most `capabilities.batch.create` rows. */
  create(object: CrmObject, rows: readonly CreateRow[]): Promise<readonly WriteOutcome[]>;
  /** By CRM id; never creates. At most `capabilities.batch.update` rows. */
  update(object: CrmObject, rows: readonly UpdateRow[]): Promise<readonly WriteOutcome[]>;
  link(pairs: readonly LinkPair[]): Promise<readonly LinkOutcome[]>;
  unlink(pairs: readonly LinkPair[]): Promise<readonly LinkOutcome[]>;
  /** CRM ids linked from each given record. A record without links has no entry. */
  readLinks(label: LinkLabel, fromIds: readonly string[]): Promise<ReadonlyMap<string, readonly string[]>>;
  /** Records that exist; what is missing from the answer does not exist. Never a search. */
  readBack(object: CrmObject, refs: RecordRefs): Promise<readonly CrmRecord[]>;
  /** All records of an object, page by page; `cursor` null starts. Never a search. */
  list(object: CrmObject, cursor: string | null): Promise<CrmPage>;
  /** Records changed since `since`, oldest change first; may lag and may repeat, so it only ever makes keys due. */
  changedSince(object: CrmObject, since: Date): AsyncIterable<readonly CrmRecord[]>;
  history(object: CrmObject, ids: readonly string[], fields: readonly string[]): Promise<readonly FieldHistory[]>;
  /** Other connections to a store that write here. Needs no binding: it is asked before anything is set up. Never a search. */
  otherWriters(): Promise<readonly OtherWriter[]>;
  archive(object: CrmObject, ids: readonly string[]): Promise<readonly WriteOutcome[]>;
  /** Address of a record for people. */
  recordUrl(object: CrmObject, id: string): string;
  /** The property that holds a canonical field, for people; null when the account has no place for it. */
  propertyOf(field: string): string | null;
  usage(): DestinationUsage;
}
