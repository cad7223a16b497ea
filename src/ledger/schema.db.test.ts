import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { Kysely, PostgresDialect, sql } from 'kysely';
import pg from 'pg';
import { withPostgres } from '../../test/ledger/databases.ts';
import type { Database } from './database.ts';
import { embeddedKysely, startEmbedded } from './embedded-database.ts';
import { LedgerOpenError } from './errors.ts';
import { embeddedMajor } from './folder.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations/all.ts';
import { schemaManifest } from './schema-manifest.ts';

describe('PGlite', () => {
  const db = schemaTests(async () => embeddedKysely(await startEmbedded(null)));

  it('carries the major version of PostgreSQL that the folder format names', async () => {
    const { rows } = await sql<{ version: number }>`
      select current_setting('server_version_num')::integer as version`.execute(db());
    assert.equal(Math.floor((rows[0]?.version ?? 0) / 10_000), embeddedMajor);
  });
});

describe('PostgreSQL', () => {
  const server = withPostgres();
  schemaTests(async () => {
    const pool = new pg.Pool({ connectionString: await server().database() });
    // Hooks run in the order of their registration: the server stops before the pool lets go of it.
    pool.on('error', () => undefined);
    return new Kysely<Database>({ dialect: new PostgresDialect({ pool }) }).withSchema('samestory');
  });
});

function schemaTests(open: () => Promise<Kysely<Database>>): () => Kysely<Database> {
  let opened: Kysely<Database> | null = null;
  const db = () => {
    assert.ok(opened !== null);
    return opened;
  };
  before(async () => {
    opened = await open();
    await migrate(opened);
  });
  after(() => opened?.destroy());

  it('has a privacy class for every column, and no class for a column that is not there', async () => {
    const { rows } = await sql<{ name: string }>`
      select table_name || '.' || column_name as name from information_schema.columns
      where table_schema = 'samestory' order by 1`.execute(db());
    const classified = Object.entries(schemaManifest).flatMap(([table, columns]) => {
      return Object.keys(columns).map((column) => `${table}.${column}`);
    });
    assert.deepEqual(
      rows.map(({ name }) => name),
      classified.toSorted(),
    );
  });

  it('is migrated once, however often it is opened', async () => {
    await migrate(db());
    const { rows } = await sql<{ number: number }>`select number from samestory.migration order by 1`.execute(db());
    assert.deepEqual(
      rows.map(({ number }) => number),
      migrations.map(({ number }) => number),
    );
  });

  it('gives facts of orders from before what they lacked, and leaves the rest of them alone', () => oldFacts(db()));

  it('takes a step as a whole or not at all', async () => {
    const broken = { number: 900, name: 'broken', statements: ['create table samestory.half (a text)', 'no sql'] };
    await assert.rejects(migrate(db(), [...migrations, broken]), /syntax error/);
    const { rows } = await sql`select 1 from information_schema.tables where table_name = 'half'`.execute(db());
    assert.equal(rows.length, 0);
    await migrate(db());
  });

  it('refuses a database that newer code has changed', async () => {
    const newer = { number: 901, name: 'newer', statements: [] };
    await migrate(db(), [...migrations, newer]);
    await assert.rejects(migrate(db()), (error) => {
      return error instanceof LedgerOpenError && /opened by a newer version/.test(error.message);
    });
    await sql`delete from samestory.migration where number = 901`.execute(db());
  });
  return db;
}

async function oldFacts(db: Kysely<Database>): Promise<void> {
  const step = migrations.find(({ name }) => name === "facts of buyers' orders");
  const statement = step?.statements.find((text) => text.startsWith('update'));
  assert.ok(statement !== undefined);
  const old = { type: 'order', order: { name: '#1', processedAt: '2026-03-28T23:30:00Z', net: '10.00' } };
  const kept = { type: 'order', order: { name: '#2', day: '2026-03-29', voided: true, firstVisit: null } };
  const person = { type: 'person', person: { email: 'jane@example.com' } };
  for (const [key, facts] of Object.entries({ old, kept, person })) {
    await sql`
      insert into samestory.member (key, source, kind, id, subject_id, observed_at, facts)
      values (${key}, '1', 'order', ${key}, 1, now(), ${JSON.stringify(facts)}::jsonb)`.execute(db);
  }
  await sql.raw(statement).execute(db);
  const { rows } = await sql<{ key: string; facts: unknown }>`
    delete from samestory.member where key in ('old', 'kept', 'person') returning key, facts`.execute(db);
  const said = { voided: false, day: '2026-03-28', firstVisit: null };
  assert.deepEqual(Object.fromEntries(rows.map(({ key, facts }) => [key, facts])), {
    old: { ...old, order: { ...old.order, ...said } },
    kept,
    person,
  });
}
