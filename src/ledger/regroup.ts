import { sql } from 'kysely';
import { formatKey } from '../commerce/keys.ts';
import type { PersonMember } from '../field-map/types.ts';
import type { ExistingPerson } from '../identity/decide.ts';
import { placeMember } from '../identity/decide.ts';
import { joiningEmail } from '../identity/email.ts';
import type { IdentityRules } from '../identity/rules.ts';
import type { MemberFacts } from './contract.ts';
import type { Tx } from './database.ts';
import { joinSubjects } from './decision-effects.ts';
import type { Input, Output } from './inputs.ts';

interface Placed {
  readonly person: PersonMember;
  readonly subjectId: string;
}

/**
 * Both rules are asked about everybody from the beginning; only where they differ is anything changed, so that merges,
 * decisions and addresses that have moved since stay what they are.
 */
export async function regroup(tx: Tx, input: Input<'regroup'>): Promise<Output<'regroup'>> {
  const { rows } = await sql<{ subject_id: string; facts: MemberFacts }>`
    select subject_id::text as subject_id, facts from samestory.member
    where alias_of is null and facts is not null and kind in ('customer', 'guest')
    order by created_at, key`.execute(tx);
  const placed = rows.flatMap(({ subject_id: subjectId, facts }): Placed[] =>
    facts.type === 'person' ? [{ person: facts.person, subjectId }] : [],
  );
  const [before, after] = [groupsOf(placed, input.from), groupsOf(placed, input.to)];
  const joins: Placed[][] = [];
  const splits: Placed[][] = [];
  for (const members of groupedBy(placed, after)) {
    const subjects = new Set(members.map(({ subjectId }) => subjectId));
    const groups = new Set(members.map(({ person }) => before.get(formatKey(person.key))));
    if (groups.size > 1 && subjects.size > 1) joins.push(members);
  }
  for (const members of groupedBy(placed, before)) {
    const parts = groupedBy(members, after);
    for (const part of parts.slice(1)) {
      const stays = parts[0]?.[0]?.subjectId;
      const leaving = part.filter(({ subjectId }) => subjectId === stays);
      if (leaving.length > 0) splits.push(leaving);
    }
  }
  if (input.apply) {
    await sql`select pg_advisory_xact_lock(hashtext('samestory identity'))`.execute(tx);
    for (const members of joins) await join(tx, members);
    for (const members of splits) await part(tx, input.now, members);
  }
  const keys = (groups: readonly Placed[][]) => groups.map((group) => group.map(({ person }) => formatKey(person.key)));
  return { joins: keys(joins), splits: keys(splits) };
}

/** Group by key text, by one rule alone. */
function groupsOf(placed: readonly Placed[], rules: IdentityRules): Map<string, string> {
  const byEmail = new Map<string, Map<string, ExistingPerson>>();
  const groups = new Map<string, string>();
  for (const [index, { person }] of placed.entries()) {
    const email = joiningEmail(person.email, rules);
    const sharing = email === null ? null : (byEmail.get(email) ?? new Map<string, ExistingPerson>());
    const placement = placeMember(person, [...(sharing?.values() ?? [])], rules);
    const group = 'join' in placement ? placement.join : String(index);
    groups.set(formatKey(person.key), group);
    if (email === null || sharing === null) continue;
    byEmail.set(email, sharing);
    sharing.set(group, { subjectId: group, members: [...(sharing.get(group)?.members ?? []), person] });
  }
  return groups;
}

function groupedBy(placed: readonly Placed[], groups: ReadonlyMap<string, string>): Placed[][] {
  const found = new Map<string, Placed[]>();
  for (const one of placed) {
    const group = groups.get(formatKey(one.person.key)) ?? '';
    const list = found.get(group);
    if (list === undefined) found.set(group, [one]);
    else list.push(one);
  }
  return [...found.values()];
}

async function join(tx: Tx, members: readonly Placed[]): Promise<void> {
  const [first, ...rest] = new Set(members.map(({ subjectId }) => subjectId));
  if (first === undefined) return;
  for (const from of rest) await joinSubjects(tx, from, first);
}

/** The record stays with those who stay; who leaves is somebody new to the CRM. */
async function part(tx: Tx, now: Date, members: readonly Placed[]): Promise<void> {
  const { rows } = await sql<{ id: string }>`
    insert into samestory.subject (object, created_at) values ('contact', ${now}) returning id::text as id`.execute(tx);
  const id = rows[0]?.id;
  if (id === undefined) return;
  const keys = members.map(({ person }) => formatKey(person.key));
  await sql`update samestory.member set subject_id = ${id} where key = any(${keys}::text[])`.execute(tx);
}
