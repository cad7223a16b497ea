import { sql } from 'kysely';
import { formatKey, type WorkKey } from '../commerce/keys.ts';
import type { Tx } from './database.ts';
import { setIdentityCases } from './identity-cases.ts';
import type { Input } from './inputs.ts';

/**
 * One record lives on in another: its key becomes an alias for ever, its facts are forgotten, its orders belong to the
 * survivor. Either may be unknown so far, because a merge is often told before the survivor was ever looked at.
 * A CRM record that stands for nobody else goes to the survivor when that has none; where both have one, a person has
 * to merge them in the CRM.
 */
export async function mergeMembers(tx: Tx, input: Input<'mergeMembers'>): Promise<void> {
  const removed = formatKey(input.removed);
  const kept = await survivorOf(tx, formatKey(input.kept));
  if (removed === kept) return;
  await sql`select pg_advisory_xact_lock(hashtext('samestory identity'))`.execute(tx);
  const rows = await tx
    .selectFrom('member')
    .select(['key', 'subject_id', 'alias_of'])
    .where('key', 'in', [removed, kept])
    .execute();
  // Told again, by a doubled webhook or the next look at the evidence: what a person has to decide stays undecided.
  if (rows.some((row) => row.key === removed && row.alias_of === kept)) return;
  const subjectOf = new Map(rows.map((row) => [row.key, row.subject_id]));
  const left = subjectOf.get(removed) ?? null;
  const target = subjectOf.get(kept) ?? left ?? (await makePerson(tx, input.now));
  if (!subjectOf.has(kept)) await nameMember(tx, input.kept, target);
  await makeAlias(tx, input.removed, kept, target);
  await sql`update samestory.member set buyer = ${kept} where buyer = ${removed}`.execute(tx);
  await sql`update samestory.subject set identity_case = null where id = ${target} and identity_case is not null`.execute(
    tx,
  );
  if (left !== null && left !== target) await handOverRecords(tx, left, target, input.removed, input.kept);
}

/** The survivor may itself have been merged away in the meantime. */
async function survivorOf(tx: Tx, key: string): Promise<string> {
  const row = await tx.selectFrom('member').select('alias_of').where('key', '=', key).executeTakeFirst();
  return row?.alias_of ?? key;
}

async function makePerson(tx: Tx, now: Date): Promise<string> {
  const { rows } = await sql<{ id: string }>`
    insert into samestory.subject (object, created_at) values ('contact', ${now}) returning id`.execute(tx);
  return rows[0]?.id ?? '';
}

/** A member that is known by name only; its first look fills it in. */
async function nameMember(tx: Tx, key: WorkKey, subjectId: string): Promise<void> {
  await sql`
    insert into samestory.member (key, source, kind, id, subject_id, observed_at)
    values (${formatKey(key)}, ${key.source}, ${key.kind}, ${key.id}, ${subjectId}, to_timestamp(0))`.execute(tx);
}

async function makeAlias(tx: Tx, removed: WorkKey, kept: string, subjectId: string): Promise<void> {
  const key = formatKey(removed);
  await sql`
    insert into samestory.member (key, source, kind, id, subject_id, observed_at, alias_of)
    values (${key}, ${removed.source}, ${removed.kind}, ${removed.id}, ${subjectId}, to_timestamp(0), ${kept})
    on conflict (key) do update set
      alias_of = excluded.alias_of, subject_id = excluded.subject_id, facts = null, buyer = null, email_hash = null`.execute(
    tx,
  );
  await sql`
    update samestory.member set alias_of = ${kept}, subject_id = ${subjectId} where alias_of = ${key}`.execute(tx);
}

async function handOverRecords(tx: Tx, from: string, to: string, removed: WorkKey, kept: WorkKey): Promise<void> {
  const { rows } = await sql<{ members: number }>`
    select count(*)::integer as members from samestory.member
    where subject_id = ${from} and alias_of is null`.execute(tx);
  if ((rows[0]?.members ?? 0) > 0) return;
  await sql`
    update samestory.crm_record as record set subject_id = ${to}
    where subject_id = ${from} and not exists (
      select from samestory.crm_record as other
      where other.subject_id = ${to} and other.destination = record.destination and other.object = record.object)`.execute(
    tx,
  );
  const both = await sql`select 1 from samestory.crm_record where subject_id = ${from} limit 1`.execute(tx);
  if (both.rows.length === 0) return;
  const sentence = `customer ${removed.id} was merged into ${kept.id} in Shopify, and the CRM has a record of each: merge the two there`;
  await setIdentityCases(tx, new Map([[to, sentence]]));
}
