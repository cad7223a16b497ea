import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { open, rename, rm, stat } from 'node:fs/promises';
import { pipeline } from 'node:stream/promises';
import { createGzip, type Gzip } from 'node:zlib';
import type { Ledger } from '../contract.ts';
import { write } from './lines.ts';
import { dumpVersion } from './read-dump.ts';

const rowsAtOnce = 500;

export interface WrittenDump {
  readonly rows: number;
  readonly bytes: number;
}

/**
 * Writes everything that the ledger holds into one compressed file: a line that says what it is, the rows of each table as
 * the database spells them, and a last line with counts and checksum. It holds personal data, so that only its owner may
 * read it, and stands under its name when it is complete. On PostgreSQL it is one moment of the ledger; the embedded
 * database has to be dumped while no pass runs.
 */
export async function writeDump(
  ledger: Ledger,
  path: string,
  options: { readonly at: Date; readonly onProgress?: (rows: number) => void },
): Promise<WrittenDump> {
  const part = `${path}.part`;
  const packer = createGzip();
  const written = pipeline(packer, createWriteStream(part, { mode: 0o600 }));
  // Whoever awaits it below gets the error; until then it must not count as unhandled.
  written.catch(() => undefined);
  try {
    const rows = await writeRows(ledger, packer, options);
    packer.end();
    await written;
    await synced(part);
    await rename(part, path);
    return { rows, bytes: (await stat(path)).size };
  } catch (error) {
    packer.destroy();
    await written.catch(() => undefined);
    await rm(part, { force: true });
    throw error;
  }
}

async function writeRows(
  ledger: Ledger,
  packer: Gzip,
  { at, onProgress }: { readonly at: Date; readonly onProgress?: (rows: number) => void },
): Promise<number> {
  const sum = createHash('sha256');
  const line = async (text: string) => {
    sum.update(text).update('\n');
    await write(packer, `${text}\n`);
  };
  return ledger.snapshot(async (run) => {
    const { migration, tables } = await run('dumpTables', {});
    await line(JSON.stringify({ samestory: 'ledger', version: dumpVersion, migration, at: at.toISOString(), tables }));
    const rows: Record<string, number> = {};
    let total = 0;
    for (const table of tables) {
      await line(JSON.stringify({ table: table.name }));
      let count = 0;
      let after: readonly string[] | null = null;
      do {
        const page: { lines: readonly string[]; last: readonly string[] | null } = await run('dumpPage', {
          table,
          after,
          limit: rowsAtOnce,
        });
        for (const row of page.lines) await line(row);
        count += page.lines.length;
        after = page.lines.length < rowsAtOnce ? null : page.last;
        onProgress?.(total + count);
      } while (after !== null);
      rows[table.name] = count;
      total += count;
    }
    await write(packer, `${JSON.stringify({ end: { rows, sha256: sum.digest('hex') } })}\n`);
    return total;
  });
}

async function synced(path: string): Promise<void> {
  const file = await open(path, 'r+');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
