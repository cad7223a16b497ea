import { sql } from 'kysely';
import { formatKey, type RecordKind } from '../commerce/keys.ts';
import { groupBy } from '../lib/chunk.ts';
import type { LedgerLink, LedgerRecord, MemberFacts, ObservedMember, ParkedValue } from './contract.ts';
import type { Tx } from './database.ts';
import type { Input, Output } from './inputs.ts';
import { factsWithBuyer } from './member-columns.ts';
import { ordersOfPeople } from './orders-of-people.ts';

const anyOf = (ids: readonly string[]) => sql<string>`any(${[...ids]}::bigint[])`;

/** Subjects in the order asked for; an id that nobody has is left out. */
export async function subjects(tx: Tx, input: Input<'subjects'>): Promise<Output<'subjects'>> {
  const { destination, subjectIds } = input;
  if (subjectIds.length === 0) return [];
  const rows = await tx
    .selectFrom('subject')
    .select(['id', 'object', 'identity_case'])
    .where('id', '=', anyOf(subjectIds))
    .execute();
  const { members, named } = await membersOf(tx, subjectIds);
  const records = await recordsOf(tx, destination, subjectIds, named);
  const links = await linksOf(tx, destination, [...records.values()]);
  const orders = input.orders === true ? await ordersOfPeople(tx, subjectIds) : null;
  const parked = await parkedOf(tx, destination, subjectIds);
  const inFlight = await inFlightOf(tx, destination, subjectIds);
  const found = new Map(rows.map((row) => [row.id, row]));
  return subjectIds.flatMap((subjectId) => {
    const row = found.get(subjectId);
    if (row === undefined) return [];
    const record = records.get(subjectId) ?? null;
    return [
      {
        subjectId,
        object: row.object,
        members: members.get(subjectId) ?? [],
        orders: orders?.get(subjectId) ?? [],
        record,
        links: record === null ? [] : (links.get(record.crmId) ?? []),
        parkedValues: parked.get(subjectId) ?? [],
        inFlight: inFlight.has(subjectId),
        identityCase: row.identity_case,
      },
    ];
  });
}

/**
 * Oldest first; records that were merged away are no members, and those that are known by name only (nobody has looked at
 * them, or the store shows them no more) are named apart.
 */
async function membersOf(
  tx: Tx,
  ids: readonly string[],
): Promise<{ members: ReadonlyMap<string, readonly ObservedMember[]>; named: ReadonlySet<string> }> {
  const { rows } = await sql<MemberRow>`
    select subject_id, source, kind, id, observed_at, facts, buyer, gone_at from samestory.member
    where subject_id = ${anyOf(ids)} and alias_of is null
    order by created_at, key`.execute(tx);
  const named = new Set(rows.flatMap((row) => (row.facts === null ? [formatKey(row)] : [])));
  const looked = rows.flatMap(({ facts, ...row }) => (facts === null ? [] : [{ ...row, facts }]));
  const grouped = groupBy(looked, ({ subject_id }) => subject_id);
  return { members: new Map([...grouped].map(([id, group]) => [id, group.map(memberOf)])), named };
}

interface MemberRow {
  readonly subject_id: string;
  readonly source: string;
  readonly kind: RecordKind;
  readonly id: string;
  readonly observed_at: Date;
  readonly facts: MemberFacts | null;
  readonly buyer: string | null;
  readonly gone_at: Date | null;
}

function memberOf(row: MemberRow & { readonly facts: MemberFacts }): ObservedMember {
  const { source, kind, id, observed_at: observedAt, buyer, gone_at: goneAt } = row;
  const facts = factsWithBuyer(row.facts, buyer);
  const gone = facts.type === 'person' && goneAt !== null;
  return {
    key: { source, kind, id },
    observedAt,
    facts: gone ? { type: 'person', person: { ...facts.person, gone } } : facts,
  };
}

/** Members that are known by name only do not count as carried: nothing is written because of them. */
async function recordsOf(
  tx: Tx,
  destination: string,
  ids: readonly string[],
  named: ReadonlySet<string>,
): Promise<ReadonlyMap<string, LedgerRecord>> {
  const rows = await tx
    .selectFrom('crm_record')
    .select([
      'subject_id',
      'crm_id',
      'key',
      'members',
      'adopted',
      'state',
      'written',
      'map_version',
      'identity_version',
    ])
    .where('destination', '=', destination)
    .where('subject_id', '=', anyOf(ids))
    .execute();
  return new Map(
    rows.map(({ subject_id, crm_id: crmId, key, adopted, state, written, ...row }) => {
      const members = row.members.filter((name) => !named.has(name));
      const { map_version: mapVersion, identity_version: identityVersion } = row;
      return [subject_id, { crmId, key, members, adopted, state, written, mapVersion, identityVersion }];
    }),
  );
}

async function linksOf(
  tx: Tx,
  destination: string,
  records: readonly LedgerRecord[],
): Promise<ReadonlyMap<string, readonly LedgerLink[]>> {
  if (records.length === 0) return new Map();
  const rows = await tx
    .selectFrom('crm_link')
    .select(['label', 'from_id', 'to_id', 'made_by_us'])
    .where('destination', '=', destination)
    .where('from_id', '=', sql<string>`any(${records.map(({ crmId }) => crmId)}::text[])`)
    .orderBy('label')
    .orderBy('to_id')
    .execute();
  return groupBy(
    rows.map(({ label, from_id: fromId, to_id: toId, made_by_us: madeByUs }) => ({ label, fromId, toId, madeByUs })),
    ({ fromId }) => fromId,
  );
}

async function parkedOf(
  tx: Tx,
  destination: string,
  ids: readonly string[],
): Promise<ReadonlyMap<string, readonly ParkedValue[]>> {
  const rows = await tx
    .selectFrom('parked_value')
    .select(['subject_id', 'field', 'class', 'code', 'message', 'value_hash'])
    .where('destination', '=', destination)
    .where('subject_id', '=', anyOf(ids))
    .orderBy('field')
    .execute();
  const grouped = groupBy(rows, ({ subject_id }) => subject_id);
  const parkedValue = ({
    value_hash: valueHash,
    subject_id: _subject,
    ...value
  }: (typeof rows)[number]): ParkedValue => ({
    ...value,
    valueHash,
  });
  return new Map([...grouped].map(([id, group]) => [id, group.map(parkedValue)]));
}

/** Subjects whose record an unsettled batch holds; a link in flight holds its pair only. */
async function inFlightOf(tx: Tx, destination: string, ids: readonly string[]): Promise<ReadonlySet<string>> {
  const rows = await tx
    .selectFrom('batch_row')
    .select('subject_id')
    .where('destination', '=', destination)
    .where('held', '=', sql<string>`any(${ids.map(heldRecord)}::text[])`)
    .execute();
  return new Set(rows.map(({ subject_id }) => subject_id));
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
