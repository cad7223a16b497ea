import { PGlite } from '@electric-sql/pglite';
import { Kysely, PGliteDialect } from 'kysely';
import type { Database } from './database.ts';

/** The major version of PostgreSQL that PGlite carries; a folder of another one cannot be opened. */
export const embeddedMajor = 18;

const bigintType = 20;

/**
 * PGlite on a folder, or in memory when the folder is null. PostgreSQL's own default of 128 MB of shared buffers would
 * be taken from this process, and the operating system caches the files anyway.
 */
export function startEmbedded(dataDir: string | null): Promise<PGlite> {
  return PGlite.create({
    dataDir: dataDir ?? 'memory://',
    startParams: [...PGlite.defaultStartParams, '-c', 'shared_buffers=16MB'],
    // As the other driver does: a number of 64 bits is a text.
    parsers: { [bigintType]: (text) => text },
  });
}

export function embeddedKysely(pglite: PGlite): Kysely<Database> {
  return new Kysely<Database>({ dialect: new PGliteDialect({ pglite }) }).withSchema('samestory');
}
