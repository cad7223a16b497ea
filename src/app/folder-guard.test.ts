import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, it } from 'node:test';
import { systemClock } from '../lib/clock.ts';
import { CommandError, exitCodes } from './failures.ts';
import { guardFolder, isHeld } from './folder-guard.ts';

const folders: string[] = [];
afterEach(() => {
  for (const folder of folders.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function newFolder(depth = 0): string {
  const folder = mkdtempSync(join(tmpdir(), 'samestory-guard-'));
  folders.push(folder);
  return join(folder, 'deep'.repeat(depth));
}

const refusal = (error: unknown) =>
  error instanceof CommandError && error.exitCode === exitCodes.held && error.message.includes(String(process.pid));

describe('folder guard', () => {
  it('refuses a second holder with the pid of the first, and lets it in afterwards', async () => {
    const home = newFolder();
    const first = await guardFolder(home, systemClock);
    assert.equal(await isHeld(home), true);
    await assert.rejects(guardFolder(home, systemClock), refusal);
    await first.release();
    assert.equal(await isHeld(home), false);
    await (await guardFolder(home, systemClock)).release();
  });

  it('lets one of many in', async () => {
    const home = newFolder();
    const results = await Promise.allSettled(Array.from({ length: 5 }, () => guardFolder(home, systemClock)));
    const winners = results.filter((result) => result.status === 'fulfilled');
    assert.equal(winners.length, 1);
    await winners[0]?.value.release();
  });

  it('takes over from a process that was killed', async () => {
    const home = newFolder();
    const script = `
      const { guardFolder } = await import(${JSON.stringify(join(import.meta.dirname, 'folder-guard.ts'))});
      const { systemClock } = await import(${JSON.stringify(join(import.meta.dirname, '../lib/clock.ts'))});
      await guardFolder(${JSON.stringify(home)}, systemClock);
      process.stdout.write('held');`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    await new Promise((resolve) => child.stdout.once('data', resolve));
    await assert.rejects(guardFolder(home, systemClock), CommandError);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGKILL');
    await ended;
    await (await guardFolder(home, systemClock)).release();
  });

  it('works where the folder is too deep for a socket', async () => {
    const home = newFolder(40);
    const guard = await guardFolder(home, systemClock);
    await assert.rejects(guardFolder(home, systemClock), refusal);
    await guard.release();
  });

  it('answers over the socket while it keeps the folder', async () => {
    const home = newFolder();
    const guard = await guardFolder(home, systemClock);
    await guard.answer({ fetch: () => new Response('here') });
    assert.equal(await isHeld(home), true);
    await assert.rejects(guardFolder(home, systemClock), refusal);
    await guard.release();
  });

  it('is not stopped by a file left behind', async () => {
    const home = newFolder();
    writeFileSync(join(home, 'service.pid'), '1\n');
    await (await guardFolder(home, systemClock)).release();
  });
});
