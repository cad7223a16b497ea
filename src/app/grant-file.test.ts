import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, it } from 'node:test';
import { ConnectorError } from '../connector/failure.ts';
import { systemClock } from '../lib/clock.ts';
import { grantFile } from './grant-file.ts';

describe('the file of an installation', () => {
  const folder = mkdtempSync(join(tmpdir(), 'samestory-grant-'));
  after(() => rmSync(folder, { recursive: true }));
  const path = join(folder, 'token.json');
  const open = () => grantFile(path, 'a.myshopify.com', systemClock);
  const grant = (count: number) => ({
    token: `shpat_${count}`,
    scopes: ['read_orders'],
    expiresAt: new Date('2026-11-23T10:00:00Z'),
    refreshToken: `shprt_${count}`,
    refreshExpiresAt: null,
  });

  it('is for its owner only, and gives back what was kept', async () => {
    assert.equal(await open().load(), null);
    await open().save(grant(1));
    if (process.platform !== 'win32') assert.equal(statSync(path).mode & 0o777, 0o600);
    const kept = await open().load();
    assert.deepEqual([kept?.token, kept?.refreshToken, kept?.expiresAt], ['shpat_1', 'shprt_1', grant(1).expiresAt]);
  });

  it('is replaced by one process at a time, and left alone when the work fails', async () => {
    const add = () =>
      open().replace(async (current) => {
        const count = Number(current?.token.slice(6) ?? 0) + 1;
        await systemClock.sleep(5);
        return grant(count);
      });
    await Promise.all([add(), add(), add(), add()]);
    assert.equal((await open().load())?.token, 'shpat_5');
    await assert.rejects(
      open().replace(async () => Promise.reject(new Error('no answer'))),
      /no answer/,
    );
    assert.equal((await open().load())?.token, 'shpat_5');
    assert.deepEqual(readdirSync(folder), ['token.json']);
  });

  it('does not wait for a process that has died', async () => {
    writeFileSync(`${path}.lock`, '');
    utimesSync(`${path}.lock`, new Date(0), new Date(0));
    await open().replace(async () => grant(9));
    assert.equal((await open().load())?.token, 'shpat_9');
  });

  it('refuses the file of another store, and one that somebody has edited', async () => {
    const isUnusable = (error: unknown) => error instanceof ConnectorError && error.failure.code === 'TOKEN_FILE';
    await assert.rejects(grantFile(path, 'b.myshopify.com', systemClock).load(), isUnusable);
    writeFileSync(path, '{"token":');
    await assert.rejects(open().load(), isUnusable);
  });
});
