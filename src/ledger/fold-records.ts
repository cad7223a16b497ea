import { sql } from 'kysely';
import type { CrmObject } from '../field-map/types.ts';
import type { Tx } from './database.ts';
import type { Input, Output } from './inputs.ts';
import { writeJournal } from './journal.ts';
import { requireLane } from './lanes.ts';
import { putBack, takeOut } from './leftover-records.ts';
import { forgetRecords } from './match-index.ts';
import { unparkMoved } from './parked.ts';
import { moveLinks } from './records.ts';

const object: CrmObject = 'contact';

export async function subjectIdsOfRecords(
  tx: Tx,
  input: Input<'subjectIdsOfRecords'>,
): Promise<Output<'subjectIdsOfRecords'>> {
  const crmIds = sql<string>`any(${[...input.crmIds]}::text[])`;
  const rows = await tx
    .selectFrom('crm_record')
    .select(['crm_id', 'subject_id'])
    .where('destination', '=', input.destination)
    .where('object', '=', input.object)
    .where((row) =>
      row.or([row('crm_id', '=', crmIds), ...(input.merged === true ? [row('moved_to', '=', crmIds)] : [])]),
    )
    .execute();
  return Object.fromEntries(rows.map(({ crm_id, subject_id }) => [crm_id, subject_id]));
}

/** People who came to a subject with a merge in Shopify have left their contact behind. */
export async function mergedAway(tx: Tx, input: Input<'mergedAway'>): Promise<Output<'mergedAway'>> {
  const { rows } = await sql<{ subject_id: string; crm_id: string }>`
    select emptied.merged_into as subject_id, record.crm_id
    from samestory.subject as emptied
    join samestory.crm_record as record on record.destination = ${input.destination} and record.object = ${object}
      and record.subject_id = emptied.id
    where emptied.merged_into = any(${[...input.subjectIds]}::bigint[])
    order by emptied.merged_into, record.crm_id`.execute(tx);
  return rows.map(({ subject_id: subjectId, crm_id: crmId }) => ({ subjectId, crmId }));
}

/**
 * One of the contacts has survived a merge in the CRM: it is the person's from here on, with what we know of it; the
 * others are forgotten, except those that somebody deleted, and their links are its links. Where a fresh record
 * survived, the person's own moves there.
 */
export async function foldRecords(tx: Tx, input: Input<'foldRecords'>): Promise<void> {
  const { destination, now, subjectId, survivorId, key } = input;
  await requireLane(tx, destination, input.epoch, 'together');
  const { rows } = await sql<{ subject_id: string; crm_id: string }>`
    select subject_id, crm_id from samestory.crm_record
    where destination = ${destination} and object = ${object} and crm_id = any(${[...input.crmIds]}::text[])
    order by subject_id for update`.execute(tx);
  const kept = rows.find((row) => row.crm_id === survivorId) ?? rows.find((row) => row.subject_id === subjectId);
  if (kept === undefined) return;
  const folded = rows.filter((row) => row !== kept);
  const deleted: { readonly record: string; readonly subjectId: string }[] = [];
  for (const row of folded) {
    const record = await takeOut(tx, destination, row.subject_id);
    if (input.releasedIds.includes(row.crm_id)) continue;
    // The person's own place goes to the contact that survived, whose place is free then.
    const place = row.subject_id === subjectId ? kept.subject_id : row.subject_id;
    if (record !== null && input.deletedIds.includes(row.crm_id)) deleted.push({ record, subjectId: place });
  }
  await sql`
    update samestory.crm_record set subject_id = ${subjectId}, crm_id = ${survivorId}, key = coalesce(${key}, key),
      members = '[]'::jsonb, state = 'linked', moved_to = null, updated_at = ${now}
    where destination = ${destination} and object = ${object} and crm_id = ${kept.crm_id}`.execute(tx);
  for (const row of deleted) await putBack(tx, row.record, row.subjectId);
  await sql`update samestory.subject set identity_case = null where id = ${subjectId}`.execute(tx);
  await unparkMoved(tx, destination, { object, crmId: survivorId });
  const crmIds = rows.map((row) => row.crm_id);
  const stays = new Set([survivorId, ...input.deletedIds, ...input.releasedIds]);
  const gone = crmIds.filter((crmId) => !stays.has(crmId));
  for (const crmId of gone) await moveLinks(tx, destination, crmId, survivorId);
  await forgetRecords(tx, destination, object, gone);
  const journal = gone.map((crmId) => ({
    object,
    subjectId,
    crmId: survivorId,
    action: 'moved' as const,
    changes: [[null, crmId, survivorId] as const],
    cause: 'merged in the CRM and in Shopify',
  }));
  await writeJournal(tx, destination, now, journal);
}
