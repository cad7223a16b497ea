import { rmSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Ledger } from '../../src/ledger/contract.ts';
import { openLedger } from '../../src/ledger/open.ts';

/** A ledger on the embedded database in a folder of its own, which is gone when it is closed. */
export async function openTemporaryLedger(): Promise<Ledger> {
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
