import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onBothDatabases } from '../../test/ledger/databases.ts';
import { at, noon, openScope, person, type Scope, subjectOf } from '../../test/ledger/world.ts';
import { formatKey } from '../commerce/keys.ts';
import type { IndexedRecord, MatchQuery } from './contract.ts';

const nothing = { key: null, members: [], emails: [], phones: [], nameWords: [] };

async function list(scope: Scope, ...records: readonly (Partial<IndexedRecord> & { readonly crmId: string })[]) {
  const full = records.map((record) => ({ ...nothing, ...record }));
  await scope.ledger.indexRecords({ destination: scope.lane, object: 'contact', seenAt: noon, records: full });
}

async function find(scope: Scope, query: Partial<MatchQuery>) {
  const full = { ref: 'q', keys: [], emails: [], phones: [], names: [], members: [], ...query };
  const found = await scope.ledger.match({ destination: scope.lane, object: 'contact', queries: [full] });
  return (found['q'] ?? []).map(({ crmId, by, name, otherEmail, apart }) => {
    return `${crmId} by ${by}${by === 'phone' ? `, name ${name}` : ''}${otherEmail ? ', other address' : ''}${apart ? ', apart' : ''}`;
  });
}

onBothDatabases((database) => {
  it('matches CRM records by key first and by any of their addresses', async () => {
    const scope = await openScope(database.ledger);
    await list(
      scope,
      { crmId: '1', key: 's/customer/1', members: ['s/guest/5'], emails: ['Jane@example.com', 'j@example.com'] },
      { crmId: '2', emails: ['jane@example.com'] },
    );
    const both = { keys: ['s/guest/5'], emails: ['JANE@example.com'] };
    assert.deepEqual(await find(scope, both), ['1 by key, other address', '2 by email']);
    const renamed = { ...nothing, crmId: '2', emails: ['other@example.com'] };
    const index = { destination: scope.lane, object: 'contact', records: [renamed] } as const;
    await scope.ledger.indexRecords({ ...index, seenAt: at(-5) });
    assert.equal((await find(scope, { emails: ['jane@example.com'] })).length, 2, 'an older look changes nothing');
    await scope.ledger.indexRecords({ ...index, seenAt: at(5) });
    assert.deepEqual(await find(scope, { emails: ['jane@example.com'] }), ['1 by email']);
  });

  it('compares the names of records that share a number, and says whether they have another address', async () => {
    const scope = await openScope(database.ledger);
    await list(
      scope,
      { crmId: '1', phones: ['+4930123456'], nameWords: ['anna', 'maria', 'roth'] },
      { crmId: '2', phones: ['+4930123456'], nameWords: ['bernd', 'roth'], emails: ['bernd@example.com'] },
      { crmId: '3', phones: ['+4930123456'] },
    );
    const anna = { phones: ['+4930123456'], names: [['roth', 'anna']], emails: ['anna@example.com'] };
    assert.deepEqual(await find(scope, anna), [
      '1 by phone, name agrees',
      '2 by phone, name differs, other address',
      '3 by phone, name unknown',
    ]);
  });

  it('puts what people decided before everything else, until it is undone', async () => {
    const scope = await openScope(database.ledger);
    await list(scope, { crmId: '1', emails: ['jane@example.com'] }, { crmId: '9' });
    const key = scope.key('customer', 7);
    const query = { emails: ['jane@example.com'], members: [formatKey(key)] };
    const base = { by: 'Kim', destination: scope.lane, keys: [key], otherKeys: [], now: noon };
    const link = await scope.ledger.decide({ decision: { ...base, kind: 'link', crmIds: ['9'] } });
    const apart = await scope.ledger.decide({ decision: { ...base, kind: 'apart', crmIds: ['1'] } });
    assert.deepEqual(await find(scope, query), ['9 by decision', '1 by email, apart']);
    assert.deepEqual(await find(scope, { ...query, members: ['s/customer/8'] }), ['1 by email']);
    for (const { id } of [link, apart])
      assert.ok((await scope.ledger.undoDecision({ id, by: 'Kim', now: at(1) })) !== null);
    assert.equal(await scope.ledger.undoDecision({ id: link.id, by: 'Kim', now: at(1) }), null, 'undone once');
    assert.deepEqual(await find(scope, query), ['1 by email']);
    const [last] = await scope.ledger.decisions({ limit: 1 });
    assert.deepEqual(last?.undone, { by: 'Kim', at: at(1) });
  });

  it('never joins two people whom somebody keeps apart', async () => {
    const scope = await openScope(database.ledger);
    const { ledger } = scope;
    const email = `shared.${scope.source}@example.com`;
    const [one, guest, late] = [scope.key('customer', 1), scope.key('guest', 2), scope.key('guest', 3)];
    await ledger.recordLooks({ now: noon, members: [person(one, { email })] });
    const base = { by: 'Kim', destination: null, keys: [guest], otherKeys: [one], crmIds: [], now: noon };
    await ledger.decide({ decision: { ...base, kind: 'apart' } });
    await ledger.recordLooks({ now: noon, members: [person(guest, { email })] });
    assert.notEqual(await subjectOf(ledger, guest), await subjectOf(ledger, one));
    await ledger.recordLooks({ now: noon, members: [person(late, { email })] });
    const [view] = await ledger.subjects({ destination: scope.lane, subjectIds: [await subjectOf(ledger, late)] });
    assert.match(view?.identityCase ?? '', /2 people already have the e-mail of the guest of order 3/);
  });
});
