import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect } from 'kysely';
import type { Database } from './database.ts';
import { withPreparedStatements } from './prepared-statements.ts';

const bigintType = 20;

/**
 * 128 MB of shared buffers, PostgreSQL's default, would be taken from this process, while the operating system caches
 * the files anyway: so random pages cost little more than the next one. Small samples keep an `analyze` short, and what is
 * kept of the write-ahead log is little more than what comes between two checkpoints (upkeep.ts).
 */
const parameters = [
  'shared_buffers=16MB',
  'random_page_cost=1.1',
  'default_statistics_target=25',
  'min_wal_size=32MB',
  'max_wal_size=64MB',
];

/** PGlite on a folder, or in memory when the folder is null. `compiled` spares it the compilation (compiled-database.ts). */
export function startEmbedded(dataDir: string | null, compiled?: WebAssembly.Module): Promise<PGlite> {
  return PGlite.create({
    ...(compiled === undefined ? {} : { pgliteWasmModule: compiled }),
    dataDir: dataDir ?? 'memory://',
    startParams: [...PGlite.defaultStartParams, ...parameters.flatMap((parameter) => ['-c', parameter])],
    // As the other driver does: a number of 64 bits is a text.
    parsers: { [bigintType]: (text) => text },
  });
}

export function embeddedKysely(pglite: PGlite): Kysely<Database> {
  return new Kysely<Database>({ dialect: new PGliteDialect({ pglite: withPreparedStatements(pglite) }) }).withSchema(
    'samestory',
  );
}
