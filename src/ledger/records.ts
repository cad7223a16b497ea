import { sql } from 'kysely';
import type { CrmObject, FieldValues } from '../field-map/types.ts';
import { defaultIdentityRules, identityVersion } from '../identity/rules.ts';
import type { Tx } from './database.ts';
import { setIdentityCases } from './identity-cases.ts';
import { jsonText } from './json.ts';
import { unparkMoved } from './parked.ts';

const usualIdentity = identityVersion(defaultIdentityRules);

export interface RecordState {
  readonly subjectId: string;
  readonly crmId: string;
  readonly key: string;
  readonly members: readonly string[];
  readonly adopted: boolean;
  readonly mapVersion: string;
  readonly identityVersion?: string | undefined;
  /** Added to what we know of the record; all that we know when it is another record than before. */
  readonly values: FieldValues;
}

/**
 * Ties subjects to CRM records. One CRM record is one subject's: where another subject has it already, nothing is tied
 * and the subject gets an identity case. Returns the subjects that were tied.
 */
export async function tieRecords(
  tx: Tx,
  destination: string,
  object: CrmObject,
  now: Date,
  records: readonly RecordState[],
): Promise<ReadonlySet<string>> {
  const free = await withoutForeign(tx, destination, object, records);
  if (free.length === 0) return new Set();
  const rows = free.map(({ subjectId, crmId, key, members, adopted, mapVersion, values, ...row }) => {
    const versions = { map_version: mapVersion, identity_version: row.identityVersion ?? usualIdentity };
    return { subject_id: subjectId, crm_id: crmId, key, members, adopted, written: values, ...versions };
  });
  await sql`
    insert into samestory.crm_record as old (destination, object, subject_id, crm_id, key, members, adopted, state,
      written, map_version, identity_version, updated_at)
    select ${destination}, ${object}, row.subject_id, row.crm_id, row.key,
      row.members, row.adopted, 'linked',
      row.written, row.map_version, row.identity_version, ${now}
    from jsonb_to_recordset(${jsonText(rows)}::jsonb) as row(subject_id bigint, crm_id text, key text, members jsonb,
      adopted boolean, map_version text, identity_version text, written jsonb)
    order by row.subject_id
    on conflict (subject_id, destination) do update set
      crm_id = excluded.crm_id, key = excluded.key, members = excluded.members, state = 'linked',
      adopted = case when old.crm_id = excluded.crm_id then old.adopted else excluded.adopted end,
      written = case when old.crm_id = excluded.crm_id then old.written || excluded.written else excluded.written end,
      map_version = excluded.map_version, identity_version = excluded.identity_version,
      moved_to = null, updated_at = excluded.updated_at`.execute(tx);
  return new Set(free.map(({ subjectId }) => subjectId));
}

async function withoutForeign(
  tx: Tx,
  destination: string,
  object: CrmObject,
  records: readonly RecordState[],
): Promise<readonly RecordState[]> {
  if (records.length === 0) return [];
  const rows = await tx
    .selectFrom('crm_record')
    .select(['crm_id', 'subject_id'])
    .where('destination', '=', destination)
    .where('object', '=', object)
    .where('crm_id', '=', sql<string>`any(${records.map(({ crmId }) => crmId)}::text[])`)
    .execute();
  const ownerOf = new Map(rows.map(({ crm_id, subject_id }) => [crm_id, subject_id]));
  const cases = new Map<string, string>();
  const free: RecordState[] = [];
  for (const record of records) {
    const owner = ownerOf.get(record.crmId);
    if (owner === undefined || owner === record.subjectId) {
      ownerOf.set(record.crmId, record.subjectId);
      free.push(record);
      continue;
    }
    const sentence = `the CRM answered with ${object} ${record.crmId}, which already stands for another Shopify record: merge the two or separate them`;
    cases.set(record.subjectId, sentence);
  }
  await setIdentityCases(tx, cases);
  return free;
}

/** Marks records that a person deleted in the CRM. */
export async function markRemoved(
  tx: Tx,
  destination: string,
  object: CrmObject,
  now: Date,
  crmIds: readonly string[],
): Promise<void> {
  if (crmIds.length === 0) return;
  await sql`
    update samestory.crm_record set state = 'removed', updated_at = ${now}
    where destination = ${destination} and object = ${object} and crm_id = any(${[...crmIds]}::text[])`.execute(tx);
}

/**
 * The CRM answers with another id: the record was merged there. Our record follows, with its links, unless another
 * subject has the surviving record; then the new id is only noted.
 */
export async function moveRecord(
  tx: Tx,
  destination: string,
  object: CrmObject,
  now: Date,
  move: { readonly fromId: string; readonly toId: string },
): Promise<void> {
  const { fromId, toId } = move;
  const { rows } = await sql<{ moved_to: string | null }>`
    update samestory.crm_record as record set updated_at = ${now},
      crm_id = case when taken.crm_id is null then ${toId} else record.crm_id end,
      -- The survivor does not carry our key: no members makes the next update bring it.
      members = case when taken.crm_id is null then '[]'::jsonb else record.members end,
      moved_to = taken.crm_id
    from (select max(crm_id) as crm_id from samestory.crm_record
          where destination = ${destination} and object = ${object} and crm_id = ${toId}) as taken
    where record.destination = ${destination} and record.object = ${object} and record.crm_id = ${fromId}
    returning moved_to`.execute(tx);
  if (rows.length === 0 || rows[0]?.moved_to !== null) return;
  await unparkMoved(tx, destination, { object, crmId: toId });
  await moveLinks(tx, destination, fromId, toId);
}

/** The record was merged into one that stands for somebody else: a person decides, and until then both stay as they are. */
export async function noteMerge(
  tx: Tx,
  destination: string,
  object: CrmObject,
  { fromId, toId }: { readonly fromId: string; readonly toId: string },
): Promise<void> {
  await sql`
    update samestory.crm_record as record set moved_to = other.crm_id from samestory.crm_record as other
    where record.destination = ${destination} and record.object = ${object} and record.crm_id = ${fromId}
      and other.destination = ${destination} and other.object = ${object} and other.crm_id = ${toId}`.execute(tx);
}

/** The CRM moves the links of a merged record to its survivor. */
export async function moveLinks(tx: Tx, destination: string, fromId: string, toId: string): Promise<void> {
  await sql`
    with gone as (
      delete from samestory.crm_link
      where destination = ${destination} and (from_id = ${fromId} or to_id = ${fromId})
      returning destination, label, from_id, to_id, made_by_us, at
    )
    insert into samestory.crm_link (destination, label, from_id, to_id, made_by_us, at)
    select destination, label, case when from_id = ${fromId} then ${toId} else from_id end,
      case when to_id = ${fromId} then ${toId} else to_id end, made_by_us, at
    from gone
    on conflict do nothing`.execute(tx);
}
