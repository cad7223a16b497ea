import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { Input } from './inputs.ts';
import { requireLane } from './lanes.ts';

/**
 * Forgets what ties subjects to the CRM, as if nobody had ever brought them there: record, links, parked values, and
 * where their members stand. Members, evidence and journal stay.
 */
export async function takeBack(tx: Tx, input: Input<'takeBack'>): Promise<void> {
  const { destination, subjectIds } = input;
  if (subjectIds.length === 0) return;
  await requireLane(tx, destination, input.epoch, 'alone');
  const chosen = sql`any(${[...subjectIds]}::bigint[])`;
  await sql`
    with record as (
      delete from samestory.crm_record where destination = ${destination} and subject_id = ${chosen}
      returning object, crm_id
    )
    delete from samestory.crm_link as link using record
    where link.destination = ${destination}
      and ((record.object = 'order' and link.from_id = record.crm_id)
        or (record.object = 'contact' and link.to_id = record.crm_id))`.execute(tx);
  await sql`
    delete from samestory.parked_value where destination = ${destination} and subject_id = ${chosen}`.execute(tx);
  const keys = sql`(select key from samestory.member where subject_id = ${chosen})`;
  await sql`delete from samestory.dead_letter where destination = ${destination} and key in ${keys}`.execute(tx);
  await sql`
    with gone as (
      delete from samestory.standing where destination = ${destination} and key in ${keys}
      returning source, kind, state, counted_as
    ), sums as (
      select source, kind, state, counted_as, count(*)::integer as count from gone
      group by source, kind, state, counted_as
    )
    update samestory.counter as counter set count = counter.count - sums.count from sums
    where counter.destination = ${destination} and counter.source = sums.source and counter.kind = sums.kind
      and counter.state = sums.state and counter.counted_as = sums.counted_as`.execute(tx);
}
