import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { embeddedMajor } from './embedded-database.ts';
import { LedgerOpenError } from './errors.ts';
import { makeDatabase } from './new-database.ts';

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
  await checkFormat(ledger);
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

async function checkFormat(ledger: string): Promise<void> {
  const text = await readFile(join(ledger, 'format.json'), 'utf8').catch(() => null);
  const found = text === null ? null : formatFile.safeParse(parsed(text)).data;
  if (found === null || found === undefined) {
    throw new LedgerOpenError(
      `${ledger} was not made by samestory, or its format.json is lost: choose another folder, or put back the whole folder from a backup`,
    );
  }
  if (found.format === folderFormat && found.postgresql === embeddedMajor) return;
  throw new LedgerOpenError(
    `${ledger} has format ${found.format} with PostgreSQL ${found.postgresql}; this version of samestory reads format ${folderFormat} with PostgreSQL ${embeddedMajor}. Run the version that made it, or move the folder away and start with an empty one: what the CRM's records stand for is found again by the Shopify IDs that they carry`,
  );
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
