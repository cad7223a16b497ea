import { sql } from 'kysely';
import { formatKey, type RecordKind } from '../commerce/keys.ts';
import type { CrmObject, FieldValues } from '../field-map/types.ts';
import type { LedgerLink, LedgerRecord, MemberFacts, ObservedMember, ParkedValue } from './contract.ts';
import type { Tx } from './database.ts';
import type { Input, Output } from './inputs.ts';
import { factsWithBuyer } from './member-columns.ts';
import { ordersOfPeople } from './orders-of-people.ts';

/** Subjects in the order asked for; an id that nobody has is left out. */
export async function subjects(tx: Tx, input: Input<'subjects'>): Promise<Output<'subjects'>> {
  const { destination, subjectIds } = input;
  if (subjectIds.length === 0) return [];
  const rows = await storedSubjects(tx, destination, subjectIds);
  const orders = input.orders === true ? await ordersOfPeople(tx, subjectIds) : null;
  const found = new Map(rows.map((row) => [row.id, row]));
  return subjectIds.flatMap((subjectId) => {
    const row = found.get(subjectId);
    if (row === undefined) return [];
    return [
      {
        subjectId,
        object: row.object,
        members: (row.looks ?? []).flatMap(memberOf),
        orders: orders?.get(subjectId) ?? [],
        record: recordOf(row),
        links: (row.links ?? []).map((link) => ({ ...link, fromId: row.crm_id ?? '' })),
        parkedValues: row.parked ?? [],
        inFlight: row.in_flight,
        identityCase: row.identity_case,
      },
    ];
  });
}

/** A member as JSON has it: times are texts. */
interface StoredLook {
  readonly source: string;
  readonly kind: RecordKind;
  readonly id: string;
  readonly observedAt: string;
  /** Null: known by name only, because nobody has looked at it, or the store shows it no more. */
  readonly facts: MemberFacts | null;
  readonly buyer: string | null;
  readonly gone: boolean;
}

interface StoredSubject {
  readonly id: string;
  readonly object: CrmObject;
  readonly identity_case: string | null;
  /** Oldest first; records that were merged away are no members. */
  readonly looks: readonly StoredLook[] | null;
  /** Null, like what follows, where the destination has no record of it. */
  readonly crm_id: string | null;
  readonly key: string;
  readonly members: readonly string[];
  readonly adopted: boolean;
  readonly state: LedgerRecord['state'];
  readonly written: FieldValues;
  readonly map_version: string;
  readonly identity_version: string;
  readonly links: readonly Omit<LedgerLink, 'fromId'>[] | null;
  readonly parked: readonly ParkedValue[] | null;
  /** An unsettled batch holds its record; a link in flight holds its pair only. */
  readonly in_flight: boolean;
}

/**
 * One statement, because every pass asks three times and each question costs a way to the database and back. The parts are
 * read for all subjects at once: one after the other, each would be read from end to end as long as the planner has no
 * statistics.
 */
async function storedSubjects(
  tx: Tx,
  destination: string,
  subjectIds: readonly string[],
): Promise<readonly StoredSubject[]> {
  const ids = sql`any(${[...subjectIds]}::bigint[])`;
  const { rows } = await sql<StoredSubject>`
    with record as materialized (
      select subject_id, crm_id, key, members, adopted, state, written, map_version, identity_version
      from samestory.crm_record where destination = ${destination} and subject_id = ${ids}),
    look as (
      select subject_id, json_agg(json_build_object('source', source, 'kind', kind, 'id', id,
        'observedAt', observed_at, 'facts', facts, 'buyer', buyer, 'gone', gone_at is not null) order by created_at, key) as rows
      from samestory.member where subject_id = ${ids} and alias_of is null group by subject_id),
    link as (
      select from_id, json_agg(json_build_object('label', label, 'toId', to_id, 'madeByUs', made_by_us)
        order by label, to_id) as rows
      from samestory.crm_link where destination = ${destination} and from_id = any(array(select crm_id from record))
      group by from_id),
    parked as (
      select subject_id, json_agg(json_build_object('field', field, 'class', class, 'code', code, 'message', message,
        'valueHash', value_hash) order by field) as rows
      from samestory.parked_value where destination = ${destination} and subject_id = ${ids} group by subject_id),
    held as (
      select held from samestory.batch_row
      where destination = ${destination} and held = any(${subjectIds.map(heldRecord)}::text[]))
    select subject.id, subject.object, subject.identity_case, look.rows as looks, record.crm_id, record.key,
      record.members, record.adopted, record.state, record.written, record.map_version, record.identity_version,
      link.rows as links, parked.rows as parked,
      held.held is not null as in_flight
    from samestory.subject as subject
    left join record on record.subject_id = subject.id
    left join look on look.subject_id = subject.id
    left join link on link.from_id = record.crm_id
    left join parked on parked.subject_id = subject.id
    left join held on held.held = ${heldRecord('')} || subject.id
    where subject.id = ${ids}`.execute(tx);
  return rows;
}

function memberOf({ source, kind, id, observedAt, facts: known, buyer, gone }: StoredLook): ObservedMember[] {
  if (known === null) return [];
  const facts = factsWithBuyer(known, buyer);
  const key = { source, kind, id };
  const isGone = facts.type === 'person' && gone;
  return [
    {
      key,
      observedAt: new Date(observedAt),
      facts: isGone ? { type: 'person', person: { ...facts.person, gone } } : facts,
    },
  ];
}

/** Members that are known by name only do not count as carried: nothing is written because of them. */
function recordOf(row: StoredSubject): LedgerRecord | null {
  if (row.crm_id === null) return null;
  const {
    crm_id: crmId,
    key,
    adopted,
    state,
    written,
    map_version: mapVersion,
    identity_version: identityVersion,
  } = row;
  const named = new Set((row.looks ?? []).flatMap((look) => (look.facts === null ? [formatKey(look)] : [])));
  const members = row.members.filter((name) => !named.has(name));
  return { crmId, key, members, adopted, state, written, mapVersion, identityVersion };
}

/** How a batch row says that it holds a subject's record (writes.ts). */
export function heldRecord(subjectId: string): string {
  return `record ${subjectId}`;
}

/** The subject of each known key; a merged customer's key gives the survivor's. */
export async function subjectIdsOf(tx: Tx, input: Input<'subjectIdsOf'>): Promise<Output<'subjectIdsOf'>> {
  if (input.keys.length === 0) return {};
  // Row by row: as a join, all members are read for each where the planner has no statistics yet.
  const looked = sql`and (
    select true from samestory.member as seen
    where seen.subject_id = member.subject_id and seen.alias_of is null and seen.facts is not null limit 1)`;
  const { rows } = await sql<{ key: string; subject_id: string }>`
    select key, subject_id from samestory.member
    where key = any(${[...input.keys]}::text[]) ${input.looked === true ? looked : sql``}`.execute(tx);
  return Object.fromEntries(rows.map(({ key, subject_id }) => [key, subject_id]));
}
