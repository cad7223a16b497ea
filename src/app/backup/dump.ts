import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { loadConnection } from '../../config/connection.ts';
import { type CheckedDump, checkDump } from '../../ledger/dump/read-dump.ts';
import { restoreDump } from '../../ledger/dump/restore.ts';
import { type WrittenDump, writeDump } from '../../ledger/dump/write-dump.ts';
import type { Clock } from '../../lib/clock.ts';
import type { OnProgress } from '../../sync/types.ts';
import type { Configuration } from '../configuration.ts';
import { runningService } from '../control-client.ts';
import { CommandError, exitCodes } from '../failures.ts';
import { guardFolder } from '../folder-guard.ts';
import { openLedgerOf } from '../route.ts';

/**
 * Dumps the ledger into a file: through the service that holds the folder, or by itself. Needs no platform. Throws
 * CommandError when the file is there already.
 */
export async function dumpTo(
  configuration: Configuration,
  path: string,
  { clock, onProgress }: { readonly clock: Clock; readonly onProgress: OnProgress },
): Promise<WrittenDump> {
  const file = resolve(path);
  if (existsSync(file)) throw new CommandError(`${file} exists already: name another file.`, exitCodes.usage);
  const { ledger: place } = loadConnection(configuration.env);
  if (place.databaseUrl === null) {
    const service = await runningService(place.home);
    if (service !== null) return service.dump(file);
  }
  const guard = place.databaseUrl === null ? await guardFolder(place.home, clock) : null;
  try {
    const ledger = await openLedgerOf(place);
    try {
      const told = (done: number) => onProgress({ stage: 'dumping the ledger', done, total: null });
      return await writeDump(ledger, file, { at: clock.now(), onProgress: told });
    } finally {
      await ledger.close();
    }
  } finally {
    await guard?.release();
  }
}

/** What a file holds. Throws DumpError when it cannot be used. */
export function checkFile(path: string): Promise<CheckedDump> {
  return checkDump(resolve(path));
}

/** Fills the configured ledger, which has to be empty. Throws DumpError, LedgerOpenError, and CommandError when it is in use. */
export async function restoreFrom(
  configuration: Configuration,
  path: string,
  { clock, onProgress }: { readonly clock: Clock; readonly onProgress: OnProgress },
): Promise<CheckedDump> {
  const { databaseUrl, home } = loadConnection(configuration.env).ledger;
  const guard = databaseUrl === null ? await guardFolder(home, clock) : null;
  try {
    const place = databaseUrl === null ? { folder: home } : { databaseUrl };
    return await restoreDump(place, resolve(path), (done, total) =>
      onProgress({ stage: 'restoring the ledger', done, total }),
    );
  } finally {
    await guard?.release();
  }
}
