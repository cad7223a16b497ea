import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { fileURLToPath } from 'node:url';
import { openEmbeddedLedger } from '../../test/ledger/temporary.ts';
import { noon, openScope } from '../../test/ledger/world.ts';
import type { Ledger } from './contract.ts';
import { LedgerOpenError } from './errors.ts';
import { openLedger } from './open.ts';

const dueSummaryOf = ({ lane, source }: { readonly lane: string; readonly source: string }) => {
  return { lane, source, now: noon };
};

describe('the embedded ledger in a folder', () => {
  let folder = '';
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'samestory-folder-'));
  });
  after(() => rm(folder, { recursive: true, force: true }));

  it('keeps everything from one opening to the next', async () => {
    const first = await openLedger({ folder });
    const scope = await openScope(first);
    await scope.enqueue(scope.due('order', 1));
    await first.putSetting({ name: 'kept', value: { yes: true } });
    const [hash] = await first.valueHash({ values: ['x'] });
    await first.close();
    const second = await openLedger({ folder });
    assert.deepEqual(await second.setting({ name: 'kept' }), { yes: true });
    assert.deepEqual(await second.valueHash({ values: ['x'] }), [hash], 'hashes of before can be compared');
    assert.equal((await second.dueSummary(dueSummaryOf(scope))).ready, 1);
    assert.equal((await second.laneState({ destination: scope.lane })).epoch, scope.epoch);
    await second.close();
  });

  it('opens after its process was killed, with everything that was stored', { timeout: 120_000 }, async () => {
    const script = fileURLToPath(new URL('../../test/ledger/enqueue-until-killed.ts', import.meta.url));
    const killed = join(folder, 'killed');
    const child = spawn(process.execPath, [script, killed], { stdio: ['ignore', 'pipe', 'inherit'] });
    let stored = 0;
    for await (const text of child.stdout) {
      stored = Number(String(text).trim().split('\n').at(-1));
      if (stored >= 200) break;
    }
    child.kill('SIGKILL');
    if (child.exitCode === null && child.signalCode === null) await once(child, 'exit');
    const ledger = await openLedger({ folder: killed });
    const { ready } = await ledger.dueSummary(dueSummaryOf({ lane: 'crm/1', source: '1' }));
    assert.ok(ready >= stored, `${stored} were stored, ${ready} are there`);
    await ledger.close();
  });

  it('says what it is made of, and refuses what it cannot read', async () => {
    const formatPath = join(folder, 'ledger', 'format.json');
    assert.deepEqual(JSON.parse(await readFile(formatPath, 'utf8')), { format: 1, postgresql: 18 });
    const refused = (pattern: RegExp) => (error: unknown) => {
      return error instanceof LedgerOpenError && pattern.test(error.message);
    };
    await writeFile(formatPath, '{"format":1,"postgresql":19}');
    await assert.rejects(openLedger({ folder }), refused(/PostgreSQL 19.*Run the version that made it/));
    await writeFile(formatPath, 'not JSON');
    await assert.rejects(openLedger({ folder }), refused(/was not made by samestory/));
    const foreign = join(folder, 'foreign');
    await mkdir(join(foreign, 'ledger'), { recursive: true });
    await assert.rejects(openLedger({ folder: foreign }), refused(/choose another folder/));
  });

  it('makes the folder anew when making it was interrupted', async () => {
    const interrupted = join(folder, 'interrupted');
    await mkdir(join(interrupted, 'ledger.unfinished', 'data', 'base'), { recursive: true });
    await (await openLedger({ folder: interrupted })).close();
    await assert.rejects(stat(join(interrupted, 'ledger.unfinished')));
  });
});

describe('the thread of the embedded ledger', () => {
  let ledger: Ledger;
  before(async () => {
    ledger = await openEmbeddedLedger();
  });

  it('goes on after an operation that fails, and says what failed', async () => {
    const nobody = { destination: 'crm/1', subjectId: 'not a number', limit: 1 };
    await assert.rejects(ledger.journal(nobody), /invalid input syntax for type bigint/);
    await ledger.putSetting({ name: 'after', value: 1 });
    assert.equal(await ledger.setting({ name: 'after' }), 1);
  });

  it('leaves the main thread free while it works', async () => {
    const scope = await openScope(ledger);
    const keys = Array.from({ length: 20_000 }, (_, id) => scope.due('order', id));
    let ticks = 0;
    const watch = setInterval(() => {
      ticks += 1;
    }, 5);
    const began = performance.now();
    for (let start = 0; start < keys.length; start += 1_000) await scope.enqueue(...keys.slice(start, start + 1_000));
    const took = performance.now() - began;
    clearInterval(watch);
    assert.ok(ticks > took / 50, `a timer of 5 ms fired ${ticks} times in ${took} ms`);
  });

  it('finishes what was asked for before it closes, and takes nothing afterwards', async () => {
    const writes = Array.from({ length: 20 }, (_, id) => ledger.putSetting({ name: `n${id}`, value: id }));
    await Promise.all([...writes, ledger.close()]);
    await assert.rejects(ledger.setting({ name: 'n1' }), /the ledger is closed/);
    await ledger.close();
  });
});
