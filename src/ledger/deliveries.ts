import { sql } from 'kysely';
import type { EnqueueInput } from './contract.ts';
import type { Tx } from './database.ts';
import type { Input, Output } from './inputs.ts';
import { storableText } from './json.ts';

/**
 * Notes a webhook delivery; false when it was noted before. Each lane has its own note, because one delivery makes keys
 * due in every lane that follows the store.
 */
export async function storeDelivery(
  tx: Tx,
  lane: string,
  delivery: NonNullable<EnqueueInput['delivery']>,
): Promise<boolean> {
  const stored = await tx
    .insertInto('delivery')
    .values({
      lane,
      source: delivery.source,
      delivery_id: storableText(delivery.deliveryId),
      topic: storableText(delivery.topic),
      received_at: delivery.receivedAt,
      known: delivery.known,
      problem: delivery.problem === null ? null : storableText(delivery.problem),
    })
    .onConflict((conflict) => conflict.doNothing())
    .returning('known')
    .execute();
  return stored.length > 0;
}

/** Deliveries of the last 30 days (prune), each counted once. */
export async function deliveryCounts(tx: Tx, input: Input<'deliveryCounts'>): Promise<Output<'deliveryCounts'>> {
  const { rows } = await sql<{ received: number; unknown: number; problems: number; last_at: Date | null }>`
    select count(*)::integer as received,
      (count(*) filter (where not known))::integer as unknown,
      (count(*) filter (where problem is not null))::integer as problems,
      max(received_at) as last_at
    from (select distinct on (delivery_id) known, problem, received_at
          from samestory.delivery where source = ${input.source} order by delivery_id, received_at) as once`.execute(
    tx,
  );
  const row = rows[0];
  return {
    received: row?.received ?? 0,
    unknown: row?.unknown ?? 0,
    problems: row?.problems ?? 0,
    lastAt: row?.last_at ?? null,
  };
}
