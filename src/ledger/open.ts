import { ledgerOver } from './connection.ts';
import type { Ledger } from './contract.ts';
import { connectEmbedded } from './embedded.ts';
import { DatabaseDamagedError, LedgerOpenError } from './errors.ts';
import { prepareFolder, wayOut } from './folder.ts';

/**
 * Where the ledger lies: embedded in a folder (one process at a time; the caller sees to that, because the database
 * does not), or in a PostgreSQL database (schema `samestory`).
 */
export type LedgerPlace = { readonly folder: string } | { readonly databaseUrl: string };

/** Opens the ledger and brings its schema up to date. Throws LedgerOpenError with the reason and the way out. */
export async function openLedger(place: LedgerPlace): Promise<Ledger> {
  if ('databaseUrl' in place) {
    // Half a thousand modules that the embedded database needs in its own thread only.
    const { connectPostgres } = await import('./postgres.ts');
    return ledgerOver(await connectPostgres(place.databaseUrl));
  }
  const dataDir = await prepareFolder(place.folder);
  try {
    return ledgerOver(await connectEmbedded(dataDir));
  } catch (error) {
    if (!(error instanceof DatabaseDamagedError)) throw error;
    throw new LedgerOpenError(`${error.message}. ${await wayOut(place.folder)}`, { cause: error });
  }
}
