import { fork } from 'node:child_process';
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { constants, cpSync, rmSync } from 'node:fs';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { homedir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { z } from 'zod';
import { LedgerOpenError } from './errors.ts';
import { migrations } from './migrations/all.ts';
import { siblingModule } from './sibling-module.ts';

/**
 * Makes a new embedded database with our schema in `dataDir`. The first one costs seconds of work and over a gigabyte of
 * memory, so an untouched copy is kept in the user's cache folder, and later ones are copied from it. The key of the
 * hashes is not in it: each database draws its own when it is first opened (own-key.ts). A copy that is incomplete,
 * somebody else's or cannot be kept is done without. Throws LedgerOpenError when no database can be made.
 */
export async function makeDatabase(dataDir: string): Promise<void> {
  const kept = await keptDatabase();
  if ((await isWhole(kept)) && copied(kept, dataDir)) return;
  await initialise(dataDir);
  // Without a copy the next database costs what this one did; nothing else depends on it.
  await keep(dataDir, kept).catch(() => undefined);
}

/** What is in a kept database, so that one that was damaged or cut short is not used. */
const manifestSchema = z.object({ files: z.number(), bytes: z.number() });

const prefix = 'new-database-';

/** A folder of the cache for this very version of the embedded database and of our schema. */
async function keptDatabase(): Promise<string> {
  const main = import.meta.resolve('@electric-sql/pglite');
  const text = await readFile(new URL('../package.json', main), 'utf8');
  const { version } = z.object({ version: z.string() }).parse(JSON.parse(text));
  const schema = createHash('sha256').update(JSON.stringify(migrations)).digest('hex').slice(0, 12);
  return join(homedir(), '.cache', 'samestory', `${prefix}${version}-${schema}`);
}

/** Whether a kept database is complete, and nobody else could have changed it. */
export async function isWhole(kept: string): Promise<boolean> {
  try {
    const text = await readFile(join(kept, 'manifest.json'), 'utf8');
    const manifest = manifestSchema.parse(JSON.parse(text));
    const { uid, mode } = await stat(kept);
    const strange = process.getuid !== undefined && (uid !== process.getuid() || (mode & 0o022) !== 0);
    const found = await measure(join(kept, 'data'));
    return !strange && found.files === manifest.files && found.bytes === manifest.bytes;
  } catch {
    return false;
  }
}

async function keep(dataDir: string, kept: string): Promise<void> {
  const unfinished = `${kept}.${process.pid}`;
  await mkdir(unfinished, { recursive: true, mode: 0o700 });
  try {
    copy(dataDir, join(unfinished, 'data'));
    await writeFile(join(unfinished, 'manifest.json'), JSON.stringify(await measure(join(unfinished, 'data'))));
    await rm(kept, { recursive: true, force: true });
    await rename(unfinished, kept);
    await removeOlder(kept);
  } finally {
    await rm(unfinished, { recursive: true, force: true });
  }
}

/** False when the kept one went while it was copied: another process replaces it. */
function copied(kept: string, dataDir: string): boolean {
  try {
    copy(join(kept, 'data'), dataDir);
    return true;
  } catch {
    rmSync(dataDir, { recursive: true, force: true });
    return false;
  }
}

/**
 * Shares the blocks where the file system can. In one go: a thousand small files cost a tenth of a second so, and half a
 * second with a promise for each step.
 */
function copy(from: string, to: string): void {
  cpSync(from, to, { recursive: true, mode: constants.COPYFILE_FICLONE });
}

/** What an older version of the schema or of the database left: 40 MB each that nobody would miss. */
async function removeOlder(kept: string): Promise<void> {
  const cache = dirname(kept);
  for (const name of await readdir(cache)) {
    const strange = !name.startsWith(prefix) || name === basename(kept);
    if (!strange) await rm(join(cache, name), { recursive: true, force: true });
  }
}

async function measure(folder: string): Promise<z.infer<typeof manifestSchema>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const sizes = await Promise.all(files.map(async ({ parentPath, name }) => (await stat(join(parentPath, name))).size));
  return { files: files.length, bytes: sizes.reduce((sum, size) => sum + size, 0) };
}

async function initialise(dataDir: string): Promise<void> {
  const child = fork(siblingModule('initialise-folder'), { execArgv: [], stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  let errors = '';
  child.stderr?.on('data', (text: Buffer) => {
    errors += text.toString();
  });
  child.send({ dataDir });
  const [code] = await once(child, 'close');
  if (code === 0) return;
  const reason = errors.split('\n').findLast((line) => line.includes('Error')) ?? errors.trim();
  throw new LedgerOpenError(`cannot make the database in ${dataDir}: ${reason}`);
}
