import { sql } from 'kysely';
import type { EnqueueInput } from './contract.ts';
import type { Tx } from './database.ts';
import type { Input, Output } from './inputs.ts';
import { storableText } from './json.ts';

/**
 * Notes the webhook deliveries; returns the inputs whose delivery was not noted before, and those without one. Each lane has
 * its own note, because one delivery makes keys due in every lane that follows the store.
 */
export async function withoutKnownDeliveries(
  tx: Tx,
  inputs: readonly EnqueueInput[],
): Promise<ReadonlySet<EnqueueInput>> {
  const first = new Map<string, EnqueueInput>();
  const rows = inputs.flatMap((input) => {
    const { lane, delivery } = input;
    if (delivery === null) return [];
    const { source, known, receivedAt } = delivery;
    const id = storableText(delivery.deliveryId);
    const name = noteOf(lane, source, id);
    if (first.has(name)) return [];
    first.set(name, input);
    const problem = delivery.problem === null ? null : storableText(delivery.problem);
    return [
      { lane, source, delivery_id: id, topic: storableText(delivery.topic), received_at: receivedAt, known, problem },
    ];
  });
  const stored =
    rows.length === 0
      ? []
      : await tx
          .insertInto('delivery')
          .values(rows)
          .onConflict((conflict) => conflict.doNothing())
          .returning(['lane', 'source', 'delivery_id'])
          .execute();
  const noted = new Set(stored.flatMap((row) => first.get(noteOf(row.lane, row.source, row.delivery_id)) ?? []));
  return new Set(inputs.filter((input) => input.delivery === null || noted.has(input)));
}

function noteOf(lane: string, source: string, id: string): string {
  return JSON.stringify([lane, source, id]);
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
