import { type Kysely, sql } from 'kysely';
import type { Database, Tx } from './database.ts';
import { LedgerOpenError } from './errors.ts';
import { migrations } from './migrations/all.ts';
import type { Migration } from './migrations/migration.ts';
import { drawOpenKey } from './own-key.ts';

/** The oldest server whose SQL we use is checked here rather than failing later in the middle of a statement. */
const oldestServer = 140_000;

/**
 * Brings the schema up to this code, in one transaction. Processes that start together wait for each other; the row
 * that claims a step is written before the step, so that even without the lock no step could run twice.
 * Throws LedgerOpenError for a database that newer code has changed, or a server that is too old.
 */
export async function migrate(db: Kysely<Database>, steps: readonly Migration[] = migrations): Promise<void> {
  const { rows } = await sql<{ version: number }>`
    select current_setting('server_version_num')::integer as version`.execute(db);
  const version = rows[0]?.version ?? 0;
  if (version < oldestServer) {
    const major = Math.floor(version / 10_000);
    throw new LedgerOpenError(`the database is PostgreSQL ${major}; samestory needs PostgreSQL 14 or later`);
  }
  await db.transaction().execute(async (tx) => {
    await applySteps(tx, steps);
    await drawOpenKey(tx);
  });
}

/** The steps that the schema lacks, in the caller's transaction. Throws LedgerOpenError as `migrate`. */
export async function applySteps(tx: Tx, steps: readonly Migration[]): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtext('samestory migrations'))`.execute(tx);
  await sql`create schema if not exists samestory`.execute(tx);
  await sql`
    create table if not exists samestory.migration (
      number integer primary key, name text not null, applied_at timestamptz not null default now())`.execute(tx);
  const done = await sql<{ number: number }>`select number from samestory.migration`.execute(tx);
  const applied = new Set(done.rows.map(({ number }) => number));
  refuseNewer(applied, steps);
  for (const step of steps) {
    if (applied.has(step.number)) continue;
    await sql`insert into samestory.migration (number, name) values (${step.number}, ${step.name})`.execute(tx);
    for (const statement of step.statements) await sql.raw(statement).execute(tx);
  }
}

function refuseNewer(applied: ReadonlySet<number>, steps: readonly Migration[]): void {
  const known = Math.max(0, ...steps.map(({ number }) => number));
  const newest = Math.max(0, ...applied);
  if (newest <= known) return;
  throw new LedgerOpenError(
    `the ledger is at schema ${newest} and this version of samestory knows schema ${known}: it was opened by a newer version. Use that version, or one later than it`,
  );
}
