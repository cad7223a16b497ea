import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import pg from 'pg';
import { withPostgres } from '../../test/ledger/databases.ts';
import { noon, openScope } from '../../test/ledger/world.ts';
import { openLedger } from './open.ts';

describe('what a server knows of tables that grow faster than autovacuum looks', () => {
  const server = withPostgres();

  it('is kept up by whoever fills them', async () => {
    const databaseUrl = await server().database();
    const ledger = await openLedger({ databaseUrl });
    const client = new pg.Client({ connectionString: databaseUrl });
    await client.connect();
    try {
      await client.query('alter table samestory.due_key set (autovacuum_enabled = false)');
      const scope = await openScope(ledger);
      const rows = Array.from({ length: 3_000 }, (_, index) => scope.due('order', index + 1, { dueAt: noon }));
      await scope.enqueue(...rows);
      let planned = -1;
      for (let turn = 0; turn < 300 && planned < rows.length; turn += 1) {
        for (let calls = 0; calls < 10; calls += 1) await ledger.setting({ name: 'any' });
        const { rows: classes } = await client.query<{ reltuples: number }>(
          `select reltuples from pg_class where oid = 'samestory.due_key'::regclass`,
        );
        planned = classes[0]?.reltuples ?? -1;
        await wait(20);
      }
      assert.equal(planned, rows.length, 'the planner takes the table for as large as it is');
    } finally {
      await client.end();
      await ledger.close();
    }
  });
});
