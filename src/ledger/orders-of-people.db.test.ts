import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { onBothDatabases } from '../../test/ledger/databases.ts';
import { at, noon, openScope, order, person, type Scope, subjectOf } from '../../test/ledger/world.ts';
import { formatKey, type WorkKey } from '../commerce/keys.ts';
import type { Visit } from '../commerce/order.ts';
import type { ObservedMember } from './contract.ts';

const none = {
  referrerUrl: null,
  landingPage: null,
  utmMedium: null,
  utmCampaign: null,
  utmContent: null,
  utmTerm: null,
};
const visit = (occurredAt: string): Visit => ({ occurredAt, source: 'Google', utmSource: null, ...none });

onBothDatabases((database) => {
  const open = () => openScope(database.ledger);
  const look = ({ ledger }: Scope, ...members: readonly ObservedMember[]) => ledger.recordLooks({ now: noon, members });
  const viewOf = async ({ ledger, lane }: Scope, key: WorkKey, orders = true) => {
    const [view] = await ledger.subjects({ destination: lane, subjectIds: [await subjectOf(ledger, key)], orders });
    assert.ok(view);
    return view;
  };
  const boughtBy = async (scope: Scope, key: WorkKey) =>
    (await viewOf(scope, key)).orders.map(
      (facts) => `${facts.key.source === scope.source ? '' : 'other '}${facts.key.id}`,
    );

  describe('orders come with the person', () => {
    it('of all members, guests and stores, and only where they are asked for', async () => {
      const [here, there] = [await open(), await open()];
      const email = `${here.source}@example.com`;
      const [jane, guest, abroad] = [here.key('customer', 1), here.key('guest', 20), there.key('customer', 1)];
      await look(here, person(jane, { email }), person(guest, { email }), person(abroad, { email }));
      await look(
        here,
        order(here.key('order', 10), { buyer: jane }),
        order(here.key('order', 20), { buyer: guest }),
        order(there.key('order', 30), { buyer: abroad }),
        order(here.key('order', 40), { buyer: here.key('customer', 2) }),
      );
      assert.deepEqual((await boughtBy(here, jane)).toSorted(), ['10', '20', 'other 30']);
      assert.deepEqual((await viewOf(here, jane, false)).orders, []);
    });

    it('and follow a merge', async () => {
      const scope = await open();
      const [kept, gone] = [scope.key('customer', 1), scope.key('customer', 2)];
      await look(scope, person(kept), person(gone));
      await look(scope, order(scope.key('order', 1), { buyer: kept }), order(scope.key('order', 2), { buyer: gone }));
      await database.ledger.mergeMembers({ now: noon, removed: gone, kept });
      assert.deepEqual(await boughtBy(scope, kept), ['1', '2']);
    });
  });

  describe('orders leave the person', () => {
    it('when they name another buyer, who is then known as the former one', async () => {
      const scope = await open();
      const [guest, jane, bought] = [scope.key('guest', 5), scope.key('customer', 1), scope.key('order', 5)];
      await look(scope, person(guest), person(jane), order(bought, { buyer: guest }));
      assert.deepEqual(await database.ledger.formerBuyers({ orders: [formatKey(bought)] }), []);
      await look(scope, order(bought, { buyer: jane, observedAt: at(1) }));
      assert.deepEqual([await boughtBy(scope, guest), await boughtBy(scope, jane)], [[], ['5']]);
      assert.deepEqual(await database.ledger.formerBuyers({ orders: [formatKey(bought)] }), [
        { order: formatKey(bought), buyer: guest, subjectId: await subjectOf(database.ledger, guest) },
      ]);
    });

    it('when they are deleted, until a later look shows them again', async () => {
      const scope = await open();
      const [jane, bought] = [scope.key('customer', 1), scope.key('order', 7)];
      await look(scope, person(jane), order(bought, { buyer: jane }));
      await database.ledger.membersGone({ keys: [bought], at: at(1) });
      assert.deepEqual(await boughtBy(scope, jane), []);
      const [left] = await database.ledger.formerBuyers({ orders: [formatKey(bought)] });
      assert.deepEqual(left?.buyer, jane);
      await look(scope, order(bought, { buyer: jane, observedAt: at(-1) }));
      assert.deepEqual(await boughtBy(scope, jane), [], 'an old look is no news');
      await look(scope, order(bought, { buyer: jane, observedAt: at(2) }));
      assert.deepEqual(await boughtBy(scope, jane), ['7']);
    });
  });

  it('orders of people keep the first visit that was ever seen', async () => {
    const scope = await open();
    const [jane, bought] = [scope.key('customer', 1), scope.key('order', 8)];
    await look(scope, person(jane));
    const seen = async (firstVisit: Visit | null, minute: number) => {
      await look(scope, order(bought, { buyer: jane, firstVisit, net: String(minute), observedAt: at(minute) }));
      const [facts] = (await viewOf(scope, jane)).orders;
      assert.equal(facts?.net, String(minute), 'everything else is as the latest look says');
      return facts.firstVisit?.occurredAt ?? null;
    };
    assert.equal(await seen(null, 1), null);
    assert.equal(await seen(visit('2026-09-02T10:00:00Z'), 2), '2026-09-02T10:00:00Z');
    assert.equal(await seen(null, 3), '2026-09-02T10:00:00Z');
    assert.equal(await seen(visit('2026-09-03T10:00:00Z'), 4), '2026-09-02T10:00:00Z');
    assert.equal(await seen(visit('2026-09-01T10:00:00Z'), 5), '2026-09-01T10:00:00Z');
  });
});
