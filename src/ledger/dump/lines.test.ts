import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { setImmediate } from 'node:timers/promises';
import { gzipSync } from 'node:zlib';
import { linesOf } from './lines.ts';

const folder = mkdtempSync(join(tmpdir(), 'samestory-lines-'));
after(() => rmSync(folder, { recursive: true }));

/** Linux lists what a process has open. */
const openFiles = '/proc/self/fd';
const skip = process.platform === 'linux' ? false : 'only Linux says which files are open';

describe('lines of a dump', () => {
  it('leave no file open, however their reading ends', { skip }, async () => {
    const whole = gzipSync(Array.from({ length: 20_000 }, (_, row) => `row ${row} ${Math.sqrt(row)}`).join('\n'));
    const damaged = Buffer.from(whole);
    damaged.fill(0xff, 2_000, 2_100);
    const before = readdirSync(openFiles).length;
    for (const [name, bytes] of [
      ['whole', whole],
      ['damaged', damaged],
      ['cut off', whole.subarray(0, whole.length / 2)],
    ] as const) {
      const path = join(folder, name);
      writeFileSync(path, bytes);
      for (let turn = 0; turn < 20; turn += 1) {
        let lines = 0;
        const read = async (most: number) => {
          for await (const _ of linesOf(path)) {
            lines += 1;
            if (lines >= most) break;
          }
        };
        if (turn % 2 === 0) await read(3).catch(() => undefined);
        else if (name === 'whole') await read(Number.POSITIVE_INFINITY);
        else await assert.rejects(read(Number.POSITIVE_INFINITY));
      }
    }
    // A file is closed a moment after it was let go.
    for (let waits = 0; waits < 1_000 && readdirSync(openFiles).length > before; waits += 1) await setImmediate();
    assert.ok(readdirSync(openFiles).length <= before, `${readdirSync(openFiles).length - before} files are open`);
  });
});
