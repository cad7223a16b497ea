import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseEnv } from 'node:util';
import type { Simulators } from '../../src/app/simulators.ts';
import { freePort } from '../../test/cli/world.ts';
import { type PostgresServer, startPostgres } from '../../test/ledger/postgres-server.ts';

/** Where the product under test works: a folder of its own, and the ledger that it is given. */
export interface Place {
  readonly home: string;
  readonly env: Readonly<Record<string, string>>;
  /** Null = the embedded database. */
  readonly server: PostgresServer | null;
  remove(): Promise<void>;
}

export async function placeFor(simulators: Simulators, database: 'embedded' | 'postgres'): Promise<Place> {
  const home = mkdtempSync(join(tmpdir(), 'samestory-kill-'));
  const settings = parseEnv(simulators.environment().join('\n'));
  const port = await freePort();
  const ports = {
    SAMESTORY_PUBLIC_URL: `http://127.0.0.1:${port}`,
    SAMESTORY_PORT: port,
    SAMESTORY_HEALTH_PORT: '0',
  };
  const server = database === 'postgres' ? await startPostgres() : null;
  const ledger = server === null ? { SAMESTORY_HOME: join(home, 'ledger') } : { DATABASE_URL: await server.database() };
  return {
    home,
    env: { ...settings, ...ports, ...ledger },
    server,
    remove: async () => {
      await server?.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}
