import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onBothDatabases } from '../../test/ledger/databases.ts';
import { at, noon, openScope, order, person, type Scope, subjectOf } from '../../test/ledger/world.ts';
import type { IntendedRow, SettledRow, Verb } from './contract.ts';

async function write(scope: Scope, verb: Verb, object: 'contact' | 'order', row: IntendedRow, outcome: SettledRow) {
  const base = { destination: scope.lane, epoch: scope.epoch, now: noon };
  const { batchId } = await scope.ledger.intend({ ...base, verb, object, rows: [row] });
  await scope.ledger.settle({ ...base, batchId, rows: [outcome] });
}

function rowOf(subjectId: string, change: Partial<IntendedRow> = {}): IntendedRow {
  const base = { ref: 'r', subjectId, cause: 'sync', key: 'k', members: [], crmId: null, toId: null, label: null };
  return { ...base, old: {}, new: { 'order.number': '#1' }, ...change };
}

onBothDatabases((database) => {
  describe('records that are taken back', () => {
    it('leave nothing that ties their subject to the CRM, and keep the journal', async () => {
      const scope = await openScope(database.ledger);
      const { ledger, lane } = scope;
      const [buyer, bought, other] = [scope.key('customer', 1), scope.key('order', 2), scope.key('order', 3)];
      const members = [person(buyer), order(bought, { buyer }), order(other)];
      await ledger.recordLooks({ now: noon, members });
      const [contact, first, second] = [
        await subjectOf(ledger, buyer),
        await subjectOf(ledger, bought),
        await subjectOf(ledger, other),
      ];
      const written = { result: 'written', mapVersion: 'm', adopted: false } as const;
      await write(scope, 'create', 'contact', rowOf(contact), { ref: 'r', ...written, crmId: '10' });
      await write(scope, 'create', 'order', rowOf(first), { ref: 'r', ...written, crmId: '20' });
      await write(scope, 'create', 'order', rowOf(second), { ref: 'r', ...written, crmId: '30' });
      for (const crmId of ['20', '30']) {
        const link = rowOf(crmId === '20' ? first : second, { crmId, toId: '10', label: 'order_contact', new: {} });
        await write(scope, 'link', 'order', link, { ref: 'r', result: 'linked', madeByUs: true });
      }
      await scope.enqueue(scope.due('customer', 1), scope.due('order', 2), scope.due('order', 3));
      await scope.finish(await scope.claim());

      await ledger.takeBack({ destination: lane, epoch: scope.epoch, subjectIds: [first] });
      const views = await ledger.subjects({ destination: lane, subjectIds: [contact, first, second] });
      assert.deepEqual(
        views.map(({ record, links }) => [record?.crmId ?? null, links.map(({ toId }) => toId)]),
        [
          ['10', []],
          [null, []],
          ['30', ['10']],
        ],
      );
      const standings = await ledger.standings({ destination: lane, keys: [bought, other] });
      assert.deepEqual(
        standings.map(({ standing }) => standing?.state ?? null),
        [null, 'matching'],
      );
      const counted = await ledger.counters({ destination: lane });
      assert.deepEqual(
        counted.map(({ kind, state, count }) => [kind, state, count]),
        [
          ['customer', 'matching', 1],
          ['order', 'matching', 1],
        ],
      );
      const journal = await ledger.journal({ destination: lane, subjectId: first, limit: 10 });
      assert.ok(journal.some(({ action }) => action === 'created'));
    });
  });

  describe('keys that wait for a reason', () => {
    it('are woken without touching the others', async () => {
      const scope = await openScope(database.ledger);
      const { ledger, lane } = scope;
      await scope.enqueue(scope.due('order', 1), scope.due('order', 2), scope.due('order', 3, { priority: 100 }));
      const claimed = await scope.claim();
      const outcome = (reason: string) =>
        ({ type: 'done', standing: { state: 'waiting', reason }, lookAgainAt: at(1_000) }) as const;
      for (const item of claimed) {
        await scope.finish([item], outcome(item.key.id === '2' ? 'its contact' : 'shadow: would be created'));
      }
      assert.deepEqual(await ledger.wake({ lane, source: scope.source, reason: 'shadow', dueAt: noon }), { woken: 2 });
      const again = await scope.claim();
      assert.deepEqual(again.map(({ key, priority }) => [key.id, priority]).toSorted(), [
        ['1', 10],
        ['3', 100],
      ]);
    });
  });
});
