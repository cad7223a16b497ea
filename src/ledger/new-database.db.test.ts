import assert from 'node:assert/strict';
import { appendFile, chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { isWhole } from './new-database.ts';
import { openLedger } from './open.ts';

describe('a new embedded database', () => {
  const homeBefore = process.env['HOME'];
  let folder = '';
  let kept = '';

  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'samestory-new-'));
    process.env['HOME'] = folder;
    await openAndClose('first');
    const [name = ''] = await readdir(join(folder, '.cache', 'samestory'));
    kept = join(folder, '.cache', 'samestory', name);
  });

  after(async () => {
    if (homeBefore === undefined) delete process.env['HOME'];
    else process.env['HOME'] = homeBefore;
    await rm(folder, { recursive: true, force: true });
  });

  async function openAndClose(name: string): Promise<unknown> {
    const ledger = await openLedger({ folder: join(folder, name) });
    const found = await ledger.setting({ name: 'mark' });
    await ledger.putSetting({ name: 'mark', value: name });
    await ledger.close();
    return found;
  }

  it('is a copy of one that is kept, and holds nothing of an earlier ledger', async () => {
    assert.equal(await openAndClose('second'), null);
    assert.equal(await openAndClose('second'), 'second');
    assert.equal(await openAndClose('first'), 'first');
  });

  it('is made from nothing when the kept one is damaged', async () => {
    await appendFile(join(kept, 'data', 'PG_VERSION'), 'damaged');
    assert.equal(await openAndClose('third'), null, 'a damaged copy would not open');
    assert.ok(await isWhole(kept), 'the new one is kept instead');
  });

  it('is not copied from one that is cut short, or that others may write to', async () => {
    const small = join(folder, 'small');
    await mkdir(join(small, 'data', 'base'), { recursive: true });
    await chmod(small, 0o700);
    await writeFile(join(small, 'data', 'base', 'one'), 'four');
    assert.equal(await isWhole(small), false, 'its making was interrupted');
    await writeFile(join(small, 'manifest.json'), JSON.stringify({ files: 1, bytes: 4 }));
    assert.equal(await isWhole(small), true);
    await writeFile(join(small, 'data', 'base', 'two'), '');
    assert.equal(await isWhole(small), false, 'a file too many');
    await rm(join(small, 'data', 'base', 'two'));
    if (process.platform === 'win32') return;
    await chmod(small, 0o777);
    assert.equal(await isWhole(small), false, 'anybody could have changed it');
  });
});
