import { mkdir, readdir, rename, rm, rmdir } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';

/** When the data was read, and when the next version should be there: a name that is late shows a run that was missed. */
export interface VersionTimes {
  readonly asOf: Date;
  /** Null = nothing is scheduled. */
  readonly nextDue: Date | null;
}

export interface Version extends VersionTimes {
  readonly name: string;
}

/** '2026-11-22T150000Z': a moment as it may stand in a file's name on every system. */
function stamp(moment: Date): string {
  return moment
    .toISOString()
    .replace(/\.\d+Z$/, 'Z')
    .replaceAll(':', '');
}

function momentOf(text: string): Date {
  return new Date(text.replace(/T(\d\d)(\d\d)(\d\d)Z$/, 'T$1:$2:$3Z'));
}

/** 'as-of-2026-11-22T150000Z_next-due-2026-11-29T060000Z': goes into the name of the folder and of every file. */
export function timesInName({ asOf, nextDue }: VersionTimes): string {
  return `as-of-${stamp(asOf)}${nextDue === null ? '' : `_next-due-${stamp(nextDue)}`}`;
}

const times = /_as-of-(\d{4}-\d\d-\d\dT\d{6}Z)(?:_next-due-(\d{4}-\d\d-\d\dT\d{6}Z))?$/;
const unfinished = '.unfinished-';

/** The versions in a folder whose name begins with `stem`, oldest first. A folder that does not exist has none. */
export async function versionsIn(folder: string, stem: string): Promise<Version[]> {
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => name.startsWith(`${stem}_as-of-`))
    .toSorted()
    .flatMap((name) => {
      const match = times.exec(name);
      if (match?.[1] === undefined) return [];
      return [{ name, asOf: momentOf(match[1]), nextDue: match[2] === undefined ? null : momentOf(match[2]) }];
    });
}

export interface VersionPlan extends VersionTimes {
  readonly folder: string;
  readonly stem: string;
  /** How many versions stay; the oldest go. Null = all. */
  readonly keep: number | null;
}

/**
 * Writes a version: all of it appears at once under its name, or nothing does. What an interrupted run left behind is
 * removed first. Returns the path. Throws what `write` throws, and Error where a version of this second exists.
 */
export async function writeVersion(plan: VersionPlan, write: (folder: string) => Promise<void>): Promise<string> {
  const { folder, stem, keep } = plan;
  const firstMade = await mkdir(folder, { recursive: true });
  const name = `${stem}_${timesInName(plan)}`;
  await removeAbandoned(folder);
  const working = join(folder, `${unfinished}${process.pid}-${stem}`);
  await mkdir(working, { mode: 0o700 });
  try {
    await write(working);
    await rename(working, join(folder, name));
  } catch (error) {
    await rm(working, { recursive: true, force: true });
    if (firstMade !== undefined) await removeEmpty(folder, firstMade);
    throw error;
  }
  if (keep !== null) {
    const versions = await versionsIn(folder, stem);
    for (const version of versions.slice(0, Math.max(0, versions.length - keep))) {
      await rm(join(folder, version.name), { recursive: true, force: true });
    }
  }
  return join(folder, name);
}

/** Takes folders away that were made for nothing, from the innermost to `last`; one that somebody uses stays. */
async function removeEmpty(folder: string, last: string): Promise<void> {
  for (let path = resolve(folder); path.startsWith(resolve(last)); path = dirname(path)) {
    const removed = await rmdir(path).then(
      () => true,
      () => false,
    );
    if (!removed) return;
  }
}

/** Removes what runs of this machine left behind that ended without tidying up; another run that goes on keeps its own. */
async function removeAbandoned(folder: string): Promise<void> {
  for (const name of await readdir(folder)) {
    const pid = name.startsWith(unfinished) ? Number.parseInt(name.slice(unfinished.length), 10) : Number.NaN;
    if (pid > 0 && (pid === process.pid || !isAlive(pid)))
      await rm(join(folder, name), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // Somebody else's process lives, although we may not signal it.
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
}
