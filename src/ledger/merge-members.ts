import { sql } from 'kysely';
import { formatKey, type WorkKey } from '../commerce/keys.ts';
import type { Tx } from './database.ts';
import { freeAddress } from './free-address.ts';
import type { Input, Output } from './inputs.ts';
import { moveEverybody } from './move-everybody.ts';

/**
 * One record lives on in another: its key becomes an alias for ever, its facts are forgotten, its orders belong to the
 * survivor, and so does everybody who was joined with it: they were that person. Either may be unknown so far, because a
 * merge is often told before the survivor was ever looked at. The CRM record goes to the survivor when that has none;
 * where both have one, a person has to merge them in the CRM. Returns the records of other people of whom a question named
 * the one that goes.
 */
export async function mergeMembers(tx: Tx, input: Input<'mergeMembers'>): Promise<Output<'mergeMembers'>> {
  const removed = formatKey(input.removed);
  const kept = await survivorOf(tx, formatKey(input.kept));
  if (removed === kept) return [];
  await sql`select pg_advisory_xact_lock(hashtext('samestory identity'))`.execute(tx);
  const rows = await tx
    .selectFrom('member')
    .select(['key', 'subject_id', 'alias_of', 'email_hash'])
    .where('key', 'in', [removed, kept])
    .execute();
  // Told again, by a doubled webhook or the next look at the evidence: what a person has to decide stays undecided.
  if (rows.some((row) => row.key === removed && row.alias_of === kept)) return [];
  const subjectOf = new Map(rows.map((row) => [row.key, row.subject_id]));
  const left = subjectOf.get(removed) ?? null;
  const target = subjectOf.get(kept) ?? left ?? (await makePerson(tx, input.now));
  if (!subjectOf.has(kept)) await nameMember(tx, input.kept, target);
  await makeAlias(tx, input.removed, kept, target);
  await sql`update samestory.member set buyer = ${kept} where buyer = ${removed}`.execute(tx);
  await sql`update samestory.subject set identity_case = null where id = ${target} and identity_case is not null`.execute(
    tx,
  );
  if (left !== null && left !== target) await moveEverybody(tx, left, target);
  const address = rows.find((row) => row.key === removed)?.email_hash ?? null;
  return address === null ? [] : freeAddress(tx, address, target, input.rules);
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
