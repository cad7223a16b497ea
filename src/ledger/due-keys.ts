import { sql } from 'kysely';
import type { Tx } from './database.ts';
import { storeInputs } from './deliveries.ts';
import type { Input, Output } from './inputs.ts';

/** Delivery, evidence and due keys in one transaction; a delivery that was seen before adds nothing. */
export async function enqueue(tx: Tx, input: Input<'enqueue'>): Promise<Output<'enqueue'>> {
  const [done] = await enqueueAll(tx, { inputs: [input] });
  return done ?? { duplicate: false };
}

/** As `enqueue` for each; of deliveries with one id the first counts. */
export async function enqueueAll(tx: Tx, { inputs }: Input<'enqueueAll'>): Promise<Output<'enqueueAll'>> {
  if (inputs.length === 0) return [];
  const news = await storeInputs(tx, inputs);
  return inputs.map((_, input) => ({ duplicate: !news.has(input) }));
}

/** Whether batches are open, tasks of the store are due, keys of the store are due. */
export async function atHand(tx: Tx, input: Input<'atHand'>): Promise<Output<'atHand'>> {
  const { lane, source, now } = input;
  const { rows } = await sql<Output<'atHand'>>`
    select
      exists (select from samestory.batch where destination = ${lane} and settled_at is null) as unsettled,
      exists (select from samestory.due_key
              where lane = ${lane} and source = ${source} and kind = 'task' and ready_at <= ${now}) as tasks,
      exists (select from samestory.due_key
              where lane = ${lane} and source = ${source} and kind <> 'task' and ready_at <= ${now}) as keys`.execute(
    tx,
  );
  return rows[0] ?? { unsettled: false, tasks: false, keys: false };
}

/** Counts all keys of the store, so it is for status and for an idle loop, not for every pass. */
export async function dueSummary(tx: Tx, input: Input<'dueSummary'>): Promise<Output<'dueSummary'>> {
  const { rows } = await sql<{ ready: number; later: number; leased: number; next_at: Date | null }>`
    select (count(*) filter (where not held and ready_at <= ${input.now}))::integer as ready,
      (count(*) filter (where not held and ready_at > ${input.now}))::integer as later,
      (count(*) filter (where held))::integer as leased,
      min(ready_at) filter (where not held and ready_at > ${input.now}) as next_at
    from (select due.ready_at,
            coalesce(due.lease_until > clock_timestamp() and due.claimed_epoch = lane.epoch, false) as held
          from samestory.due_key as due left join samestory.lane on lane.destination = due.lane
          where due.lane = ${input.lane} and due.source = ${input.source} and due.kind <> 'task') as key`.execute(tx);
  const row = rows[0];
  return { ready: row?.ready ?? 0, later: row?.later ?? 0, leased: row?.leased ?? 0, nextAt: row?.next_at ?? null };
}
