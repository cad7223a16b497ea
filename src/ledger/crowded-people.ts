import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { Input, Output } from './inputs.ts';

/**
 * People of whom the match index knows more than one contact: one has their Shopify ID, another their e-mail (also as a
 * secondary address). Those with the most come first. What the index knows may be older than the CRM: read it back before
 * it counts.
 */
export async function crowdedPeople(tx: Tx, input: Input<'crowdedPeople'>): Promise<Output<'crowdedPeople'>> {
  const { destination, limit } = input;
  const { rows } = await sql<{ subject_id: string; crm_ids: string[] }>`
    select subject_id::text as subject_id, array_agg(distinct crm_id order by crm_id) as crm_ids
    from (
      select member.subject_id, found.crm_id from samestory.member as member
      join samestory.match_term as found on found.destination = ${destination} and found.object = 'contact'
        and found.type = 'email' and found.term = member.email_hash
      where member.email_hash is not null and member.alias_of is null
      union
      select member.subject_id, found.crm_id from samestory.member as member
      join samestory.match_term as found on found.destination = ${destination} and found.object = 'contact'
        and found.type = 'key' and found.term = member.key
      where member.kind in ('customer', 'guest')
    ) as known
    group by subject_id having count(distinct crm_id) > 1
    order by count(distinct crm_id) desc, subject_id limit ${limit}`.execute(tx);
  return rows.map(({ subject_id, crm_ids }) => ({ subjectId: subject_id, crmIds: crm_ids }));
}
