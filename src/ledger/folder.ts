import { existsSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { LedgerOpenError } from './errors.ts';
import { makeDatabase } from './new-database.ts';

/** The major version of PostgreSQL that PGlite carries; a folder of another one cannot be opened. */
export const embeddedMajor = 18;

/** Our layout of the folder; another number means that this code cannot read it. */
const folderFormat = 1;

const formatFile = z.object({ format: z.number(), postgresql: z.number() });

/**
 * The data folder of the embedded ledger below `folder`, made when there is none:
 *   ledger/format.json   our format and the major version of PostgreSQL
 *   ledger/data/         the database
 * It is made beside its place and moved there when complete, so that an end in the middle leaves nothing half made.
 * Throws LedgerOpenError for a folder that this version cannot read.
 */
export async function prepareFolder(folder: string): Promise<string> {
  const ledger = join(folder, 'ledger');
  if (!existsSync(ledger)) await makeFolder(folder, ledger);
  await checkFormat(folder, ledger);
  return join(ledger, 'data');
}

async function makeFolder(folder: string, ledger: string): Promise<void> {
  const unfinished = join(folder, 'ledger.unfinished');
  await rm(unfinished, { recursive: true, force: true });
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  await makeDatabase(join(unfinished, 'data'));
  const format = JSON.stringify({ format: folderFormat, postgresql: embeddedMajor });
  await writeFile(join(unfinished, 'format.json'), `${format}\n`);
  await rename(unfinished, ledger);
}

/** How to go on with a folder that cannot be opened, as a sentence: the newest nightly dump beside it, or the CRM's keys. */
export async function wayOut(folder: string): Promise<string> {
  const dumps = join(folder, 'dumps');
  const names = await readdir(dumps).catch(() => []);
  const newest = names
    .filter((name) => name.endsWith('.dump'))
    .toSorted()
    .at(-1);
  const move = `The way out: move ${join(folder, 'ledger')} away, then run`;
  return newest === undefined
    ? `${move} "samestory rebuild", which finds every link by the Shopify IDs in the CRM`
    : `${move} "samestory restore ${join(dumps, newest)}"`;
}

async function checkFormat(folder: string, ledger: string): Promise<void> {
  const text = await readFile(join(ledger, 'format.json'), 'utf8').catch(() => null);
  const found = text === null ? null : formatFile.safeParse(parsed(text)).data;
  if (found === null || found === undefined) {
    throw new LedgerOpenError(
      `${ledger} was not made by samestory, or its format.json is lost: choose another folder, or put back the whole folder from a copy. ${await wayOut(folder)}`,
    );
  }
  if (found.format === folderFormat && found.postgresql === embeddedMajor) return;
  throw new LedgerOpenError(
    `${ledger} has format ${found.format} with PostgreSQL ${found.postgresql}; this version of samestory reads format ${folderFormat} with PostgreSQL ${embeddedMajor}. Run the version that made it. ${await wayOut(folder)}`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
