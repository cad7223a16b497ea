import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { Input, Output } from './inputs.ts';

/** What a change in the journal is called whose cause was a webhook. */
const causePrefix = 'webhook ';

/**
 * Topic by topic: deliveries of the last 30 days (prune), each counted once, and the last change in the CRM that one of
 * them caused since `since`. A delivery that found nothing to change leaves no trace in the journal.
 */
export async function topicsSeen(tx: Tx, input: Input<'topicsSeen'>): Promise<Output<'topicsSeen'>> {
  const { rows } = await sql<{ topic: string; received: number; received_at: Date | null; applied_at: Date | null }>`
    with received as (
      select topic, count(distinct delivery_id)::integer as received, max(received_at) as received_at
      from samestory.delivery where source = ${input.source} group by topic
    ), applied as (
      select substr(cause, ${causePrefix.length + 1}) as topic, max(at) as applied_at
      from samestory.journal
      where destination = ${input.destination} and at >= ${input.since} and starts_with(cause, ${causePrefix})
      group by cause
    )
    select topic, coalesce(received, 0) as received, received_at, applied_at
    from received full join applied using (topic) order by topic`.execute(tx);
  return rows.map(({ topic, received, received_at, applied_at }) => ({
    topic,
    received,
    lastReceivedAt: received_at,
    lastAppliedAt: applied_at,
  }));
}
