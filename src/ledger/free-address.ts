import { sql } from 'kysely';
import type { RecordKind, WorkKey } from '../commerce/keys.ts';
import type { IdentityRules } from '../identity/rules.ts';
import type { MemberFacts } from './contract.ts';
import type { Tx } from './database.ts';
import { raiseCases } from './identity-cases.ts';
import { gatherLeftovers } from './leftover-records.ts';

interface Sharing {
  readonly source: string;
  readonly kind: RecordKind;
  readonly id: string;
  readonly subject_id: string;
  readonly facts: MemberFacts;
  readonly asked: boolean;
}

/**
 * Somebody who had this address was merged away, so that what people are asked about it names somebody who is gone: who is
 * left alone with it is asked nothing more, and where several are left, these are asked about each other. Returns the
 * records of those whose question has changed. To be called when the merge is stored; `survivor` has no question of
 * before. `emailHash` as the ledger hashes addresses.
 */
export async function freeAddress(
  tx: Tx,
  emailHash: string,
  survivor: string,
  rules: IdentityRules | undefined,
): Promise<readonly WorkKey[]> {
  const { rows } = await sql<Sharing>`
    select member.source, member.kind, member.id, member.subject_id::text as subject_id, member.facts,
      subject.identity_case is not null and subject.id <> ${survivor} as asked
    from samestory.member join samestory.subject on subject.id = member.subject_id
    where member.email_hash = ${emailHash} and member.alias_of is null and member.facts is not null
    order by member.key`.execute(tx);
  const asked = rows.filter((row) => row.asked);
  if (asked.length === 0) return [];
  const subjectIds = [...new Set(asked.map((row) => row.subject_id))];
  await sql`
    update samestory.subject set identity_case = null where id = any(${subjectIds}::bigint[])`.execute(tx);
  // A question about records that only a person can merge in the CRM has nothing to do with the address.
  await gatherLeftovers(tx, subjectIds);
  await raiseCases(tx, rows, rules);
  return asked.map(({ source, kind, id }) => ({ source, kind, id }));
}
