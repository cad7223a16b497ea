import { sql } from 'kysely';
import { formatKey, parseKey } from '../commerce/keys.ts';
import type { FailureClass } from '../connector/failure.ts';
import type { CrmObject } from '../field-map/types.ts';
import type { ParkedRecord } from './contract.ts';
import type { Tx } from './database.ts';
import { hasherOf } from './hashing.ts';
import type { Input } from './inputs.ts';
import { writeJournal } from './journal.ts';
import { jsonText } from './json.ts';

/**
 * A value that the CRM refuses rests, the rest of its record goes on. Only a keyed hash of the value is kept: enough to
 * see that another value may be tried.
 */
export async function parkValues(tx: Tx, input: Input<'parkValues'>): Promise<void> {
  const { destination, now } = input;
  if (input.rows.length === 0) return;
  const hasher = await hasherOf(tx);
  const byField = new Map(input.rows.map((row) => [`${row.subjectId} ${row.field}`, row]));
  const rows = [...byField.values()].map(({ subjectId, key, value, ...row }) => {
    return { ...row, subject_id: subjectId, key: formatKey(key), value_hash: hasher.value(value) };
  });
  const { rows: objects } = await sql<{ id: string; object: CrmObject; crm_id: string | null }>`
    select subject.id, subject.object, record.crm_id from samestory.subject
    left join samestory.crm_record as record on record.destination = ${destination} and record.subject_id = subject.id
    where subject.id = any(${rows.map(({ subject_id }) => subject_id)}::bigint[])`.execute(tx);
  const subjectOf = new Map(objects.map((row) => [row.id, row]));
  await sql`
    insert into samestory.parked_value as old
      (destination, subject_id, field, key, class, code, message, value_hash, attempts, since)
    select ${destination}, subject_id, field, key, class, code, message, value_hash, 1, ${now}
    from jsonb_to_recordset(${jsonText(rows)}::jsonb) as row(subject_id bigint, field text, key text, class text,
      code text, message text, value_hash text)
    order by subject_id, field
    on conflict (destination, subject_id, field) do update set
      key = excluded.key, class = excluded.class, code = excluded.code, message = excluded.message,
      value_hash = excluded.value_hash, attempts = old.attempts + 1,
      since = case when old.value_hash = excluded.value_hash then old.since else excluded.since end`.execute(tx);
  const journal = rows.flatMap(({ subject_id: subjectId, field, message, code }) => {
    const subject = subjectOf.get(subjectId);
    if (subject === undefined) return [];
    const { object, crm_id: crmId } = subject;
    return [
      { object, subjectId, crmId, action: 'parked' as const, changes: [[field, null, message] as const], cause: code },
    ];
  });
  await writeJournal(tx, destination, now, journal);
}

export async function unparkValues(tx: Tx, input: Input<'unparkValues'>): Promise<void> {
  await sql`
    delete from samestory.parked_value
    where destination = ${input.destination} and subject_id = ${input.subjectId}
      and field = any(${[...input.fields]}::text[])`.execute(tx);
}

/** A subject's record is another one from now on: what the former one refused says nothing of it. */
export async function unparkMoved(
  tx: Tx,
  destination: string,
  record: { readonly object: CrmObject; readonly crmId: string },
): Promise<void> {
  await sql`
    delete from samestory.parked_value where destination = ${destination} and subject_id in (
      select subject_id from samestory.crm_record
      where destination = ${destination} and object = ${record.object} and crm_id = ${record.crmId})`.execute(tx);
}

/** Rows whose key is one of the store's; of all stores where none is given. */
export function ofStore(source: string | undefined) {
  return source === undefined ? sql`true` : sql`starts_with(key, ${`${source}/`})`;
}

/** Records and values that rest until a person mends something, longest waiting first. */
export async function parked(tx: Tx, input: Input<'parked'>): Promise<readonly ParkedRecord[]> {
  const { destination, source, limit } = input;
  const { rows } = await sql<ParkedRow>`
    select key, null as field, class, code, message, attempts, since
    from samestory.dead_letter where destination = ${destination} and ${ofStore(source)}
    union all
    select key, field, class, code, message, attempts, since
    from samestory.parked_value where destination = ${destination} and ${ofStore(source)}
    order by since, key, field limit ${limit}`.execute(tx);
  return rows.flatMap(({ key: text, ...row }) => {
    const key = parseKey(text);
    return key === null ? [] : [{ ...row, key }];
  });
}

interface ParkedRow {
  readonly key: string;
  readonly field: string | null;
  readonly class: FailureClass;
  readonly code: string;
  readonly message: string;
  readonly attempts: number;
  readonly since: Date;
}
