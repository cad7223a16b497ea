import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';

/** Of what has been written since the last checkpoint, in bytes: what is kept for it, and read again after a crash. */
const longestLog = 32 * 1_048_576;

/**
 * What the background processes of a server do, which the embedded database does not have: autovacuum and checkpoints. One
 * table at a time, since all else waits meanwhile; the next one has its turn next time.
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

async function vacuum(db: Kysely<Database>): Promise<void> {
  const [first] = await changedTables(db);
  if (first === undefined) return;
  const table = sql.table(`samestory.${first.name}`);
  // One of both at a time: it is analyzed the next time, if it has changed so much.
  await (first.dead ? sql`vacuum ${table}` : sql`analyze ${table}`).execute(db);
}

/**
 * For a server, whose autovacuum looks once a minute: what a history brings in meanwhile is planned as if the tables were
 * empty. A table on which somebody works already is left to them.
 */
export async function refreshStatistics(db: Kysely<Database>): Promise<void> {
  for (const { name, outdated } of await changedTables(db)) {
    if (!outdated) continue;
    const table = sql.table(`samestory.${name}`);
    await db.transaction().execute(async (tx) => {
      await sql`set local default_statistics_target = 25`.execute(tx);
      await sql`analyze (skip_locked) ${table}`.execute(tx);
    });
  }
}

interface ChangedTable {
  readonly name: string;
  /** Much of it is rows that are gone. */
  readonly dead: boolean;
  /** The planner knows it as it was. */
  readonly outdated: boolean;
}

/**
 * Without statistics the planner reads a table of 55,000 members from end to end to find a hundred of them (80 ms instead
 * of 2). A table is worked when half of it has changed since the last time, so that the cost grows with the changes and
 * not with the table.
 */
async function changedTables(db: Kysely<Database>): Promise<readonly ChangedTable[]> {
  const { rows } = await sql<ChangedTable>`
    select * from (
      select stat.relname as name, stat.n_dead_tup > limits.changed as dead,
        stat.n_mod_since_analyze > limits.changed as outdated,
        greatest(stat.n_dead_tup, stat.n_mod_since_analyze) / limits.changed as share
      from pg_stat_user_tables as stat
      join pg_class on pg_class.oid = stat.relid
      cross join lateral (select 1000 + 0.5 * greatest(pg_class.reltuples, 0) as changed) as limits
      where stat.schemaname = 'samestory') as changed
    where dead or outdated
    order by share desc, name`.execute(db);
  return rows;
}
