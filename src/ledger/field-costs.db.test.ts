import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onBothDatabases } from '../../test/ledger/databases.ts';
import { at, noon, openScope, order, subjectOf } from '../../test/ledger/world.ts';

onBothDatabases((database) => {
  describe('what fields cost', () => {
    it('is the records by the map that wrote them, and what was parked since a time', async () => {
      const scope = await openScope(database.ledger);
      const { ledger, lane } = scope;
      const before = await ledger.fieldCosts({ since: noon });
      const keys = [1, 2, 3].map((id) => scope.key('order', id));
      await ledger.recordLooks({ now: noon, members: keys.map((key) => order(key)) });
      const subjects: string[] = [];
      for (const key of keys) subjects.push(await subjectOf(ledger, key));
      const base = { destination: lane, epoch: scope.epoch, now: noon };
      for (const [index, subjectId] of subjects.entries()) {
        const row = { ref: 'r', subjectId, cause: 'test', key: `k${index}`, members: [], crmId: null };
        const rows = [{ ...row, toId: null, label: null, old: {}, new: { 'order.number': '#1' } }];
        const { batchId } = await ledger.intend({ ...base, verb: 'create', object: 'order', rows });
        const mapVersion = index === 0 ? `older ${lane}` : `newer ${lane}`;
        const outcome = { ref: 'r', result: 'written', crmId: `${index}`, mapVersion, adopted: false } as const;
        await ledger.settle({ ...base, batchId, rows: [outcome] });
      }
      const [subjectId = ''] = subjects;
      const refused = {
        subjectId,
        key: scope.key('order', 1),
        class: 'map',
        code: 'INVALID_OPTION',
        message: 'no',
      } as const;
      const park = (now: Date, field: string, value: string) =>
        ledger.parkValues({ destination: lane, now, rows: [{ ...refused, field, value }] });
      await park(at(-60), `state ${lane}`, 'long ago');
      await park(at(1), `state ${lane}`, 'a');
      await park(at(2), `state ${lane}`, 'b');
      await park(at(2), `note ${lane}`, 'c');
      const { records, versions, incidents } = await ledger.fieldCosts({ since: noon });
      assert.equal(records.order - before.records.order, 3);
      assert.equal(records.contact, before.records.contact);
      assert.deepEqual([versions[`older ${lane}`], versions[`newer ${lane}`]], [1, 2]);
      assert.deepEqual([incidents[`state ${lane}`], incidents[`note ${lane}`]], [2, 1]);
    });
  });
});
