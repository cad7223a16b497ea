import { ledgerOver } from './connection.ts';
import type { Ledger } from './contract.ts';
import { connectEmbedded } from './embedded.ts';
import { prepareFolder } from './folder.ts';
import { connectPostgres } from './postgres.ts';

/**
 * Where the ledger lies: embedded in a folder (one process at a time; the caller sees to that, because the database
 * does not), in a PostgreSQL database (schema `samestory`), or in memory until it is closed.
 */
export type LedgerPlace = { readonly folder: string } | { readonly databaseUrl: string } | { readonly memory: true };

/** Opens the ledger and brings its schema up to date. Throws LedgerOpenError with the reason and the way out. */
export async function openLedger(place: LedgerPlace): Promise<Ledger> {
  if ('databaseUrl' in place) return ledgerOver(await connectPostgres(place.databaseUrl));
  const dataDir = 'folder' in place ? await prepareFolder(place.folder) : null;
  return ledgerOver(await connectEmbedded(dataDir));
}
