import { sql } from 'kysely';
import type { Tx } from './database.ts';
import { gatherLeftovers, takeOverCreations } from './leftover-records.ts';

/** Nobody is left in `from`; whatever still happens to its record is found by where they went. */
export async function moveEverybody(tx: Tx, from: string, to: string): Promise<void> {
  await sql`update samestory.member set subject_id = ${to} where subject_id = ${from}`.execute(tx);
  await sql`update samestory.subject set merged_into = ${to} where id = ${from} or merged_into = ${from}`.execute(tx);
  await gatherLeftovers(tx, [to]);
  await takeOverCreations(tx, from, to);
}
