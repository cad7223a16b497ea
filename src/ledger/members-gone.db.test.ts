import assert from 'node:assert/strict';
import { it } from 'node:test';
import { onBothDatabases } from '../../test/ledger/databases.ts';
import { at, noon, openScope, person, type Scope, subjectOf } from '../../test/ledger/world.ts';
import { formatKey, type WorkKey } from '../commerce/keys.ts';
import type { ObservedMember } from './contract.ts';

onBothDatabases((database) => {
  const mail = ({ source }: Scope, name: string) => `${name}.${source}@example.com`;
  const look = (...members: readonly ObservedMember[]) => database.ledger.recordLooks({ now: noon, members });
  const gone = async (...keys: readonly WorkKey[]) =>
    (await database.ledger.membersGone({ keys, at: at(60) })).map(({ kind, id }) => `${kind} ${id}`);
  const question = async ({ lane, ledger }: Scope, key: WorkKey) => {
    const [view] = await ledger.subjects({ destination: lane, subjectIds: [await subjectOf(ledger, key)] });
    assert.ok(view);
    return view.identityCase;
  };
  const adopt = async ({ ledger, lane, epoch }: Scope, key: WorkKey, crmId: string) => {
    const tied = { subjectId: await subjectOf(ledger, key), key: formatKey(key), crmId, observed: {} };
    const versions = { mapVersion: 'm1', identityVersion: 'i1' };
    const rows = [{ object: 'contact', cause: 'history', ...tied, ...versions } as const];
    await ledger.adopt({ destination: lane, epoch, now: noon, rows });
  };

  it('a customer who came to an address before it was known that its owner was deleted is the same person', async () => {
    const scope = await openScope(database.ledger);
    const [deleted, next] = [scope.key('customer', 1), scope.key('customer', 2)];
    const email = mail(scope, 'one');
    await look(person(deleted, { email }));
    await adopt(scope, deleted, 'crm-1');
    await look(person(next, { email }));
    assert.match((await question(scope, next)) ?? '', /customer 2 and customer 1 of one store/);
    assert.deepEqual(await gone(deleted), ['customer 2']);
    assert.equal(await subjectOf(scope.ledger, next), await subjectOf(scope.ledger, deleted), 'they get the contact');
    assert.equal(await question(scope, next), null);
    assert.deepEqual(await gone(deleted), [], 'told again');
  });

  it('a guest whose address was corrected to that of a customer who is deleted is asked nothing more', async () => {
    const scope = await openScope(database.ledger);
    const [guest, customer] = [scope.key('guest', 1), scope.key('customer', 2)];
    await look(person(guest, { email: mail(scope, 'wrong') }), person(customer, { email: mail(scope, 'right') }));
    await adopt(scope, guest, 'crm-1');
    await look(person(guest, { email: mail(scope, 'right'), observedAt: at(2) }));
    assert.match((await question(scope, guest)) ?? '', /guest of order 1 now has the e-mail of customer 2/);
    assert.deepEqual(await gone(customer), ['guest 1']);
    assert.equal(await question(scope, guest), null);
    assert.notEqual(
      await subjectOf(scope.ledger, guest),
      await subjectOf(scope.ledger, customer),
      'the guest keeps their contact',
    );
  });

  it('those who are left with an address are asked about each other, and not about who is deleted', async () => {
    const scope = await openScope(database.ledger);
    const [first, second, deleted] = [scope.key('customer', 1), scope.key('customer', 2), scope.key('customer', 3)];
    const email = mail(scope, 'shared');
    await look(person(first, { email }));
    for (const key of [second, deleted]) await look(person(key, { email: mail(scope, `own ${key.id}`) }));
    for (const key of [first, second]) await adopt(scope, key, `crm-${key.id}`);
    await look(person(second, { email, observedAt: at(2) }));
    await look(person(deleted, { email, observedAt: at(3) }));
    assert.match((await question(scope, first)) ?? '', /customer 3 now has/);
    assert.deepEqual((await gone(deleted)).toSorted(), ['customer 1', 'customer 2']);
    for (const key of [first, second]) assert.doesNotMatch((await question(scope, key)) ?? 'customer 3', /customer 3/);
    assert.deepEqual(await gone(second), ['customer 1']);
    assert.equal(await question(scope, first), null, 'who is left alone is asked nothing');
  });

  it('the address of a deleted customer is free for who changes to it', async () => {
    const scope = await openScope(database.ledger);
    const [deleted, mover] = [scope.key('customer', 1), scope.key('customer', 2)];
    const email = mail(scope, 'free');
    await look(person(deleted, { email }), person(mover, { email: mail(scope, 'own') }));
    assert.deepEqual(await gone(deleted), []);
    await look(person(mover, { email, observedAt: at(2) }));
    assert.equal(await question(scope, mover), null);
    assert.notEqual(await subjectOf(scope.ledger, mover), await subjectOf(scope.ledger, deleted));
  });
});
