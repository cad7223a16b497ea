import { after, before, describe } from 'node:test';
import type { Ledger } from '../../src/ledger/contract.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { type PostgresServer, startPostgres } from './postgres-server.ts';
import { sharedDatabase } from './shared-postgres.ts';
import { openEmbeddedLedger } from './temporary.ts';

/** The database under test; `ledger` and `url` may be used from inside tests only. */
export interface TestDatabase {
  readonly name: 'PGlite' | 'PostgreSQL';
  readonly ledger: Ledger;
}

/** Runs the same suite on the embedded database and on a real server. */
export function onBothDatabases(suite: (database: TestDatabase) => void): void {
  describe('PGlite', () => {
    let ledger: Ledger | null = null;
    before(async () => {
      ledger = await openEmbeddedLedger();
    });
    after(() => ledger?.close());
    suite({
      name: 'PGlite',
      get ledger() {
        return present(ledger);
      },
    });
  });
  describe('PostgreSQL', () => {
    let ledger: Ledger | null = null;
    const server = withPostgres();
    before(async () => {
      ledger = await openLedger({ databaseUrl: await server().database() });
    });
    after(() => ledger?.close());
    suite({
      name: 'PostgreSQL',
      get ledger() {
        return present(ledger);
      },
    });
  });
}

/** A server for databases of the present `describe`: that of all tests, else one of its own. */
export function withPostgres(): () => Pick<PostgresServer, 'database'> {
  let own: Promise<PostgresServer> | null = null;
  const drops: (() => Promise<void>)[] = [];
  const database = async () => {
    const shared = await sharedDatabase();
    if (shared === null) {
      own ??= startPostgres();
      return (await own).database();
    }
    drops.push(shared.drop);
    return shared.url;
  };
  after(async () => {
    for (const drop of drops) await drop();
    await (await own)?.stop();
  });
  return () => ({ database });
}

/** A server of its own for the present `describe`, to be broken. */
export function withOwnPostgres(): () => PostgresServer {
  let server: PostgresServer | null = null;
  before(async () => {
    server = await startPostgres();
  });
  after(() => server?.stop());
  return () => present(server);
}

function present<T>(value: T | null): T {
  if (value === null) throw new Error('the database is not open yet: use it inside a test');
  return value;
}
