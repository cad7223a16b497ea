import { Kysely, PostgresDialect } from 'kysely';
import pg from 'pg';
import type { Connection } from './connection.ts';
import type { Database } from './database.ts';
import { DatabaseAwayError, LedgerOpenError } from './errors.ts';
import type { Input, OperationName, Output } from './inputs.ts';
import { migrate } from './migrate.ts';
import { operations, runOperation } from './operations.ts';
import { refreshStatistics } from './upkeep.ts';

/** Transactions that the server broke off so that another could go on (deadlock, serialization): safe to run again. */
const repeatable = new Set(['40P01', '40001']);
const repeats = 5;
const connections = 8;
/** Whoever sends a webhook waits for its answer, and not for the loop's connections. */
const connectionsForSignals = 2;
const operationsBetweenStatistics = 100;

/** Opens the schema `samestory` of a PostgreSQL database, making or migrating it. Throws LedgerOpenError. */
export async function connectPostgres(databaseUrl: string): Promise<Connection> {
  const db = pooled(databaseUrl, connections);
  try {
    await migrate(db);
  } catch (error) {
    await db.destroy();
    throw openError(error);
  }
  const forSignals = pooled(databaseUrl, connectionsForSignals);
  const worked = everySoOften(() => refreshStatistics(db));
  return {
    exclusive: false,
    run: (name, input) => {
      worked();
      return telling(() => runRepeating(name === 'enqueueAll' ? forSignals : db, name, input));
    },
    snapshot: (work) =>
      telling(() =>
        db
          .transaction()
          .setIsolationLevel('repeatable read')
          .execute((tx) => work((name, input) => operations[name](tx, input))),
      ),
    atOnce: (work) =>
      telling(() => db.transaction().execute((tx) => work((name, input) => operations[name](tx, input)))),
    close: async () => {
      await Promise.all([db.destroy(), forSignals.destroy()]);
    },
  };
}

/** Nobody waits for what comes up so: what could not be done now is done next time. */
function everySoOften(work: () => Promise<void>): () => void {
  let calls = 0;
  let working = false;
  return () => {
    calls += 1;
    if (working || calls < operationsBetweenStatistics) return;
    calls = 0;
    working = true;
    void work()
      .catch(() => undefined)
      .finally(() => {
        working = false;
      });
  };
}

function pooled(databaseUrl: string, max: number): Kysely<Database> {
  const pool = new pg.Pool({ connectionString: databaseUrl, max, application_name: 'samestory' });
  // A connection that breaks while idle is replaced by the pool; whoever uses one gets the error themselves.
  pool.on('error', () => undefined);
  // Between two queries of a transaction nobody listens, and an error that nobody hears ends the process; the next query
  // of whoever uses the connection fails by itself.
  pool.on('connect', (client) => client.on('error', () => undefined));
  return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) }).withSchema('samestory');
}

async function runRepeating<Name extends OperationName>(
  db: Kysely<Database>,
  name: Name,
  input: Input<Name>,
): Promise<Output<Name>> {
  for (let repeat = 0; ; repeat += 1) {
    try {
      return await runOperation(db, name, input);
    } catch (error) {
      if (repeat >= repeats || !repeatable.has(codeOf(error))) throw error;
    }
  }
}

/** Says of a connection that broke, or that nobody accepts, that the server is away: whoever waits can wait for its return. */
async function telling<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (error instanceof Error && isAway(error)) throw new DatabaseAwayError(error);
    throw error;
  }
}

/** Connection exceptions, and a server that shuts down, has crashed or starts up (PostgreSQL docs: appendix A). */
const awayCodes = /^(?:08\w{3}|57P0[123])$/;
const brokenSockets = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENOTFOUND',
  'EAI_AGAIN',
]);
/** What the driver says, without a code, of a connection that ended under it. */
const driverWords = /^(?:Connection terminated|Client has encountered a connection error)/;

function isAway(error: Error): boolean {
  if (error instanceof pg.DatabaseError) return awayCodes.test(error.code ?? '');
  const code = 'code' in error && typeof error.code === 'string' ? error.code : '';
  return brokenSockets.has(code) || driverWords.test(error.message);
}

function codeOf(error: unknown): string {
  return error instanceof pg.DatabaseError ? (error.code ?? '') : '';
}

/** The driver's message may hold the address, never the password; the URL itself is not repeated. */
function openError(error: unknown): LedgerOpenError {
  if (error instanceof LedgerOpenError) return error;
  const reason = error instanceof Error && error.message !== '' ? error.message : 'the server does not answer';
  return new LedgerOpenError(`cannot use the PostgreSQL database of DATABASE_URL: ${reason}`, { cause: error });
}
