import assert from 'node:assert/strict';
import { appendFile, chmod, mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
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

  it('is made from nothing when the kept one is damaged, or others may write to it', async () => {
    await appendFile(join(kept, 'data', 'PG_VERSION'), 'damaged');
    assert.equal(await openAndClose('third'), null, 'a damaged copy would not open');
    await chmod(kept, 0o777);
    await appendFile(join(kept, 'manifest.json'), ' ');
    assert.equal(await openAndClose('fourth'), null);
    assert.equal(await openAndClose('fourth'), 'fourth');
  });
});
