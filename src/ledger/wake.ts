import { sql } from 'kysely';
import type { Tx } from './database.ts';
import type { Input, Output } from './inputs.ts';

/** Keys of the store whose record waits for a reason that begins so are due at `dueAt` at the latest; their priority stays. */
export async function wake(tx: Tx, input: Input<'wake'>): Promise<Output<'wake'>> {
  const { rows } = await sql<{ key: string }>`
    update samestory.due_key as due set due_at = least(due.due_at, ${input.dueAt}::timestamptz)
    from samestory.standing as standing
    where due.lane = ${input.lane} and due.source = ${input.source} and due.due_at > ${input.dueAt}::timestamptz
      and standing.destination = due.lane and standing.key = due.key
      and standing.state = 'waiting' and starts_with(standing.reason, ${input.reason})
    returning due.key`.execute(tx);
  return { woken: rows.length };
}
