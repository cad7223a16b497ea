import { sql } from 'kysely';
import type { CrmObject } from '../field-map/types.ts';
import type { IndexedRecord } from './contract.ts';
import type { Tx } from './database.ts';
import { type Hasher, hasherOf } from './hashing.ts';
import type { Input } from './inputs.ts';
import { jsonText } from './json.ts';

export interface Term {
  readonly type: 'key' | 'email' | 'phone';
  readonly term: string;
}

/** Replaces what the index knows of these CRM records; a record that was seen later already stays as it is. */
export async function indexRecords(tx: Tx, input: Input<'indexRecords'>): Promise<void> {
  const { destination, object, seenAt } = input;
  const byId = new Map(input.records.map((record) => [record.crmId, record]));
  if (byId.size === 0) return;
  const hasher = await hasherOf(tx);
  const seen = [...byId.values()].map(({ crmId, nameWords }) => {
    return { crm_id: crmId, name_words: nameWords.length === 0 ? null : nameWords.map(hasher.word) };
  });
  const { rows } = await sql<{ crm_id: string }>`
    insert into samestory.match_record as old (destination, object, crm_id, seen_at, name_words)
    select ${destination}, ${object}, row.crm_id, ${seenAt}, row.name_words
    from jsonb_to_recordset(${jsonText(seen)}::jsonb) as row(crm_id text, name_words jsonb)
    order by row.crm_id
    on conflict (destination, object, crm_id) do update set
      seen_at = excluded.seen_at, name_words = excluded.name_words
    where old.seen_at <= excluded.seen_at
    returning crm_id`.execute(tx);
  if (rows.length === 0) return;
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

/** By what a record can be found. */
export function termsOf(
  record: Pick<IndexedRecord, 'key' | 'members' | 'emails' | 'phones'>,
  hasher: Hasher,
): readonly Term[] {
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
