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
    kept = join(cache(), await onlyKept());
  });

  after(async () => {
    if (homeBefore === undefined) delete process.env['HOME'];
    else process.env['HOME'] = homeBefore;
    await rm(folder, { recursive: true, force: true });
  });

  const cache = () => join(folder, '.cache', 'samestory');

  async function onlyKept(): Promise<string> {
    const names = await readdir(cache());
    assert.equal(names.length, 1, names.join(', '));
    return names[0] ?? '';
  }

  /** The hash of one value, which differs with the key of the ledger. */
  async function hashIn(name: string): Promise<string | undefined> {
    const ledger = await openLedger({ folder: join(folder, name) });
    const [hash] = await ledger.valueHash({ values: ['jane@example.com'] });
    await ledger.close();
    return hash;
  }

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

  it('draws the key of its hashes itself, once: copies of one database do not share it', async () => {
    const hashes = [await hashIn('one'), await hashIn('two'), await hashIn('first')];
    assert.equal(new Set(hashes).size, 3);
    assert.equal(await hashIn('two'), hashes[1]);
    assert.equal(await hashIn('first'), hashes[2]);
  });

  it('is made from nothing when the kept one is damaged', async () => {
    await appendFile(join(kept, 'data', 'PG_VERSION'), 'damaged');
    await mkdir(join(cache(), 'new-database-0.0.1-of-an-older-schema'));
    assert.equal(await openAndClose('third'), null, 'a damaged copy would not open');
    assert.ok(await isWhole(kept), 'the new one is kept instead');
    assert.equal(join(cache(), await onlyKept()), kept, 'and no other');
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
