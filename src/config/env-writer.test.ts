import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { parseEnv } from 'node:util';
import fc from 'fast-check';
import { saveToEnvFile, withValues } from './env-writer.ts';

const folders: string[] = [];
after(() => {
  for (const folder of folders) rmSync(folder, { recursive: true });
});
function newFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'samestory-env-writer-'));
  folders.push(folder);
  return folder;
}
const modeOf = (path: string) => statSync(path).mode & 0o777;

describe('saving to a .env file', () => {
  it('makes a file that only its owner can read', async () => {
    const folder = newFolder();
    const { path, changed } = await saveToEnvFile(folder, { HUBSPOT_TOKEN: 'pat-1', SHOPIFY_SHOP: 'acme' });
    assert.equal(readFileSync(path, 'utf8'), 'HUBSPOT_TOKEN=pat-1\nSHOPIFY_SHOP=acme\n');
    assert.equal(changed, true);
    assert.equal(modeOf(path), 0o600);
    assert.deepEqual(readdirSync(folder), ['.env'], 'no draft stays behind');
  });

  it('keeps every other line, and takes a file away from others', async () => {
    const folder = newFolder();
    const path = join(folder, '.env');
    const text =
      '# ours\nexport SHOPIFY_SHOP = "old" # the shop\n\nOTHER=\'a b\'\nHUBSPOT_TOKEN=one\nHUBSPOT_TOKEN=two';
    writeFileSync(path, text, { mode: 0o644 });
    await saveToEnvFile(folder, { SHOPIFY_SHOP: 'new', HUBSPOT_TOKEN: 'three', ADDED: 'x' });
    const saved = readFileSync(path, 'utf8');
    assert.equal(saved, "# ours\nSHOPIFY_SHOP=new\n\nOTHER='a b'\nHUBSPOT_TOKEN=one\nHUBSPOT_TOKEN=three\nADDED=x\n");
    assert.equal(modeOf(path), 0o600);
    assert.equal((await saveToEnvFile(folder, { SHOPIFY_SHOP: 'new' })).changed, false);
  });

  it('writes through a link', async () => {
    const [folder, elsewhere] = [newFolder(), newFolder()];
    writeFileSync(join(elsewhere, 'secrets'), 'A=1\n');
    symlinkSync(join(elsewhere, 'secrets'), join(folder, '.env'));
    await saveToEnvFile(folder, { B: '2' });
    assert.equal(readFileSync(join(elsewhere, 'secrets'), 'utf8'), 'A=1\nB=2\n');
  });

  it('reads back as it was written, whatever a secret looks like', () => {
    const secret = fc.string({ minLength: 1, unit: 'grapheme-ascii' }).filter((text) => !/\s/.test(text));
    const property = fc.property(secret, (value) => {
      const read = parseEnv(withValues('X=1\n', { SECRET: value }));
      // A value that holds every kind of quote cannot be spelled; saving it is refused.
      const spellable = ["'", '"', '`'].some((quote) => !value.includes(quote));
      if (spellable) assert.deepEqual({ ...read }, { X: '1', SECRET: value });
    });
    fc.assert(property);
  });

  it('refuses a value that would read back otherwise, and leaves the file alone', async () => {
    const folder = newFolder();
    writeFileSync(join(folder, '.env'), 'A=1\n');
    await assert.rejects(saveToEnvFile(folder, { SECRET: `a'b"c\`d` }), /SECRET/);
    assert.equal(readFileSync(join(folder, '.env'), 'utf8'), 'A=1\n');
  });
});
