import { type RawBuilder, sql } from 'kysely';
import { formatKey, type WorkKey } from '../commerce/keys.ts';
import type { IdentityRules } from '../identity/rules.ts';
import type { Decision, MemberFacts } from './contract.ts';
import type { Tx } from './database.ts';
import { raiseCases, setIdentityCases } from './identity-cases.ts';
import { moveEverybody } from './move-everybody.ts';

type Parties = Pick<Decision, 'kind' | 'keys' | 'otherKeys'>;

/**
 * What a decision changes about who is who. What follows in the CRM happens when the keys have their next turn: a link
 * and what is kept apart are read when a record is matched, and where both of two people who are one have a contact, a
 * person merges these there and the case closes by itself.
 */
export async function carryOut(tx: Tx, { kind, keys, otherKeys }: Parties): Promise<void> {
  const named = [...keys, ...otherKeys].map(formatKey);
  await sql`
    update samestory.subject set identity_case = null where identity_case is not null
      and id in (select subject_id from samestory.member where key = ${anyText(named)})`.execute(tx);
  if (kind !== 'merge') return;
  const [to] = await subjectsOf(tx, keys);
  if (to === undefined) return;
  for (const from of await subjectsOf(tx, otherKeys)) {
    if (from !== to) await joinSubjects(tx, from, to);
  }
}

/** Two people are one; where the CRM has a contact of each, somebody merges them there. */
export async function joinSubjects(tx: Tx, from: string, to: string): Promise<void> {
  await moveEverybody(tx, from, to);
  await askToMerge(tx, from, to);
}

/** Back to what the rule says: people who were joined are two again, and who shares an address is a question again. */
export async function takeBackDecision(tx: Tx, decision: Parties, rules: IdentityRules | undefined): Promise<void> {
  const { kind, keys, otherKeys } = decision;
  if (kind === 'link') return;
  if (kind === 'merge') await split(tx, keys, otherKeys);
  await askAgain(tx, [...keys, ...otherKeys], rules);
}

/** Records of the other side that the CRM still has go back with them; what the CRM has merged stays merged. */
async function split(tx: Tx, keys: readonly WorkKey[], otherKeys: readonly WorkKey[]): Promise<void> {
  const [together] = await subjectsOf(tx, keys);
  const others = otherKeys.map(formatKey);
  if (together === undefined) return;
  const { rows: emptied } = await sql<{ id: string }>`
    select emptied.id::text as id from samestory.subject as emptied
    join samestory.crm_record as record on record.subject_id = emptied.id
    where emptied.merged_into = ${together} and record.key = ${anyText(others)} limit 1`.execute(tx);
  const { rows: made } =
    emptied.length > 0
      ? { rows: emptied }
      : await sql<{ id: string }>`
          insert into samestory.subject (object, created_at) select object, created_at from samestory.subject
          where id = ${together} returning id::text as id`.execute(tx);
  const own = made[0]?.id;
  if (own === undefined) return;
  await sql`
    update samestory.member set subject_id = ${own} where subject_id = ${together}
      and (key = ${anyText(others)} or alias_of = ${anyText(others)})`.execute(tx);
  await sql`update samestory.subject set merged_into = null where id = ${own}`.execute(tx);
  await sql`update samestory.subject set identity_case = null where id = ${together}`.execute(tx);
  await sql`
    update samestory.crm_record as record set subject_id = ${own}, members = '[]'::jsonb
    where subject_id = ${together} and key = ${anyText(others)} and not exists (
      select from samestory.crm_record as there
      where there.subject_id = ${own} and there.destination = record.destination)`.execute(tx);
}

async function askToMerge(tx: Tx, from: string, to: string): Promise<void> {
  const { rows } = await sql<{ ours: string; theirs: string }>`
    select theirs.crm_id as theirs, ours.crm_id as ours from samestory.crm_record as theirs
    join samestory.crm_record as ours on ours.destination = theirs.destination and ours.subject_id = ${to}
    where theirs.subject_id = ${from} and theirs.state <> 'removed' and ours.state <> 'removed'`.execute(tx);
  const [row] = rows;
  if (row === undefined) return;
  const sentence = `these are one person by decision or rule, and the CRM has a contact of each: merge ${row.theirs} into ${row.ours} there`;
  await setIdentityCases(tx, new Map([[to, sentence]]));
}

/** Raises the question of a shared address again, where there is one. */
async function askAgain(tx: Tx, keys: readonly WorkKey[], rules: IdentityRules | undefined): Promise<void> {
  const { rows } = await sql<{ subject_id: string; facts: MemberFacts }>`
    select subject_id::text as subject_id, facts from samestory.member
    where key = ${anyText(keys.map(formatKey))} and facts is not null and alias_of is null order by key`.execute(tx);
  await raiseCases(tx, rows, rules);
}

async function subjectsOf(tx: Tx, keys: readonly WorkKey[]): Promise<string[]> {
  const { rows } = await sql<{ subject_id: string }>`
    select distinct subject_id::text as subject_id from samestory.member
    where key = ${anyText(keys.map(formatKey))}`.execute(tx);
  return rows.map(({ subject_id }) => subject_id);
}

function anyText(texts: readonly string[]): RawBuilder<unknown> {
  return sql`any(${[...texts]}::text[])`;
}
