import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onBothDatabases } from '../../test/ledger/databases.ts';
import { ids, noon, openScope } from '../../test/ledger/world.ts';

const longLeaseMs = 600_000;

describe('a lane that changes hands', () => {
  onBothDatabases((database) => {
    it('frees the claims of the holder before at once, and counts them', async () => {
      const scope = await openScope(database.ledger);
      const { ledger, lane, source } = scope;
      await scope.enqueue(scope.due('order', 1), scope.due('order', 2));
      await scope.claim({ leaseMs: longLeaseMs });
      assert.deepEqual(await scope.claim(), [], 'the holder itself does not get them twice');
      assert.equal((await ledger.dueSummary({ lane, source, now: noon })).leased, 2);
      const again = await ledger.takeLane({ destination: lane, holder: 'test', leaseMs: longLeaseMs });
      assert.ok(again.taken);
      const summary = await ledger.dueSummary({ lane, source, now: noon });
      assert.deepEqual([summary.ready, summary.leased], [2, 0]);
      const taken = await ledger.claim({
        lane,
        source,
        epoch: again.epoch,
        now: noon,
        limit: 10,
        leaseMs: longLeaseMs,
      });
      assert.deepEqual(ids(taken).toSorted(), ['1', '2']);
      assert.deepEqual(new Set(taken.map(({ claims }) => claims)), new Set([2]));
    });

    it('frees the task that the holder before was at', async () => {
      const { ledger, lane, source, epoch } = await openScope(database.ledger);
      await ledger.scheduleTask({ lane, source, name: 'sweep', slice: 'returns', dueAt: noon });
      const claim = (of: number) => ledger.claimTask({ lane, source, epoch: of, now: noon, leaseMs: longLeaseMs });
      assert.ok(await claim(epoch));
      assert.equal(await claim(epoch), null);
      const again = await ledger.takeLane({ destination: lane, holder: 'test', leaseMs: longLeaseMs });
      assert.ok(again.taken);
      assert.equal((await claim(again.epoch))?.slice, 'returns');
    });

    it('waits for the lease of another holder, unless nobody else can have the database', async () => {
      const { ledger, lane, epoch } = await openScope(database.ledger);
      const take = (exclusive: boolean) =>
        ledger.takeLane({ destination: lane, holder: 'another', leaseMs: longLeaseMs, exclusive });
      assert.equal((await take(false)).taken, false);
      assert.deepEqual(await take(true), { taken: true, epoch: epoch + 1 });
      assert.equal(ledger.exclusive, database.name === 'PGlite');
    });
  });
});
