import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ledger } from '../../src/ledger/contract.ts';
import { openLedger } from '../../src/ledger/open.ts';
import { sharedDatabase } from './shared-postgres.ts';

/** A ledger of its own, which is gone when it is closed: where all tests run on their PostgreSQL server, else embedded. */
export async function openTemporaryLedger(): Promise<Ledger> {
  const database = await sharedDatabase();
  if (database === null) return openEmbeddedLedger();
  const ledger = await openLedger({ databaseUrl: database.url });
  const close = async () => {
    await ledger.close();
    await database.drop();
  };
  return { ...ledger, close };
}

/** The same on the embedded database, in a folder of its own. */
export async function openEmbeddedLedger(): Promise<Ledger> {
  const folder = await mkdtemp(join(tmpdir(), 'samestory-ledger-'));
  // A test that fails in the middle closes nothing.
  const remove = () => rmSync(folder, { recursive: true, force: true });
  process.once('exit', remove);
  const ledger = await openLedger({ folder });
  const close = async () => {
    await ledger.close();
    await rm(folder, { recursive: true, force: true });
    process.off('exit', remove);
  };
  return { ...ledger, close };
}
