import { type Kysely, sql } from 'kysely';
import type { Database, Tx } from './database.ts';

/** Stands for the key of the hashes in a database that others are copied from. */
const open = 'to be drawn';

/** Takes the key out of a database that others will be copied from: each of them draws its own. */
export async function leaveKeyOpen(db: Kysely<Database>): Promise<void> {
  await db.updateTable('hash_key').set({ key: open }).execute();
}

/**
 * Draws the key of the hashes where it was left open, as the first step of the schema does: 244 random bits from the
 * server's own generator. A key that is lost is not replaced, because everything that was hashed with it would be lost too.
 */
export async function drawOpenKey(tx: Tx): Promise<void> {
  const key = sql<string>`replace(gen_random_uuid()::text || gen_random_uuid()::text, '-', '')`;
  const [drawn] = await tx.updateTable('hash_key').set({ key }).where('key', '=', open).returning('one').execute();
  if (drawn === undefined) return;
  // The copy is of now, whenever the database that it was copied from was made.
  await sql`update samestory.migration set applied_at = now()`.execute(tx);
}
