import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { PGlite } from '@electric-sql/pglite';
import { type Kysely, sql } from 'kysely';
import type { Database } from './database.ts';
import { embeddedKysely, startEmbedded } from './embedded-database.ts';

describe('statements on the embedded database', () => {
  let pglite: PGlite;
  let db: Kysely<Database>;

  before(async () => {
    pglite = await startEmbedded(null);
    db = embeddedKysely(pglite);
    await sql`create table things (id bigint primary key, name text, tags text[], at timestamptz, facts jsonb)`.execute(
      db,
    );
  });

  after(() => db.destroy());

  async function things(): Promise<unknown[]> {
    return await db.transaction().execute(async (tx) => (await sql`select * from things order by id`.execute(tx)).rows);
  }

  it('give the same values back, the first time and every time after it', async () => {
    const at = new Date('2026-03-29T01:30:00.123Z');
    for (const id of ['1', '2', '9007199254740993']) {
      await db.transaction().execute(async (tx) => {
        const tags = ['a', 'with "quotes", commas', ''];
        await sql`
          insert into things (id, name, tags, at, facts)
          values (${id}, ${null}, ${tags}, ${at}, ${JSON.stringify({ id })}::jsonb)`.execute(tx);
      });
    }
    const rest = { name: null, tags: ['a', 'with "quotes", commas', ''], at };
    assert.deepEqual(await things(), [
      { id: '1', ...rest, facts: { id: '1' } },
      { id: '2', ...rest, facts: { id: '2' } },
      { id: '9007199254740993', ...rest, facts: { id: '9007199254740993' } },
    ]);
  });

  it('can be run again after one of them failed', async () => {
    const insert = () => db.transaction().execute((tx) => sql`insert into things (id) values (${'1'})`.execute(tx));
    await assert.rejects(insert, /duplicate key/);
    await assert.rejects(insert, /duplicate key/);
    const broken = () => db.transaction().execute((tx) => sql`select nothing from things`.execute(tx));
    await assert.rejects(broken, /column "nothing" does not exist/);
    assert.equal((await things()).length, 3);
  });

  it('follow a change of the schema', async () => {
    const before = await things();
    await db.transaction().execute((tx) => sql`alter table things add column color text default 'red'`.execute(tx));
    const expected = before.map((thing) => Object.assign({}, thing, { color: 'red' }));
    assert.deepEqual(await things(), expected);
  });

  it('are forgotten, oldest first, when there are very many', async () => {
    for (let index = 0; index < 600; index += 1) {
      const text = `select ${index}::integer as value, id from things where id = $1`;
      const { rows } = await db
        .transaction()
        .execute((tx) => sql.raw<{ value: number }>(text.replace('$1', "'2'")).execute(tx));
      assert.equal(rows[0]?.value, index);
    }
    const { rows } = await pglite.query<{ count: number }>(
      'select count(*)::integer as count from pg_prepared_statements',
    );
    assert.ok((rows[0]?.count ?? 0) <= 500, `${rows[0]?.count} statements are prepared`);
  });
});
