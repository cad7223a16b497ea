import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onBothDatabases } from '../../test/ledger/databases.ts';
import { noon, openScope, person, subjectOf } from '../../test/ledger/world.ts';
import { erasable } from './erase.ts';
import { schemaManifest } from './schema-manifest.ts';

it('every table with something personal says how its rows are found', () => {
  const tables = Object.entries(schemaManifest).flatMap(([table, columns]) =>
    Object.values(columns).includes('personal') ? [table] : [],
  );
  assert.deepEqual(tables.toSorted(), Object.keys(erasable).toSorted());
});

onBothDatabases((database) => {
  it('empties what the ledger holds about a person, and leaves everybody else and the ids', async () => {
    const scope = await openScope(database.ledger);
    const { ledger, lane: destination, epoch } = scope;
    const [gone, stays] = [scope.key('customer', 1), scope.key('customer', 2)];
    const members = [gone, stays].map((key) =>
      person(key, { email: `p${key.id}-${scope.source}@example.com`, firstName: `Name ${key.id}` }),
    );
    await ledger.recordLooks({ now: noon, members });
    for (const key of [gone, stays]) {
      const subjectId = await subjectOf(ledger, key);
      const observed = { 'contact.first_name': `Name ${key.id}` };
      const row = { subjectId, object: 'contact' as const, key: `${scope.source}/customer/${key.id}`, crmId: key.id };
      const rows = [{ ...row, observed, mapVersion: '1', cause: 'test' }];
      await ledger.adopt({ destination, epoch, now: noon, rows });
    }
    const erased = await ledger.erase({ keys: [gone] });
    assert.deepEqual([erased['member'], erased['crm_record'], erased['journal']], [1, 1, 1]);
    const views = await ledger.subjects({
      destination,
      subjectIds: [await subjectOf(ledger, gone), await subjectOf(ledger, stays)],
    });
    assert.deepEqual(
      views.map(({ members: left, record }) => [left.length, record?.written, record?.crmId]),
      [
        [0, {}, '1'],
        [1, { 'contact.first_name': 'Name 2' }, '2'],
      ],
    );
    const history = await ledger.journal({ destination, subjectId: await subjectOf(ledger, gone), limit: 10 });
    assert.doesNotMatch(JSON.stringify(history), /Name/);
    assert.deepEqual(await ledger.findSubjects({ text: `p1-${scope.source}@example.com` }), []);
    assert.equal((await ledger.findSubjects({ text: `p2-${scope.source}@example.com` })).length, 1);
  });
});
