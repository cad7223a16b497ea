import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { Input, Output } from './inputs.ts';

/** People about whom somebody has to decide, longest waiting first, each with those of the store who share an address. */
export async function openCases(tx: Tx, input: Input<'openCases'>): Promise<Output<'openCases'>> {
  const { rows } = await sql<{ subject_id: string; reason: string; since: Date; sharing: readonly string[] }>`
    with waiting as (
      select member.subject_id, min(standing.reason) as reason, min(standing.since) as since
      from samestory.standing as standing join samestory.member on member.key = standing.key
      where standing.destination = ${input.destination} and standing.state = 'needs you'
        and standing.class = 'identity' and standing.kind <> 'order'
      group by member.subject_id
    ), asked as (
      select subject_id, reason, since from waiting
      union all
      select id, identity_case, created_at from samestory.subject
      where identity_case is not null and object = 'contact' and id not in (select subject_id from waiting)
        and exists (select from samestory.member where member.subject_id = subject.id)
    )
    select asked.subject_id::text as subject_id, asked.reason, asked.since, array(
      select distinct other.subject_id::text from samestory.member as own
      join samestory.member as other on other.email_hash = own.email_hash and other.subject_id <> own.subject_id
      where own.subject_id = asked.subject_id and own.alias_of is null and other.alias_of is null) as sharing
    from asked order by asked.since, asked.subject_id limit ${input.limit}`.execute(tx);
  return rows.map(({ subject_id: subjectId, reason, since, sharing }) => ({ subjectId, reason, since, sharing }));
}
