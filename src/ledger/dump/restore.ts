import { existsSync } from 'node:fs';
import { mkdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Ledger } from '../contract.ts';
import { LedgerOpenError } from '../errors.ts';
import { type LedgerPlace, openLedger } from '../open.ts';
import { type CheckedDump, checkDump, DumpError, dumpRows } from './read-dump.ts';

type OnProgress = (rows: number, total: number) => void;

/**
 * Fills an empty ledger from a dump, whichever database wrote it. The file is checked whole before anything is touched;
 * PostgreSQL is filled in one transaction, the embedded database beside its place, so that an end in the middle leaves
 * the place as it was. The caller sees to it that nobody else uses the folder.
 * Throws DumpError for a file that cannot be used, LedgerOpenError for a ledger that is not empty.
 */
export async function restoreDump(place: LedgerPlace, path: string, onProgress: OnProgress): Promise<CheckedDump> {
  const dump = await checkDump(path);
  if ('databaseUrl' in place) {
    await inLedger(place, async (ledger) => {
      await refuseFull(ledger);
      await fill(ledger, path, dump, onProgress);
    });
    return dump;
  }
  await restoreFolder(place.folder, path, dump, onProgress);
  return dump;
}

async function restoreFolder(folder: string, path: string, dump: CheckedDump, onProgress: OnProgress): Promise<void> {
  const target = join(folder, 'ledger');
  const beside = join(folder, 'restoring');
  await rm(beside, { recursive: true, force: true });
  if (existsSync(target)) await inLedger({ folder }, refuseFull);
  await mkdir(beside, { recursive: true, mode: 0o700 });
  try {
    await inLedger({ folder: beside }, (ledger) => fill(ledger, path, dump, onProgress));
    await rm(target, { recursive: true, force: true });
    await rename(join(beside, 'ledger'), target);
  } finally {
    await rm(beside, { recursive: true, force: true });
  }
}

async function inLedger(place: LedgerPlace, work: (ledger: Ledger) => Promise<void>): Promise<void> {
  const ledger = await openLedger(place);
  try {
    await work(ledger);
  } finally {
    await ledger.close();
  }
}

async function refuseFull(ledger: Ledger): Promise<void> {
  const { contacts, orders, members, evidence } = await ledger.contents({});
  if (contacts + orders + members + evidence === 0) return;
  throw new LedgerOpenError(
    `the ledger is not empty: it knows ${contacts} contacts and ${orders} orders. Nothing was changed. Restore into an empty one: move its folder away, or name another SAMESTORY_HOME or DATABASE_URL`,
  );
}

async function fill(ledger: Ledger, path: string, { head, rows }: CheckedDump, onProgress: OnProgress): Promise<void> {
  await ledger.atOnce(async (run) => {
    await run('restoreBegin', { migration: head.migration });
    const { tables } = await run('dumpTables', {});
    const columns = new Map(tables.map((table) => [table.name, new Set(table.columns.map(({ name }) => name))]));
    const strange = head.tables.find(({ name, columns: own }) => own.some((one) => !columns.get(name)?.has(one.name)));
    if (strange !== undefined)
      throw new DumpError(`${path} names a table that schema ${head.migration} lacks: ${strange.name}`);
    let done = 0;
    for await (const { table, lines } of dumpRows(path, head)) {
      await run('restoreRows', { table, lines });
      done += lines.length;
      onProgress(done, rows);
    }
    await run('restoreEnd', {});
  });
}
