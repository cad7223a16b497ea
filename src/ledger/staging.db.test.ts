import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onBothDatabases } from '../../test/ledger/databases.ts';
import { at, failed, noon, openScope, order } from '../../test/ledger/world.ts';
import type { Snapshot } from '../commerce/snapshot.ts';

function snapshotOf(id: string): Snapshot {
  return {
    kind: 'customer',
    source: '1',
    id,
    createdAt: noon.toISOString(),
    updatedAt: noon.toISOString(),
    firstName: null,
    lastName: null,
    email: null,
    phone: null,
    locale: null,
    adminUrl: '',
  };
}

onBothDatabases((database) => {
  it('hands out a bulk row with its key', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    await stage('1', at(-10));
    const [claimed] = await scope.claim();
    assert.deepEqual(claimed?.staged, { observedAt: at(-10), snapshot: snapshotOf('1') });

    async function stage(id: string, observedAt: Date) {
      const rows = [{ key: scope.key('customer', id), observedAt, snapshot: snapshotOf(id) }];
      await ledger.stage({ lane: scope.lane, rows, priority: 10, dueAt: noon, cause: 'history 2026-10' });
    }
  });

  it('drops a bulk row when the record may have changed since, in whatever order that is learned', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    const stage = (id: number) => {
      const row = { key: scope.key('order', id), observedAt: at(-10), snapshot: snapshotOf(String(id)) };
      return ledger.stage({ lane: scope.lane, rows: [row], priority: 10, dueAt: noon, cause: 'history' });
    };
    await scope.enqueue(scope.due('order', 1));
    await stage(1);
    await stage(2);
    await scope.enqueue(scope.due('order', 2));
    await ledger.recordLooks({ now: noon, members: [order(scope.key('order', 3))] });
    await stage(3);
    await stage(4);
    await stage(4);
    await stage(5);
    await ledger.recordLooks({ now: noon, members: [order(scope.key('order', 5))] });
    const claimed = await scope.claim();
    const staged = claimed.map(({ key, staged }): [string, boolean] => [key.id, staged !== null]);
    assert.deepEqual(Object.fromEntries(staged), { 1: false, 2: false, 3: false, 4: true, 5: false });
  });

  it('does not work a record again that was looked at later and is settled in this lane', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    const key = scope.key('order', 1);
    await ledger.recordLooks({ now: noon, members: [order(key)] });
    await scope.enqueue(scope.due('order', 1));
    await scope.finish(await scope.claim());
    const row = { key, observedAt: at(-10), snapshot: snapshotOf('1') };
    await ledger.stage({ lane: scope.lane, rows: [row], priority: 10, dueAt: noon, cause: 'history' });
    assert.deepEqual(await scope.claim(), []);
  });

  it('works a record that was too old for the CRM when somebody looked at it', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    const key = scope.key('order', 1);
    await ledger.recordLooks({ now: noon, members: [order(key)] });
    await scope.enqueue(scope.due('order', 1));
    const standing = { state: 'left out', reason: 'before the cutoff' } as const;
    await scope.finish(await scope.claim(), { type: 'done', standing, lookAgainAt: null });
    const row = { key, observedAt: at(-10), snapshot: snapshotOf('1') };
    await ledger.stage({ lane: scope.lane, rows: [row], priority: 10, dueAt: noon, cause: 'history' });
    const claimed = await scope.claim();
    assert.deepEqual(
      claimed.map(({ cause, staged }) => [cause, staged]),
      [['history', null]],
    );
  });

  it('forgets a used bulk row, and keeps it for the retry of a failed key', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    const rows = [1, 2].map((id) => {
      return { key: scope.key('order', id), observedAt: at(-10), snapshot: snapshotOf(String(id)) };
    });
    await ledger.stage({ lane: scope.lane, rows, priority: 10, dueAt: noon, cause: 'history' });
    const claimed = await scope.claim();
    await scope.finish(claimed.slice(0, 1), failed(noon));
    await scope.finish(claimed.slice(1), { type: 'done', standing: { state: 'matching' }, lookAgainAt: noon });
    const again = await scope.claim();
    assert.deepEqual(again.map(({ attempts, staged }) => [attempts, staged !== null]).toSorted(), [
      [0, false],
      [1, true],
    ]);
  });
});
