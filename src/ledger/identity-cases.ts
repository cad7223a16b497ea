import { sql } from 'kysely';
import type { IdentityRules } from '../identity/rules.ts';
import type { MemberFacts } from './contract.ts';
import type { Tx } from './database.ts';
import { hasherOf } from './hashing.ts';
import { jsonText } from './json.ts';
import { placePersons } from './placement.ts';

/** Says, on each of these subjects, what a person has to decide. */
export async function setIdentityCases(tx: Tx, cases: ReadonlyMap<string, string>): Promise<void> {
  if (cases.size === 0) return;
  const rows = [...cases].map(([id, sentence]) => ({ id, sentence }));
  await sql`
    update samestory.subject set identity_case = row.sentence
    from jsonb_to_recordset(${jsonText(rows)}::jsonb) as row(id bigint, sentence text)
    where subject.id = row.id`.execute(tx);
}

/**
 * An address has moved: the people who left it have no case on its account any more, and neither has the one who is
 * left alone with it. To be called when the new addresses are stored.
 */
export async function clearSettledCases(
  tx: Tx,
  moved: readonly string[],
  addressesLeft: readonly string[],
): Promise<void> {
  if (moved.length === 0) return;
  await sql`
    update samestory.subject set identity_case = null
    where identity_case is not null and (id = any(${[...moved]}::bigint[]) or id = any(array(
      select min(subject_id) from samestory.member
      where email_hash = any(${[...addressesLeft]}::text[]) and alias_of is null
      group by email_hash having count(distinct subject_id) = 1)))`.execute(tx);
}

/** Asks about each of these members who shares an address with somebody else, as if it had just moved there. */
export async function raiseCases(
  tx: Tx,
  members: readonly { readonly subject_id: string; readonly facts: MemberFacts }[],
  rules: IdentityRules | undefined,
): Promise<void> {
  const persons = members.flatMap(({ subject_id: subjectId, facts }) =>
    facts.type === 'person' ? [{ person: facts.person, subjectId }] : [],
  );
  const { cases } = await placePersons(tx, await hasherOf(tx), persons, noIds, rules);
  await setIdentityCases(tx, cases);
}

function noIds(): never {
  throw new RangeError('a known person needs no new subject');
}
