import { sql } from 'kysely';
import type { CrmObject } from '../field-map/types.ts';
import type { IndexedRecord, MatchCandidate } from './contract.ts';
import type { Tx } from './database.ts';
import { type Hasher, hasherOf } from './hashing.ts';
import type { Input, Output } from './inputs.ts';
import { jsonText } from './json.ts';

interface Term {
  readonly type: 'key' | 'email' | 'phone';
  readonly term: string;
}

/** Replaces what the index knows of these CRM records; a record that was seen later already stays as it is. */
export async function indexRecords(tx: Tx, input: Input<'indexRecords'>): Promise<void> {
  const { destination, object, seenAt } = input;
  const byId = new Map(input.records.map((record) => [record.crmId, record]));
  if (byId.size === 0) return;
  const { rows } = await sql<{ crm_id: string }>`
    insert into samestory.match_record as old (destination, object, crm_id, seen_at)
    select ${destination}, ${object}, crm_id, ${seenAt} from unnest(${[...byId.keys()].toSorted()}::text[]) as crm_id
    on conflict (destination, object, crm_id) do update set seen_at = excluded.seen_at
    where old.seen_at <= excluded.seen_at
    returning crm_id`.execute(tx);
  if (rows.length === 0) return;
  const hasher = await hasherOf(tx);
  const terms = rows.flatMap(({ crm_id }) => {
    const record = byId.get(crm_id);
    return record === undefined ? [] : termsOf(record, hasher).map((term) => ({ ...term, crm_id }));
  });
  await sql`
    delete from samestory.match_term
    where destination = ${destination} and object = ${object}
      and crm_id = any(${rows.map(({ crm_id }) => crm_id)}::text[])`.execute(tx);
  await sql`
    insert into samestory.match_term (destination, object, type, term, crm_id)
    select ${destination}, ${object}, type, term, crm_id
    from jsonb_to_recordset(${jsonText(terms)}::jsonb) as row(type text, term text, crm_id text)
    on conflict do nothing`.execute(tx);
}

function termsOf(record: IndexedRecord, hasher: Hasher): readonly Term[] {
  const keys = record.key === null ? record.members : [record.key, ...record.members];
  return [
    ...keys.map((term): Term => ({ type: 'key', term })),
    ...emailTerms(record.emails, hasher),
    ...record.phones.flatMap((phone): Term[] => {
      const term = hasher.phone(phone);
      return term === null ? [] : [{ type: 'phone', term }];
    }),
  ];
}

function emailTerms(emails: readonly string[], hasher: Hasher): readonly Term[] {
  return emails.flatMap((email): Term[] => {
    const term = hasher.email(email);
    return term === null ? [] : [{ type: 'email', term }];
  });
}

/** Forgets CRM records that are gone. */
export async function forgetRecords(
  tx: Tx,
  destination: string,
  object: CrmObject,
  crmIds: readonly string[],
): Promise<void> {
  if (crmIds.length === 0) return;
  await sql`
    delete from samestory.match_record
    where destination = ${destination} and object = ${object} and crm_id = any(${[...crmIds]}::text[])`.execute(tx);
}

/** CRM records that carry one of a query's keys, then those with one of its addresses; by `ref`, none = no entry. */
export async function match(tx: Tx, input: Input<'match'>): Promise<Output<'match'>> {
  const { destination, object, queries } = input;
  if (queries.length === 0) return {};
  const hasher = await hasherOf(tx);
  const terms = queries.flatMap(({ ref, keys, emails }) => [
    ...keys.map((term) => ({ ref, type: 'key', term })),
    ...emailTerms(emails, hasher).map(({ type, term }) => ({ ref, type, term })),
  ]);
  const { rows } = await sql<{ ref: string; type: 'key' | 'email'; crm_id: string; subject_id: string | null }>`
    select distinct row.ref, row.type, found.crm_id, record.subject_id
    from jsonb_to_recordset(${jsonText(terms)}::jsonb) as row(ref text, type text, term text)
    join samestory.match_term as found
      on found.destination = ${destination} and found.object = ${object}
      and found.type = row.type and found.term = row.term
    left join samestory.crm_record as record
      on record.destination = ${destination} and record.object = ${object} and record.crm_id = found.crm_id
    order by row.ref, row.type desc, found.crm_id`.execute(tx);
  const found: Record<string, MatchCandidate[]> = {};
  for (const { ref, type, crm_id: crmId, subject_id: subjectId } of rows) {
    found[ref] ??= [];
    const list = found[ref];
    if (!list.some((candidate) => candidate.crmId === crmId)) list.push({ crmId, by: type, subjectId });
  }
  return found;
}
