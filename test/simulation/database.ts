import { type Kysely, sql } from 'kysely';
import { type Connection, ledgerOver } from '../../src/ledger/connection.ts';
import type { Ledger } from '../../src/ledger/contract.ts';
import type { Database } from '../../src/ledger/database.ts';
import { embeddedKysely, startEmbedded } from '../../src/ledger/embedded-database.ts';
import type { Input, OperationName, Output } from '../../src/ledger/inputs.ts';
import { migrate } from '../../src/ledger/migrate.ts';
import { runOperation } from '../../src/ledger/operations.ts';
import { shortenLog } from '../../src/ledger/upkeep.ts';

/** A ledger in this thread's memory: no thread and no socket decides the order of anything. */
export interface SimulatedDatabase {
  readonly ledger: Ledger;
  /** How often the journal says that a field of a CRM record was written, by `<id> <field>`. */
  writtenFields(): Promise<ReadonlyMap<string, number>>;
  /** Empties it for the next seed; faster than another one. */
  clear(): Promise<void>;
  close(): Promise<void>;
}

/** What outlives a seed: the schema's history, and the key of the hashes. */
const keptTables = ['migration', 'hash_key'];

export async function openDatabase(): Promise<SimulatedDatabase> {
  const db = embeddedKysely(await startEmbedded(null));
  await migrate(db);
  // It lies in memory and nobody opens it again: its log need not be written at each commit.
  await sql`set synchronous_commit = off`.execute(db);
  // Every hash is the same in every run, and so is whatever is ordered by one.
  await sql`update samestory.hash_key set key = 'simulation'`.execute(db);
  const tables = await tablesOf(db);
  return {
    ledger: ledgerOver(connectionOver(db)),
    writtenFields: () => writtenFields(db),
    clear: async () => {
      await sql.raw(`truncate ${tables.join(', ')} restart identity`).execute(db);
      await shortenLog(db);
    },
    close: () => db.destroy(),
  };
}

/** One message after the other, as the worker thread of the embedded database does it. */
function connectionOver(db: Kysely<Database>): Connection {
  let last: Promise<unknown> = Promise.resolve();
  const run = <Name extends OperationName>(name: Name, input: Input<Name>): Promise<Output<Name>> => {
    const done = last.then(() => runOperation(db, name, input));
    last = done.catch(() => undefined);
    return done;
  };
  return {
    exclusive: true,
    run,
    snapshot: (work) => work(run),
    atOnce: (work) => work(run),
    close: () => db.destroy(),
  };
}

async function writtenFields(db: Kysely<Database>): Promise<ReadonlyMap<string, number>> {
  const { rows } = await sql<{ crm_id: string; field: string; times: number }>`
    select crm_id, change ->> 0 as field, count(*)::integer as times
    from samestory.journal cross join lateral jsonb_array_elements(changes) as change
    where action in ('created', 'updated') and change ->> 0 is not null group by 1, 2`.execute(db);
  return new Map(rows.map(({ crm_id, field, times }) => [`${crm_id} ${field}`, times]));
}

async function tablesOf(db: Kysely<Database>): Promise<string[]> {
  const { rows } = await sql<{ name: string }>`
    select tablename as name from pg_tables where schemaname = 'samestory' order by tablename`.execute(db);
  return rows
    .map(({ name }) => name)
    .filter((name) => !keptTables.includes(name))
    .map((name) => `samestory.${name}`);
}
