import { sql } from 'kysely';
import type { RecordKind, WorkKey } from '../commerce/keys.ts';
import type { IdentityRules } from '../identity/rules.ts';
import type { MemberFacts } from './contract.ts';
import type { Tx } from './database.ts';
import { hasherOf } from './hashing.ts';
import { raiseCases } from './identity-cases.ts';
import { gatherLeftovers } from './leftover-records.ts';
import { moveEverybody } from './move-everybody.ts';
import { joinedAnew } from './placement.ts';

interface Sharing {
  readonly source: string;
  readonly kind: RecordKind;
  readonly id: string;
  readonly subject_id: string;
  readonly facts: MemberFacts;
  readonly gone: boolean;
  readonly asked: boolean;
  /** Nothing was ever written about this person. */
  readonly unwritten: boolean;
}

/**
 * Somebody who had this address was merged away or deleted, so that what people are asked about it names somebody who is
 * gone: who is left alone with it is asked nothing more, and where several are left, these are asked about each other.
 * Returns the records of those whose question has changed. To be called when that is stored; `survivor` of a merge has no
 * question of before. `emailHash` as the ledger hashes addresses.
 */
export async function freeAddress(
  tx: Tx,
  emailHash: string,
  survivor: string | null,
  rules: IdentityRules | undefined,
): Promise<readonly WorkKey[]> {
  const asked = (await sharing(tx, emailHash)).filter((row) => row.asked && row.subject_id !== survivor);
  if (asked.length === 0) return [];
  const subjectIds = [...new Set(asked.map((row) => row.subject_id))];
  await sql`
    update samestory.subject set identity_case = null where id = any(${subjectIds}::bigint[])`.execute(tx);
  // A question about records that only a person can merge in the CRM has nothing to do with the address.
  await gatherLeftovers(tx, subjectIds);
  for (const row of asked) if (row.unwritten && !row.gone) await joinWhoFits(tx, row, rules);
  const left = (await sharing(tx, emailHash)).filter((row) => !row.gone);
  await raiseCases(tx, left, rules);
  return asked.flatMap(({ gone, source, kind, id }) => (gone ? [] : [{ source, kind, id }]));
}

async function sharing(tx: Tx, emailHash: string): Promise<readonly Sharing[]> {
  const { rows } = await sql<Sharing>`
    select member.source, member.kind, member.id, member.subject_id::text as subject_id, member.facts,
      member.gone_at is not null as gone, subject.identity_case is not null as asked,
      not exists (select from samestory.crm_record where subject_id = subject.id)
        and not exists (select from samestory.batch_row where subject_id = subject.id) as unwritten
    from samestory.member join samestory.subject on subject.id = member.subject_id
    where member.email_hash = ${emailHash} and member.alias_of is null and member.facts is not null
    order by member.key`.execute(tx);
  return rows;
}

/** Who waited for an answer is placed by the rule, as if they came now: a deleted customer is in nobody's way. */
async function joinWhoFits(
  tx: Tx,
  { facts, subject_id: from }: Sharing,
  rules: IdentityRules | undefined,
): Promise<void> {
  if (facts.type !== 'person') return;
  const to = await joinedAnew(tx, await hasherOf(tx), { person: facts.person, subjectId: from }, rules);
  if (to !== null) await moveEverybody(tx, from, to);
}
