import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { Input } from './inputs.ts';

/** Keys that are due later for this cause are due so much earlier, in the order that they had. */
export async function bringForward(tx: Tx, input: Input<'bringForward'>): Promise<void> {
  const { lane, source, cause, byMs, now } = input;
  await sql`
    update samestory.due_key set due_at = due_at - make_interval(secs => ${byMs / 1_000}::double precision)
    where lane = ${lane} and source = ${source} and cause = ${cause} and due_at > ${now}::timestamptz`.execute(tx);
}
