import { mkdir, readFile, rm, rmdir, stat, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../lib/bytes.ts';
import type { Clock } from '../lib/clock.ts';
import { CommandError, exitCodes } from './failures.ts';
import type { FetchApp } from './http-apps.ts';
import { serve } from './listen.ts';

/**
 * One process at a time works in the folder of an embedded database: a second one is not refused by the database, and
 * what it writes is lost. A local socket is the lock, because the system closes it however its holder ends; the same
 * socket lets other commands ask the holder. The pid file beside it only serves messages.
 */
export interface FolderGuard {
  /** Answers other commands from now on; before, a connection only says that somebody is here. */
  answer(app: FetchApp): Promise<void>;
  release(): Promise<void>;
}

/** Longest path of a local socket that all systems take (macOS: 104 bytes with its end mark). */
const longestSocketPath = 100;

/** Where the holder of a folder listens. */
export function socketOf(home: string): string {
  if (process.platform === 'win32') return `\\\\.\\pipe\\samestory-${sha256(home).slice(0, 16)}`;
  const inside = join(home, 'service.sock');
  return Buffer.byteLength(inside) <= longestSocketPath
    ? inside
    : join(tmpdir(), `samestory-${sha256(home).slice(0, 16)}.sock`);
}

/** Whether somebody listens on the socket now. */
export function isHeld(home: string): Promise<boolean> {
  return new Promise((resolve) => {
    const probe = connect(socketOf(home));
    const end = (held: boolean) => {
      probe.destroy();
      resolve(held);
    };
    probe.once('connect', () => end(true));
    probe.once('error', () => end(false));
  });
}

/** Takes the folder, making it where needed. Throws CommandError (code 5) with the holder's pid. */
export async function guardFolder(home: string, clock: Clock): Promise<FolderGuard> {
  await mkdir(home, { recursive: true, mode: 0o700 });
  return alone(home, clock, async () => {
    if (await isHeld(home)) throw await heldBy(home);
    await removeSocket(home);
    const closeFirst = await occupy(socketOf(home));
    await writeFile(pidFile(home), `${process.pid}\n`);
    let close = closeFirst;
    return {
      answer: async (app) => {
        await alone(home, clock, async () => {
          await close();
          await removeSocket(home);
          close = (await serve(app, { socket: socketOf(home) })).close;
        });
      },
      release: async () => {
        await close();
        await rm(pidFile(home), { force: true });
        await removeSocket(home);
      },
    };
  });
}

/** The error that says who has the folder. */
async function heldBy(home: string): Promise<CommandError> {
  const pid = (await readFile(pidFile(home), 'utf8').catch(() => '')).trim() || 'unknown';
  return new CommandError(
    `Process ${pid} is working in ${home}. Stop it first, or name another folder with SAMESTORY_HOME.`,
    exitCodes.held,
  );
}

function pidFile(home: string): string {
  return join(home, 'service.pid');
}

/** A named pipe of Windows vanishes with its holder; a socket file stays and has to go before the next one. */
async function removeSocket(home: string): Promise<void> {
  if (process.platform !== 'win32') await rm(socketOf(home), { force: true });
}

async function occupy(path: string): Promise<() => Promise<void>> {
  const server = createServer((socket) => socket.destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return () => new Promise((resolve) => server.close(() => resolve()));
}

const turnMs = 50;
const abandonedMs = 10_000;

/**
 * Lets one process at a time change who holds the folder: making a directory either succeeds or says that it exists.
 * A directory older than ten seconds was left by a process that ended in between.
 */
async function alone<T>(home: string, clock: Clock, work: () => Promise<T>): Promise<T> {
  const marker = join(home, 'service.turn');
  for (;;) {
    try {
      await mkdir(marker);
      break;
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
      const made = await stat(marker).catch(() => null);
      const age = made === null ? 0 : clock.now().getTime() - made.mtimeMs;
      if (age > abandonedMs) await rmdir(marker).catch(() => undefined);
      else await clock.sleep(turnMs);
    }
  }
  try {
    return await work();
  } finally {
    await rmdir(marker).catch(() => undefined);
  }
}
