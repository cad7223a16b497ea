import { sql } from 'kysely';
import type { CrmObject } from '../field-map/types.ts';
import type { JournalEntry } from './contract.ts';
import type { Tx } from './database.ts';
import type { Input } from './inputs.ts';
import type { Change, JournalAction } from './journal-changes.ts';
import { jsonText } from './json.ts';

/** One thing that happened to one CRM record. */
export interface JournalRow {
  readonly object: CrmObject;
  readonly subjectId: string;
  readonly crmId: string | null;
  readonly action: JournalAction;
  readonly changes: readonly Change[];
  readonly cause: string;
}

export async function writeJournal(tx: Tx, destination: string, at: Date, rows: readonly JournalRow[]): Promise<void> {
  if (rows.length === 0) return;
  const columns = rows.map(({ object, subjectId, crmId, action, changes, cause }, position) => {
    return { position, object, subject_id: subjectId, crm_id: crmId, action, changes, cause };
  });
  await sql`
    insert into samestory.journal (at, destination, object, subject_id, crm_id, action, changes, cause)
    select ${at}, ${destination}, object, subject_id, crm_id, action, changes, cause
    from jsonb_to_recordset(${jsonText(columns)}::jsonb) as row(position integer, object text, subject_id bigint,
      crm_id text, action text, changes jsonb, cause text)
    order by position`.execute(tx);
}

/** What happened to a subject's record, newest first. A write is one entry per field that it changed. */
export async function journal(tx: Tx, input: Input<'journal'>): Promise<readonly JournalEntry[]> {
  const { destination, subjectId, limit } = input;
  const rows = await tx
    .selectFrom('journal')
    .select(['at', 'object', 'crm_id', 'action', 'changes', 'cause'])
    .where('destination', '=', destination)
    .where('subject_id', '=', subjectId)
    .orderBy('id', 'desc')
    .limit(limit)
    .execute();
  return rows
    .flatMap(({ at, object, crm_id: crmId, action, changes, cause }) =>
      entriesOf(action, changes).map((entry): JournalEntry => ({ at, destination, object, crmId, cause, ...entry })),
    )
    .slice(0, limit);
}

type Entry = Pick<JournalEntry, 'action' | 'field' | 'old' | 'new'>;

/** A creation is an entry of its own, and its values are written like any other value. */
function entriesOf(action: JournalAction, changes: readonly Change[]): readonly Entry[] {
  const fieldAction = action === 'created' ? 'updated' : action;
  const fields = changes.map(
    ([field, before, after]): Entry => ({ action: fieldAction, field, old: before, new: after }),
  );
  const whole = action === 'created' || action === 'adopted' || fields.length === 0;
  return whole ? [...fields, { action, field: null, old: null, new: null }] : fields;
}
