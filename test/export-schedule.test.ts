import assert from 'node:assert/strict';
import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { type Rhythm, runScheduled } from '../src/app/exports/schedule.ts';
import { versionsIn, writeVersion } from '../src/export/versions.ts';
import type { Clock } from '../src/lib/clock.ts';
import { run } from './cli/command.ts';
import { withFolder } from './support/exports.ts';

const stem = 'samestory-export';
const timeZone = 'America/Toronto';

/** Time that jumps to whatever is waited for; stops the schedule at `end`. */
function jumpingClock(start: string, end: string, stop: AbortController): Clock {
  let now = Date.parse(start);
  return {
    now: () => new Date(now),
    sleep: async (milliseconds, signal) => {
      now += milliseconds;
      if (now >= Date.parse(end)) stop.abort(new Error('the end'));
      signal?.throwIfAborted();
    },
  };
}

async function runUntil(
  folder: string,
  rhythm: Rhythm,
  start: string,
  end: string,
  keep: number | null,
): Promise<string[]> {
  const stop = new AbortController();
  const clock = jumpingClock(start, end, stop);
  const write = async (times: { readonly asOf: Date; readonly nextDue: Date }) => {
    await writeVersion({ folder, stem, keep, ...times }, (working) => writeFile(join(working, 'orders.csv'), 'x'));
  };
  const schedule = {
    rhythm,
    folder,
    stem,
    timeZone,
    clock,
    signal: stop.signal,
    once: false,
    write,
    onWaiting: () => undefined,
  };
  await assert.rejects(runScheduled(schedule), /the end/);
  return (await readdir(folder)).toSorted();
}

describe('scheduled versions', () => {
  it('come at six in the shop, say when the next is due, across a change of clocks, and the oldest go', async () => {
    await withFolder(async (folder) => {
      const names = await runUntil(folder, 'weekly', '2026-10-20T15:00:00Z', '2026-11-12T00:00:00Z', 3);
      assert.deepEqual(names, [
        // Toronto goes back to standard time on 1 November 2026.
        'samestory-export_as-of-2026-10-26T100000Z_next-due-2026-11-02T110000Z',
        'samestory-export_as-of-2026-11-02T110000Z_next-due-2026-11-09T110000Z',
        'samestory-export_as-of-2026-11-09T110000Z_next-due-2026-11-16T110000Z',
      ]);
    });
  });

  it('that were missed are made up for at once, and shown by their names until then', async () => {
    await withFolder(async (folder) => {
      await runUntil(folder, 'daily', '2026-10-20T15:00:00Z', '2026-10-21T12:00:00Z', null);
      const late = (await versionsIn(folder, stem)).at(-1);
      assert.equal(late?.nextDue?.toISOString(), '2026-10-22T10:00:00.000Z');
      const names = await runUntil(folder, 'daily', '2026-10-25T08:00:00Z', '2026-10-25T10:00:00Z', null);
      assert.equal(names.at(-1), 'samestory-export_as-of-2026-10-25T080000Z_next-due-2026-10-25T100000Z');
      assert.equal(names.length, 3);
    });
  });

  it('wait for months without waiting longer than a timer can, and say once for when', async () => {
    await withFolder(async (folder) => {
      const stop = new AbortController();
      const clock = jumpingClock('2026-10-20T15:00:00Z', '2026-12-20T00:00:00Z', stop);
      const waited: number[] = [];
      const said: string[] = [];
      const run = runScheduled({
        ...{ rhythm: 'monthly', folder, stem, timeZone, signal: stop.signal, once: false },
        clock: {
          now: clock.now,
          sleep: (milliseconds, signal) => {
            waited.push(milliseconds);
            return clock.sleep(milliseconds, signal);
          },
        },
        write: async (times) => {
          await writeVersion({ folder, stem, keep: null, ...times }, (working) => writeFile(join(working, 'x'), 'x'));
        },
        onWaiting: (until) => said.push(until.toISOString().slice(0, 10)),
      });
      await assert.rejects(run, /the end/);
      assert.ok(Math.max(...waited) < 2 ** 31, 'a longer one ends at once');
      assert.deepEqual(said, ['2026-11-01', '2026-12-01', '2027-01-01']);
    });
  });

  it('appear whole or not at all, and remove what an interrupted run left', async () => {
    await withFolder(async (folder) => {
      // No process has this number: it is beyond what systems give.
      await mkdir(join(folder, '.unfinished-4194399-samestory-export'));
      const plan = { folder, stem, keep: null, asOf: new Date('2026-11-01T00:00:00Z'), nextDue: null };
      const failing = writeVersion(plan, async (working) => {
        await writeFile(join(working, 'orders.csv'), 'half');
        throw new Error('the disk is full');
      });
      await assert.rejects(failing, /the disk is full/);
      assert.deepEqual(await readdir(folder), []);
      const nested = { ...plan, folder: join(folder, 'not', 'there', 'yet') };
      const refused = writeVersion(nested, () => Promise.reject(new Error('the file is no export')));
      await assert.rejects(refused, /no export/);
      assert.deepEqual(await readdir(folder), [], 'folders that were made for it are gone');
    });
  });

  it('are made by the command, once where cron calls it, with both dates in names and on the first page', async () => {
    await withFolder(async (cwd) => {
      const sample = fileURLToPath(new URL('./fixtures/shopify-csv/orders_export.csv', import.meta.url));
      const command = ['export', sample, '--to', 'out', '--every', 'monthly', '--once', '--keep', '2'];
      assert.equal((await run(command, { cwd })).code, 0);
      const second = await run(command, { cwd });
      assert.match(second.stdout, /^Next due \d{4}-\d\d-01 06:00 UTC/);
      const [name = '', ...others] = await readdir(join(cwd, 'out'));
      assert.deepEqual(others, []);
      assert.match(name, /_next-due-\d{4}-\d\d-01T060000Z$/);
      const files = await readdir(join(cwd, 'out', name));
      assert.ok(files.filter((file) => file.endsWith('.csv')).every((file) => /as-of-.+_next-due-/.test(file)));
      const about = await readFile(join(cwd, 'out', name, 'ABOUT.txt'), 'utf8');
      assert.match(about, /As of {5}\d{4}-.+\nNext due {2}\d{4}-\d\d-01T06:00:00\.000Z/);
    });
  });
});
