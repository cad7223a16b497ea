import { sql } from 'kysely';
import type { WorkKey } from '../commerce/keys.ts';
import type { CrmObject } from '../field-map/types.ts';
import { priorities } from './contract.ts';
import type { Tx } from './database.ts';
import { setIdentityCases } from './identity-cases.ts';
import { makeDue } from './make-due.ts';
import { heldRecord } from './subjects.ts';

const object: CrmObject = 'contact';

interface Leftover {
  readonly destination: string;
  readonly crm_id: string;
  readonly subject_id: string;
  readonly survivor_id: string;
}

/**
 * Records of subjects that Shopify has merged into others, where one of the given subjects is either side. The first goes
 * to a survivor who has none (or whose own was deleted in the CRM); where the CRM has a record of each, only a person
 * can merge them. While a write about the survivor is under way nobody knows yet: its settlement asks again.
 */
export async function gatherLeftovers(tx: Tx, subjectIds: readonly string[]): Promise<void> {
  if (subjectIds.length === 0) return;
  const handed = new Set<string>();
  for (const leftover of await leftoversOf(tx, subjectIds, sql`own.crm_id is null or own.state = 'removed'`)) {
    const { destination, crm_id: crmId, survivor_id: survivorId } = leftover;
    const place = JSON.stringify([destination, survivorId]);
    if (handed.has(place)) continue;
    handed.add(place);
    const removed = await takeOut(tx, destination, survivorId);
    await sql`
      update samestory.crm_record set subject_id = ${survivorId}
      where destination = ${destination} and object = ${object} and crm_id = ${crmId}`.execute(tx);
    if (removed !== null) await putBack(tx, removed, leftover.subject_id);
    await takeOverWrites(tx, leftover);
  }
  const doubled = await leftoversOf(tx, subjectIds, sql`own.crm_id is not null`);
  await askToMerge(tx, new Set(doubled.map((row) => row.survivor_id)));
}

/** What the ledger knows of a subject's contact in one CRM, taken out of it as JSON; null = nothing. */
export async function takeOut(tx: Tx, destination: string, subjectId: string): Promise<string | null> {
  const { rows } = await sql<{ record: string }>`
    delete from samestory.crm_record as record
    where destination = ${destination} and object = ${object} and subject_id = ${subjectId}
    returning to_jsonb(record)::text as record`.execute(tx);
  return rows[0]?.record ?? null;
}

/** A record that people deleted stays known under a subject that has no other, because it can be restored. */
export async function putBack(tx: Tx, record: string, subjectId: string): Promise<void> {
  await sql`
    insert into samestory.crm_record select row.* from jsonb_populate_record(null::samestory.crm_record,
      ${record}::jsonb || jsonb_build_object('subject_id', ${subjectId}::bigint, 'state', 'removed')) as row`.execute(
    tx,
  );
}

/**
 * Deleted contacts are there again, some of them of people who were merged into others in Shopify since: where the
 * survivor has one too a person merges the two, and the survivor has a turn that says so.
 */
export async function gatherRevived(
  tx: Tx,
  { destination, now, cause }: { readonly destination: string; readonly now: Date; readonly cause: string },
  subjectIds: readonly string[],
): Promise<void> {
  if (subjectIds.length === 0) return;
  await gatherLeftovers(tx, subjectIds);
  const { rows } = await sql<WorkKey>`
    select member.source, member.kind, member.id from samestory.subject as emptied
    join samestory.member as member on member.subject_id = emptied.merged_into and member.alias_of is null
    where emptied.id = any(${[...subjectIds]}::bigint[])`.execute(tx);
  const due = rows.map((key) => ({ key, priority: priorities.repair, dueAt: now, cause }));
  await makeDue(tx, destination, due);
}

/** Records that people deleted are in nobody's way. */
async function leftoversOf(
  tx: Tx,
  subjectIds: readonly string[],
  condition: ReturnType<typeof sql>,
): Promise<readonly Leftover[]> {
  const ids = sql`any(${[...subjectIds]}::bigint[])`;
  const { rows } = await sql<Leftover>`
    select record.destination, record.crm_id, record.subject_id, emptied.merged_into as survivor_id
    from samestory.subject as emptied
    join samestory.crm_record as record on record.subject_id = emptied.id
    left join samestory.crm_record as own
      on own.subject_id = emptied.merged_into and own.destination = record.destination
    where (emptied.merged_into = ${ids} or (emptied.id = ${ids} and emptied.merged_into is not null))
      and record.state <> 'removed' and (${condition}) and not exists (
        select from samestory.batch_row as held
        where held.destination = record.destination and held.held = ${heldBy(sql`emptied.merged_into`)})
    order by record.destination, record.subject_id`.execute(tx);
  return rows;
}

function heldBy(subject: ReturnType<typeof sql>) {
  return sql`${heldRecord('')} || ${subject}`;
}

/** A write of an emptied subject that is still under way is the survivor's, so that nothing else is sent beside it. */
async function takeOverWrites(tx: Tx, { destination, subject_id: from, survivor_id: to }: Leftover): Promise<void> {
  await sql`
    update samestory.batch_row set subject_id = ${to}, held = ${heldRecord(to)}
    where destination = ${destination} and held = ${heldRecord(from)}`.execute(tx);
}

/** A record that is just being made for an emptied subject: the survivor's, where it has none and none is on its way. */
export async function takeOverCreations(tx: Tx, from: string, to: string): Promise<void> {
  await sql`
    update samestory.batch_row as mine set subject_id = ${to}, held = ${heldRecord(to)}
    where held = ${heldRecord(from)} and crm_id is null
      and not exists (select from samestory.crm_record as own
        where own.destination = mine.destination and own.subject_id = ${to})
      and not exists (select from samestory.batch_row as other
        where other.destination = mine.destination and other.held = ${heldRecord(to)})`.execute(tx);
}

async function askToMerge(tx: Tx, subjectIds: ReadonlySet<string>): Promise<void> {
  if (subjectIds.size === 0) return;
  const { rows } = await sql<{ subject_id: string; removed: string; kept: string }>`
    select alias.subject_id, string_agg(alias.id, ' and ' order by alias.id) as removed, max(survivor.id) as kept
    from samestory.member as alias join samestory.member as survivor on survivor.key = alias.alias_of
    where alias.subject_id = any(${[...subjectIds]}::bigint[])
    group by alias.subject_id`.execute(tx);
  const sentences = rows.map(({ subject_id, removed, kept }): [string, string] => [
    subject_id,
    `customer ${removed} was merged into ${kept} in Shopify, and the CRM has a record of each: merge the two there`,
  ]);
  await setIdentityCases(tx, new Map(sentences));
}
