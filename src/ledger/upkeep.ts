import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';

/** Of what has been written since the last checkpoint, in bytes: what is kept for it, and read again after a crash. */
const longestLog = 32 * 1_048_576;

/**
 * What the background processes of a server do, which the embedded database does not have: autovacuum and checkpoints.
 */
export async function upkeep(db: Kysely<Database>): Promise<void> {
  await vacuum(db);
  await shortenLog(db);
}

/** Without checkpoints nothing of the write-ahead log is ever given back: it grows with every change. */
export async function shortenLog(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ long: boolean }>`
    select pg_wal_lsn_diff(pg_current_wal_insert_lsn(), redo_lsn) > ${longestLog} as long
    from pg_control_checkpoint()`.execute(db);
  if (rows[0]?.long === true) await sql`checkpoint`.execute(db);
}

/**
 * Without statistics the planner reads a table of 55,000 members from end to end to find a hundred of them (80 ms instead
 * of 2). A table is worked when half of it has changed since the last time, so that the cost grows with the changes and
 * not with the table.
 */
async function vacuum(db: Kysely<Database>): Promise<void> {
  const { rows } = await sql<{ name: string; dead: boolean }>`
    select stat.relname as name, stat.n_dead_tup > limits.changed as dead
    from pg_stat_user_tables as stat
    join pg_class on pg_class.oid = stat.relid
    cross join lateral (select 1000 + 0.5 * greatest(pg_class.reltuples, 0) as changed) as limits
    where stat.schemaname = 'samestory'
      and (stat.n_dead_tup > limits.changed or stat.n_mod_since_analyze > limits.changed)
    order by stat.relname`.execute(db);
  for (const { name, dead } of rows) {
    const table = sql.table(`samestory.${name}`);
    await (dead ? sql`vacuum (analyze) ${table}` : sql`analyze ${table}`).execute(db);
  }
}
