import assert from 'node:assert/strict';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { openTemporaryLedger } from '../../../test/ledger/temporary.ts';
import type { Ledger } from '../../ledger/contract.ts';
import { checkDump } from '../../ledger/dump/read-dump.ts';
import { lastDump, nightlyDump } from './nightly.ts';

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined };

describe('the nightly dump', () => {
  const home = mkdtempSync(join(tmpdir(), 'samestory-nightly-'));
  let ledger: Ledger;
  let now = new Date('2026-10-24T10:00:00Z');
  const route = () => {
    const clock = { now: () => now, sleep: () => Promise.resolve() };
    const sourceAccount = { timeZone: 'Europe/Berlin' };
    return { ledger, clock, log: silent, sourceAccount };
  };
  before(async () => {
    ledger = await openTemporaryLedger();
  });
  after(async () => {
    await ledger.close();
    rmSync(home, { recursive: true, force: true });
  });

  it('is made up for soon after a start, and then comes at three in the store’s time, also when the clocks change', async () => {
    const chore = nightlyDump(route(), home);
    assert.equal((await chore.firstAt(now)).toISOString(), '2026-10-24T10:15:00.000Z');
    const next = await chore.run();
    // The night in which Berlin goes back from UTC+2 to UTC+1: three hours after midnight there.
    assert.equal(next.toISOString(), '2026-10-25T01:00:00.000Z');
    const last = await lastDump(route());
    assert.equal(last?.at, now.toISOString());
    assert.equal(last?.failure, null);
    await checkDump(last?.file ?? '');
    now = new Date('2026-10-25T02:30:00Z');
    assert.equal((await chore.run()).toISOString(), '2026-10-26T02:00:00.000Z');
  });

  it('keeps the last seven and leaves other files alone', async () => {
    const folder = join(home, 'dumps');
    for (let day = 1; day <= 9; day += 1) writeFileSync(join(folder, `ledger-2026-09-0${day}.dump`), '');
    writeFileSync(join(folder, 'mine.dump'), '');
    await nightlyDump(route(), home).run();
    assert.deepEqual(readdirSync(folder).toSorted(), [
      ...[5, 6, 7, 8, 9].map((day) => `ledger-2026-09-0${day}.dump`),
      'ledger-2026-10-24.dump',
      'ledger-2026-10-25.dump',
      'mine.dump',
    ]);
  });

  it('tells of a failure, keeps what it knows of the last good one, and comes again within the hour', async () => {
    const broken = join(home, 'broken');
    mkdirSync(broken);
    writeFileSync(join(broken, 'dumps'), 'a file, not a folder');
    const next = await nightlyDump(route(), broken).run();
    assert.equal(next.getTime() - now.getTime(), 3_600_000);
    const last = await lastDump(route());
    assert.match(last?.failure?.reason ?? '', /EEXIST|ENOTDIR/);
    assert.ok(last?.at !== null);
  });
});
