import { sql } from 'kysely';
import { parseKey, type RecordKind } from '../../commerce/keys.ts';
import type { CrmObject } from '../../field-map/types.ts';
import type { FoundRecord } from '../contract.ts';
import type { Tx } from '../database.ts';
import type { Input, Output } from '../inputs.ts';
import { jsonText } from '../json.ts';
import { requireLane } from '../lanes.ts';
import { type RecordState, tieRecords } from '../records.ts';

/** A record with the subject that it gets. */
export interface Claimed {
  readonly row: FoundRecord;
  readonly subjectId: string;
  /** Shopify records that nobody else stands for. */
  readonly members: readonly string[];
}

/**
 * Ties CRM records to subjects by the keys that they carry. Members are known by name only until they are looked at.
 * Doing it again changes nothing. A Shopify record that two CRM records name stays with the first of them, or with the
 * one that carries it as its own key; such records are answered as `unclear`.
 */
export async function restoreRecords(tx: Tx, input: Input<'restoreRecords'>): Promise<Output<'restoreRecords'>> {
  const { destination, object, now, mapVersion } = input;
  await requireLane(tx, destination, input.epoch, 'together');
  const { claimed, unclear } = await claimSubjects(tx, object, now, input.rows);
  const free = await withoutTaken(tx, destination, claimed);
  const records = free.map(({ row, subjectId }): RecordState => {
    const { crmId, key, adopted, values } = row;
    return { subjectId, crmId, key, members: row.members, adopted, mapVersion, values };
  });
  const tied = await tieRecords(tx, destination, object, now, records);
  const without = claimed.filter(({ subjectId }) => !tied.has(subjectId)).map(({ row }) => row.crmId);
  return { restored: tied.size, unclear: [...new Set([...unclear, ...without])] };
}

/** Gives each record its subject, making subjects and members that are missing. */
export async function claimSubjects(
  tx: Tx,
  object: CrmObject,
  now: Date,
  rows: readonly Pick<FoundRecord, 'crmId' | 'key' | 'members'>[],
): Promise<{ readonly claimed: readonly Claimed[]; readonly unclear: readonly string[] }> {
  const ownerOf = await ownersOf(tx, rows);
  const unclear: string[] = [];
  const claimed: Claimed[] = [];
  const fresh: string[] = [];
  const nextId = await freshIds(tx, rows.length);
  for (const row of rows as readonly FoundRecord[]) {
    const wanted = namesOf(object, row);
    const known = new Set(wanted.flatMap((name) => ownerOf.get(name) ?? []));
    const own = ownerOf.get(row.key);
    const [only] = known;
    let subjectId = own ?? (known.size === 1 ? only : undefined);
    if (known.size > 1) unclear.push(row.crmId);
    if (subjectId === undefined) {
      subjectId = nextId();
      fresh.push(subjectId);
    }
    const members = wanted.filter((name) => !ownerOf.has(name));
    for (const name of members) ownerOf.set(name, subjectId);
    claimed.push({ row, subjectId, members });
  }
  await makeSubjects(tx, object, now, fresh);
  await nameMembers(tx, claimed);
  return { claimed, unclear };
}

const kinds: Readonly<Record<CrmObject, readonly RecordKind[]>> = { contact: ['customer', 'guest'], order: ['order'] };

/** What a record stands for: its list of members, and its own key where the list lacks it. */
function namesOf(object: CrmObject, { key, members }: Pick<FoundRecord, 'key' | 'members'>): string[] {
  return [...new Set([...members, key])].filter((name) => {
    const kind = parseKey(name)?.kind;
    return kind !== undefined && kinds[object].includes(kind);
  });
}

async function ownersOf(tx: Tx, rows: readonly Pick<FoundRecord, 'key' | 'members'>[]): Promise<Map<string, string>> {
  const names = [...new Set(rows.flatMap(({ key, members }) => [key, ...members]))];
  const known = await tx
    .selectFrom('member')
    .select(['key', 'subject_id'])
    .where('key', '=', sql<string>`any(${names}::text[])`)
    .execute();
  return new Map(known.map(({ key, subject_id }) => [key, subject_id]));
}

async function freshIds(tx: Tx, count: number): Promise<() => string> {
  const { rows } = await sql<{ id: string }>`
    select nextval(pg_get_serial_sequence('samestory.subject', 'id'))::text as id
    from generate_series(1, ${count}::integer)`.execute(tx);
  const ids = rows.map(({ id }) => id);
  return () => {
    const id = ids.shift();
    if (id === undefined) throw new RangeError('more subjects than records');
    return id;
  };
}

async function makeSubjects(tx: Tx, object: CrmObject, now: Date, ids: readonly string[]): Promise<void> {
  if (ids.length === 0) return;
  await sql`
    insert into samestory.subject (id, object, created_at)
    select id, ${object}, ${now} from unnest(${[...ids]}::bigint[]) as id`.execute(tx);
}

async function nameMembers(tx: Tx, claimed: readonly Claimed[]): Promise<void> {
  const rows = claimed.flatMap(({ subjectId, members }) =>
    members.flatMap((name) => {
      const parts = parseKey(name);
      return parts === null ? [] : [{ key: name, ...parts, subject_id: subjectId }];
    }),
  );
  if (rows.length === 0) return;
  await sql`
    insert into samestory.member (key, source, kind, id, subject_id, observed_at)
    select key, source, kind, id, subject_id, to_timestamp(0)
    from jsonb_to_recordset(${jsonText(rows)}::jsonb) as row(key text, source text, kind text, id text, subject_id bigint)
    order by key
    on conflict (key) do nothing`.execute(tx);
}

/** A subject has one record in a destination; a second CRM record that names it is left to a person. */
async function withoutTaken(tx: Tx, destination: string, claimed: readonly Claimed[]): Promise<readonly Claimed[]> {
  const rows = await tx
    .selectFrom('crm_record')
    .select(['subject_id', 'crm_id'])
    .where('destination', '=', destination)
    .where('subject_id', '=', sql<string>`any(${claimed.map(({ subjectId }) => subjectId)}::bigint[])`)
    .execute();
  const recordOf = new Map(rows.map(({ subject_id, crm_id }) => [subject_id, crm_id]));
  return claimed.filter(({ row, subjectId }) => {
    const other = recordOf.get(subjectId);
    if (other !== undefined && other !== row.crmId) return false;
    recordOf.set(subjectId, row.crmId);
    return true;
  });
}
