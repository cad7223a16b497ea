import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { withOwnPostgres } from '../../test/ledger/databases.ts';
import { DatabaseAwayError } from './errors.ts';
import { openLedger } from './open.ts';

describe('a server that breaks connections off', () => {
  const server = withOwnPostgres();

  it('is away for whoever is between two queries of a transaction, and for nobody afterwards', async () => {
    const databaseUrl = await server().database();
    const ledger = await openLedger({ databaseUrl });
    try {
      const broken = ledger.snapshot(async (run) => {
        await run('setting', { name: 'one' });
        assert.ok((await server().killBackends(databaseUrl)) > 0);
        await wait(200);
        await run('setting', { name: 'two' });
      });
      await assert.rejects(broken, DatabaseAwayError);
      const again = async (): Promise<unknown> => {
        for (let tries = 0; tries < 100; tries += 1) {
          const answer = await ledger.setting({ name: 'one' }).catch((error: unknown) => error);
          if (!(answer instanceof DatabaseAwayError)) return answer;
          await wait(100);
        }
        return 'away for ten seconds';
      };
      assert.equal(await again(), null);
    } finally {
      await ledger.close();
    }
  });
});
