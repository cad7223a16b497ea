import { type RawBuilder, sql } from 'kysely';
import type { Tx } from './database.ts';
import type { Input, Output } from './inputs.ts';

const dayMs = 24 * 60 * 60 * 1000;

/** Deletes what is past its retention: deliveries, settled batches and messages 30 days, journal, alerts and answered requests 400 days, used bulk rows at once. */
export async function prune(tx: Tx, input: Input<'prune'>): Promise<Output<'prune'>> {
  const before = (days: number) => new Date(input.now.getTime() - days * dayMs);
  const expired = [
    sql`delete from samestory.delivery where received_at < ${before(30)}`,
    sql`delete from samestory.batch where settled_at < ${before(30)}`,
    sql`delete from samestory.alert where closed_at < ${before(400)}`,
    sql`delete from samestory.alert_message where next_at is null and created_at < ${before(30)}`,
    sql`delete from samestory.data_request where answered_at < ${before(400)}`,
    sql`delete from samestory.journal where at < ${before(400)}`,
    sql`delete from samestory.staged_snapshot as staged where not exists (
      select from samestory.due_key as due
      where due.lane = staged.lane and due.key = staged.key)`,
  ];
  let deleted = 0;
  for (const statement of expired) deleted += await countOf(tx, statement);
  return { deleted };
}

async function countOf(tx: Tx, statement: RawBuilder<unknown>): Promise<number> {
  const { numAffectedRows } = await statement.execute(tx);
  return Number(numAffectedRows ?? 0n);
}
