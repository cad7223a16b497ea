import assert from 'node:assert/strict';
import { mkdtempSync, readdirSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { embeddedKysely, startEmbedded } from './embedded-database.ts';
import { upkeep } from './upkeep.ts';

const mebibyte = 1_048_576;

describe('what the embedded database does without background processes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'samestory-upkeep-'));
  let db: Kysely<Database>;

  before(async () => {
    db = embeddedKysely(await startEmbedded(folder));
  });

  after(async () => {
    await db.destroy();
    rmSync(folder, { recursive: true, force: true });
  });

  const logBytes = () => {
    const files = readdirSync(join(folder, 'pg_wal'), { withFileTypes: true }).filter((entry) => entry.isFile());
    return files.reduce((sum, { name }) => sum + statSync(join(folder, 'pg_wal', name)).size, 0);
  };

  it('gives back its write-ahead log, however much is written', async () => {
    for (let written = 0; written < 320; written += 8) {
      await sql`select pg_logical_emit_message(false, 'filling', repeat('x', ${8 * mebibyte}::integer))`.execute(db);
      await upkeep(db);
    }
    assert.ok(logBytes() <= 112 * mebibyte, `${Math.round(logBytes() / mebibyte)} MiB of log after 320 were written`);
  });
});
