import { sql } from 'kysely';
import type { CrmObject, FieldValues, LinkLabel } from '../field-map/types.ts';
import { groupBy } from '../lib/chunk.ts';
import type { IntendedRow, UnsettledBatch, Verb } from './contract.ts';
import type { Tx } from './database.ts';
import type { Input, Output } from './inputs.ts';
import { jsonText } from './json.ts';
import { requireLane } from './lanes.ts';
import { heldRecord } from './subjects.ts';

/**
 * Stores what is about to be written, before it is written. A row whose record (for links: whose pair) an unsettled
 * batch holds is not accepted; the unique index on `held` decides, so that two batches at once cannot both have it.
 */
export async function intend(tx: Tx, input: Input<'intend'>): Promise<Output<'intend'>> {
  const { destination, epoch, verb, object, now } = input;
  await requireLane(tx, destination, epoch, 'together');
  const batch = await sql<{ id: string }>`
    insert into samestory.batch (destination, epoch, verb, object, rows, intended_at)
    values (${destination}, ${epoch}, ${verb}, ${object}, ${input.rows.length}, ${now}) returning id`.execute(tx);
  const batchId = batch.rows[0]?.id ?? '';
  const rows = input.rows.map((row, position) => ({ ...row, position, held: heldBy(verb, row) }));
  const { rows: stored } = await sql<{ ref: string; position: number }>`
    insert into samestory.batch_row (batch_id, ref, position, destination, held, subject_id, cause, key, members,
      crm_id, to_id, label, old_values, new_values)
    select ${batchId}, row.ref, row.position, ${destination}, row.held, row."subjectId", row.cause, row.key,
      row.members, row."crmId", row."toId", row.label, row.old, row.new
    from jsonb_to_recordset(${jsonText(rows)}::jsonb) as row(ref text, position integer, held text,
      "subjectId" bigint, cause text, key text, members jsonb, "crmId" text, "toId" text, label text,
      old jsonb, new jsonb)
    order by row.held, row.position
    on conflict (destination, held) do nothing
    returning ref, position`.execute(tx);
  if (stored.length < input.rows.length || stored.length === 0) {
    await sql`
      update samestory.batch set rows = ${stored.length},
        settled_at = case when ${stored.length} = 0 then ${now}::timestamptz end
      where id = ${batchId}`.execute(tx);
  }
  const accepted = stored.toSorted((left, right) => left.position - right.position).map(({ ref }) => ref);
  return { batchId, accepted };
}

function heldBy(verb: Verb, row: IntendedRow): string {
  if (verb === 'link' || verb === 'unlink') return JSON.stringify(['pair', row.label, row.crmId, row.toId]);
  return heldRecord(row.subjectId);
}

export interface OpenRow extends IntendedRow {
  readonly batchId: string;
}

/** Rows of batches whose outcome nobody has recorded yet, in their order. */
export async function openRows(
  tx: Tx,
  destination: string,
  of: { readonly batchId: string; readonly refs: readonly string[] } | 'all batches',
): Promise<readonly OpenRow[]> {
  const chosen =
    of === 'all batches' ? sql`true` : sql`batch_id = ${of.batchId} and ref = any(${[...of.refs]}::text[])`;
  const lock = of === 'all batches' ? sql`` : sql`for update`;
  const { rows } = await sql<BatchRow>`
    select batch_id, ref, subject_id, cause, key, members, crm_id, to_id, label, old_values, new_values
    from samestory.batch_row where destination = ${destination} and ${chosen}
    order by batch_id, position ${lock}`.execute(tx);
  return rows.map((row) => ({
    batchId: row.batch_id,
    ref: row.ref,
    subjectId: row.subject_id,
    cause: row.cause,
    key: row.key,
    members: row.members,
    crmId: row.crm_id,
    toId: row.to_id,
    label: row.label,
    old: row.old_values,
    new: row.new_values,
  }));
}

interface BatchRow {
  readonly batch_id: string;
  readonly ref: string;
  readonly subject_id: string;
  readonly cause: string;
  readonly key: string;
  readonly members: readonly string[];
  readonly crm_id: string | null;
  readonly to_id: string | null;
  readonly label: LinkLabel | null;
  readonly old_values: FieldValues;
  readonly new_values: FieldValues;
}

/** Batches with rows that nobody has settled, oldest first, with these rows only. */
export async function unsettled(tx: Tx, input: Input<'unsettled'>): Promise<readonly UnsettledBatch[]> {
  const batches = await tx
    .selectFrom('batch')
    .select(['id', 'verb', 'object', 'intended_at'])
    .where('destination', '=', input.destination)
    .where('settled_at', 'is', null)
    .orderBy('id')
    .execute();
  if (batches.length === 0) return [];
  const rows = groupBy(await openRows(tx, input.destination, 'all batches'), ({ batchId }) => batchId);
  return batches.map(({ id: batchId, verb, object, intended_at: intendedAt }) => {
    const open = (rows.get(batchId) ?? []).map(({ batchId: _batch, ...row }): IntendedRow => row);
    return { batchId, verb, object, intendedAt, rows: open };
  });
}

/** The verb and object of a batch; null when the destination has no such batch. */
export async function batchOf(
  tx: Tx,
  destination: string,
  batchId: string,
): Promise<{ readonly verb: Verb; readonly object: CrmObject } | null> {
  const row = await tx
    .selectFrom('batch')
    .select(['verb', 'object'])
    .where('id', '=', batchId)
    .where('destination', '=', destination)
    .executeTakeFirst();
  return row ?? null;
}

/** Forgets rows whose outcome is known; the batch is settled with its last one. */
export async function closeRows(tx: Tx, batchId: string, refs: readonly string[], now: Date): Promise<void> {
  if (refs.length === 0) return;
  await sql`delete from samestory.batch_row where batch_id = ${batchId} and ref = any(${[...refs]}::text[])`.execute(
    tx,
  );
  await sql`
    update samestory.batch set settled_at = ${now}
    where id = ${batchId} and not exists (select from samestory.batch_row where batch_id = ${batchId})`.execute(tx);
}
