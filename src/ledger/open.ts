import { ledgerOver } from './connection.ts';
import type { Ledger } from './contract.ts';
import { connectEmbedded } from './embedded.ts';
import { prepareFolder } from './folder.ts';
import { connectPostgres } from './postgres.ts';

/**
 * Where the ledger lies: embedded in a folder (one process at a time; the caller sees to that, because the database
 * does not), or in a PostgreSQL database (schema `samestory`).
 */
export type LedgerPlace = { readonly folder: string } | { readonly databaseUrl: string };

/** Opens the ledger and brings its schema up to date. Throws LedgerOpenError with the reason and the way out. */
export async function openLedger(place: LedgerPlace): Promise<Ledger> {
  if ('databaseUrl' in place) return ledgerOver(await connectPostgres(place.databaseUrl));
  return ledgerOver(await connectEmbedded(await prepareFolder(place.folder)));
}
