import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onBothDatabases } from '../../test/ledger/databases.ts';
import { at, noon, openScope, order, person, type Scope, subjectOf } from '../../test/ledger/world.ts';
import { formatKey, type WorkKey } from '../commerce/keys.ts';
import type { ObservedMember, SubjectView } from './contract.ts';

/** Addresses differ from test to test, because identity looks at the whole ledger. */
function mail(scope: Scope, name: string): string {
  return `${name}.${scope.source}@example.com`;
}

async function look(scope: Scope, ...members: readonly ObservedMember[]): Promise<readonly string[]> {
  const found = await scope.ledger.recordLooks({ now: noon, members });
  return members.map(({ key }) => found[formatKey(key)] ?? 'none');
}

async function view(scope: Scope, key: WorkKey): Promise<SubjectView> {
  const subjectIds = [await subjectOf(scope.ledger, key)];
  const [found] = await scope.ledger.subjects({ destination: scope.lane, subjectIds });
  assert.ok(found !== undefined);
  return found;
}

function memberIds(found: SubjectView): string[] {
  return found.members.map(({ key }) => `${key.kind} ${key.id}`);
}

onBothDatabases((database) => {
  it('gives every order a subject of its own, with what was looked at', async () => {
    const scope = await openScope(database.ledger);
    const first = order(scope.key('order', 1), { buyer: scope.key('customer', 7), gross: '12.50' });
    const [one, two] = await look(scope, first, order(scope.key('order', 2)));
    assert.notEqual(one, two);
    const found = await view(scope, first.key);
    assert.equal(found.object, 'order');
    assert.deepEqual(found.members, [first]);
    assert.equal(found.record, null);
    assert.equal(found.identityCase, null);
  });

  it('keeps the later look, in whatever order the two arrive', async () => {
    const scope = await openScope(database.ledger);
    const key = scope.key('order', 1);
    await look(scope, order(key, { gross: '2.00', observedAt: at(2) }));
    await look(scope, order(key, { gross: '1.00', observedAt: at(1) }));
    const later = order(key, { gross: '2.00', observedAt: at(2) });
    assert.deepEqual((await view(scope, key)).members, [later]);
    const latest = order(key, { gross: '3.00', observedAt: at(3) });
    await look(scope, latest, order(key, { gross: '2.50', observedAt: at(2) }));
    assert.deepEqual((await view(scope, key)).members, [latest]);
  });

  it('joins a guest and a later customer with the same address, oldest member first', async () => {
    const scope = await openScope(database.ledger);
    const email = mail(scope, 'jane');
    const guest = person(scope.key('guest', 900), { email, createdAt: '2026-09-01T00:00:00.000Z' });
    const customer = person(scope.key('customer', 7), {
      email: ` ${email.toUpperCase()}`,
      createdAt: '2026-09-05T00:00:00.000Z',
    });
    const [first] = await look(scope, guest);
    const [second] = await look(scope, customer);
    assert.equal(first, second);
    assert.deepEqual(memberIds(await view(scope, guest.key)), ['guest 900', 'customer 7']);
  });

  it('joins people who appear in the same call', async () => {
    const scope = await openScope(database.ledger);
    const email = mail(scope, 'twice');
    const subjects = await look(
      scope,
      person(scope.key('guest', 1), { email }),
      person(scope.key('guest', 2), { email }),
      person(scope.key('guest', 3), { email: mail(scope, 'other') }),
    );
    assert.equal(new Set(subjects).size, 2);
    assert.equal(subjects[0], subjects[1]);
  });

  it('never joins people without an address', async () => {
    const scope = await openScope(database.ledger);
    const subjects = await look(scope, person(scope.key('customer', 1)), person(scope.key('customer', 2)));
    assert.equal(new Set(subjects).size, 2);
  });

  it('asks a person about two customers of one store with one address', async () => {
    const scope = await openScope(database.ledger);
    const email = mail(scope, 'rival');
    const [first, second] = await look(
      scope,
      person(scope.key('customer', 1), { email }),
      person(scope.key('customer', 2), { email }),
    );
    assert.notEqual(first, second);
    assert.match((await view(scope, scope.key('customer', 2))).identityCase ?? '', /same e-mail/);
    assert.equal((await view(scope, scope.key('customer', 1))).identityCase, null);
  });

  it('leaves a customer whose address changes where they are; another who has it makes both a case', async () => {
    const scope = await openScope(database.ledger);
    const [old, taken] = [mail(scope, 'old'), mail(scope, 'taken')];
    const [jane] = await look(scope, person(scope.key('customer', 1), { email: old }));
    await look(scope, person(scope.key('customer', 2), { email: taken }));
    await look(scope, person(scope.key('customer', 1), { email: mail(scope, 'new'), observedAt: at(1) }));
    assert.equal((await view(scope, scope.key('customer', 1))).subjectId, jane);
    assert.equal((await view(scope, scope.key('customer', 1))).identityCase, null);
    await look(scope, person(scope.key('customer', 1), { email: taken, observedAt: at(2) }));
    for (const id of [1, 2]) {
      assert.match((await view(scope, scope.key('customer', id))).identityCase ?? '', /merge the two people/);
    }
    await look(scope, person(scope.key('customer', 1), { email: old, observedAt: at(3) }));
    for (const id of [1, 2]) {
      assert.equal((await view(scope, scope.key('customer', id))).identityCase, null, 'the address is free again');
    }
  });

  it('makes a merged customer an alias for ever, with their orders', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    const [gone, kept, last] = [scope.key('customer', 1), scope.key('customer', 2), scope.key('customer', 3)];
    await look(scope, person(gone, { email: mail(scope, 'gone') }), person(kept, { email: mail(scope, 'kept') }));
    await look(scope, order(scope.key('order', 9), { buyer: gone }));
    await ledger.mergeMembers({ now: noon, removed: gone, kept });
    assert.equal(await subjectOf(ledger, gone), await subjectOf(ledger, kept));
    assert.deepEqual(memberIds(await view(scope, kept)), ['customer 2']);
    const [facts] = await ledger.ordersOfBuyers({ buyers: [kept] });
    assert.deepEqual(facts?.buyer, kept);
    assert.deepEqual(await ledger.ordersOfBuyers({ buyers: [gone] }), []);

    await look(scope, person(gone, { observedAt: at(9) }), order(scope.key('order', 10), { buyer: gone }));
    assert.deepEqual(memberIds(await view(scope, kept)), ['customer 2'], 'a late look at the removed one is ignored');
    assert.deepEqual((await ledger.ordersOfBuyers({ buyers: [kept] })).length, 2);

    await ledger.mergeMembers({ now: noon, removed: kept, kept: last });
    await ledger.mergeMembers({ now: noon, removed: gone, kept });
    assert.equal(await subjectOf(ledger, gone), await subjectOf(ledger, last), 'an alias of an alias follows');
    assert.deepEqual(memberIds(await view(scope, gone)), [], 'known by name until somebody looks');
    await look(scope, person(last, { email: mail(scope, 'last') }));
    assert.deepEqual(memberIds(await view(scope, gone)), ['customer 3']);
  });

  it('takes along who was joined with the merged customer', async () => {
    const scope = await openScope(database.ledger);
    const [gone, kept, guest] = [scope.key('customer', 1), scope.key('customer', 2), scope.key('guest', 9)];
    const email = mail(scope, 'gone');
    await look(scope, person(gone, { email }), person(guest, { email }), person(kept, { email: mail(scope, 'kept') }));
    await adopt(scope, gone, 'crm-1');
    await database.ledger.mergeMembers({ now: noon, removed: gone, kept });
    assert.deepEqual(memberIds(await view(scope, kept)).toSorted(), ['customer 2', 'guest 9']);
    assert.equal((await view(scope, guest)).record?.crmId, 'crm-1');
  });

  it('asks those who are left about each other when the one who took their address is merged away', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    const [first, second, mover] = [scope.key('customer', 1), scope.key('customer', 2), scope.key('customer', 3)];
    const kept = scope.key('customer', 4);
    const email = mail(scope, 'shared');
    await look(scope, person(first, { email }));
    for (const key of [second, mover, kept]) await look(scope, person(key, { email: mail(scope, `own ${key.id}`) }));
    await look(scope, person(second, { email, observedAt: at(2) }));
    await look(scope, person(mover, { email, observedAt: at(3) }));
    assert.match((await view(scope, first)).identityCase ?? '', /customer 3 now has/);
    const asked = await ledger.mergeMembers({ now: noon, removed: mover, kept });
    assert.deepEqual(asked.map(({ id }) => id).toSorted(), ['1', '2']);
    for (const key of [first, second]) {
      assert.doesNotMatch((await view(scope, key)).identityCase ?? 'customer 3', /customer 3/);
    }
    assert.equal((await view(scope, kept)).identityCase, null);
    assert.deepEqual(await ledger.mergeMembers({ now: noon, removed: second, kept: first }), []);
    assert.equal((await view(scope, first)).identityCase, null, 'who is left alone is asked nothing');
  });

  it('asks a person about a record whose call was settled after its customer was merged away', async () => {
    const scope = await openScope(database.ledger);
    const [gone, kept] = [scope.key('customer', 1), scope.key('customer', 2)];
    const [subjectId = ''] = await look(
      scope,
      person(gone, { email: mail(scope, 'gone') }),
      person(kept, { email: mail(scope, 'kept') }),
    );
    await adopt(scope, kept, 'crm-2');
    const base = { destination: scope.lane, epoch: scope.epoch, now: noon };
    const ends = { crmId: null, toId: null, label: null, old: {}, new: {} };
    const row = { ref: 'late', subjectId, cause: 'history', key: formatKey(gone), members: [formatKey(gone)], ...ends };
    const { batchId } = await database.ledger.intend({ ...base, verb: 'create', object: 'contact', rows: [row] });
    await database.ledger.mergeMembers({ now: noon, removed: gone, kept });
    assert.equal((await view(scope, kept)).identityCase, null);
    const written = { ref: 'late', result: 'written', crmId: 'crm-1', mapVersion: 'm1', adopted: false } as const;
    await database.ledger.settle({ ...base, batchId, rows: [written] });
    assert.match((await view(scope, kept)).identityCase ?? '', /merge the two there/);
  });

  it('hears of a merge before it has seen either customer', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    const [gone, kept] = [scope.key('customer', 1), scope.key('customer', 2)];
    await ledger.mergeMembers({ now: noon, removed: gone, kept });
    await look(scope, person(kept, { email: mail(scope, 'kept') }));
    assert.deepEqual(memberIds(await view(scope, gone)), ['customer 2']);
  });

  it('hands the CRM record of a merged customer to a survivor who has none', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    const [gone, kept, rival] = [scope.key('customer', 1), scope.key('customer', 2), scope.key('customer', 3)];
    await look(scope, ...[gone, kept, rival].map((key) => person(key, { email: mail(scope, key.id) })));
    await adopt(scope, gone, 'crm-1');
    await ledger.mergeMembers({ now: noon, removed: gone, kept });
    assert.equal((await view(scope, kept)).record?.crmId, 'crm-1');
    assert.equal((await view(scope, kept)).identityCase, null);
    await adopt(scope, rival, 'crm-3');
    await ledger.mergeMembers({ now: noon, removed: rival, kept });
    assert.match((await view(scope, kept)).identityCase ?? '', /merge the two there/);
  });

  it('finds subjects by key, order name, number and address', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    const name = `#EX-${scope.source}`;
    const id = `77${scope.source}`;
    const buyer = person(scope.key('customer', id), { email: mail(scope, 'find') });
    const [orderSubject, personSubject] = await look(scope, order(scope.key('order', 1), { name }), buyer);
    const find = (text: string) => ledger.findSubjects({ text });
    assert.deepEqual(await find(name), [orderSubject]);
    assert.deepEqual(await find(name.slice(1).toLowerCase()), [orderSubject]);
    assert.deepEqual(await find(formatKey(buyer.key)), [personSubject]);
    assert.deepEqual(await find(id), [personSubject]);
    assert.deepEqual(await find(` ${mail(scope, 'FIND')} `), [personSubject]);
    assert.deepEqual(await find('nobody\u0000@example.com'), []);
    assert.deepEqual(await find(' '), []);
  });

  it('says which swept records are news', async () => {
    const { ledger } = database;
    const scope = await openScope(ledger);
    await look(scope, order(scope.key('order', 1)), order(scope.key('order', 2)), order(scope.key('order', 3)));
    const rows = [
      { key: scope.key('order', 1), updatedAt: at(-1) },
      { key: scope.key('order', 2), updatedAt: at(1) },
      { key: scope.key('order', 3), updatedAt: null },
      { key: scope.key('order', 4), updatedAt: at(-1) },
    ];
    const news = [2, 3, 4].map((id) => formatKey(scope.key('order', id)));
    assert.deepEqual(await ledger.changedMembers({ rows }), news);
    const sameSecond = [{ key: scope.key('order', 1), updatedAt: noon }];
    assert.deepEqual(await ledger.changedMembers({ rows: sameSecond }), [formatKey(scope.key('order', 1))]);
  });
});

async function adopt(scope: Scope, key: WorkKey, crmId: string): Promise<void> {
  const row = { subjectId: await subjectOf(scope.ledger, key), object: 'contact' as const, key: formatKey(key), crmId };
  const { lane: destination, epoch } = scope;
  const rows = [{ ...row, observed: {}, mapVersion: '1', cause: 'test' }];
  await scope.ledger.adopt({ destination, epoch, now: noon, rows });
}
