import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { playHistory } from './history.ts';
import { merchant } from './merchant.ts';
import { playAct } from './play-act.ts';
import { assertStoreAgrees } from './store-agrees.ts';
import { generateStory } from './story.ts';
import type { Story } from './story-plan.ts';
import { testStore } from './testing-store.ts';
import { watchStore } from './truth.ts';

const now = new Date('2026-11-22T12:00:00Z');

/** Plays history and story; the CRM is a plain map of what people typed last. */
async function play(seed: number, orders: number) {
  const shop = merchant(seed, { orders, now });
  const story = generateStory(seed, shop);
  const store = testStore(now);
  const truth = watchStore(store);
  const refs = playHistory(shop, truth.store);
  const typed = new Map<string, string | null>();
  const people = {
    edit: (object: string, kind: string, id: string, field: string, value: string | null) => {
      typed.set(`${object} ${kind}/${id} ${field}`, value);
    },
  };
  for (const act of story.acts) await playAct(act, truth.store, people, refs);
  return { shop, story, store, truth, typed };
}

function countKinds(story: Story): Record<string, number> {
  const counts: Record<string, number> = {};
  for (const act of story.acts) counts[act.kind] = (counts[act.kind] ?? 0) + 1;
  return counts;
}

describe('story', () => {
  it('is the same from the same seed, survives JSON and is told in time order', () => {
    const shop = merchant(5, { orders: 500, now });
    const story = generateStory(5, shop);
    assert.equal(JSON.stringify(generateStory(5, merchant(5, { orders: 500, now }))), JSON.stringify(story));
    assert.deepEqual(JSON.parse(JSON.stringify(story)), story);
    const times = story.acts.map((act) => Date.parse(act.at));
    assert.deepEqual(
      times,
      times.toSorted((left, right) => left - right),
    );
    assert.ok((times[0] ?? 0) >= now.getTime());
  });

  it('tells every kind of event, whatever the size of the shop', async () => {
    for (const [seed, orders] of [
      [1, 2_000],
      [2, 60],
      [3, 0],
    ] as const) {
      const { story, store, truth } = await play(seed, orders);
      const counts = countKinds(story);
      const always = [
        ['create order', 8],
        ['attach customer', 3],
        ['capture payment', 2],
        ['refund', 4],
        ['cancel', 2],
        ['fulfill', 3],
        ['fulfillment event', 4],
        ['close return', 1],
        ['edit order', 2],
        ['archive order', 1],
        ['delete order', 1],
      ] as const;
      for (const [kind, least] of always) assert.ok((counts[kind] ?? 0) >= least, `${kind} in seed ${seed}`);
      if (orders > 0) {
        for (const kind of ['update customer', 'merge customers', 'edit in CRM'] as const) {
          assert.ok((counts[kind] ?? 0) > 0, `${kind} in seed ${seed}`);
        }
      }
      assertStoreAgrees(store, truth);
    }
  });

  it('counts beforehand what ends left out and without a buyer', async () => {
    for (const seed of [1, 4]) {
      const { story, truth } = await play(seed, 800);
      const { orders, companies } = truth.toJSON();
      const living = orders.filter((order) => !order.deleted);
      const counted = {
        'test order': living.filter((order) => order.test).length,
        'company sync not configured': living.filter((order) => order.company).length,
      };
      assert.deepEqual(story.expected.leftOut['order'], counted, `seed ${seed}`);
      assert.deepEqual(story.expected.leftOut['company'], { 'company sync not configured': companies.length });
      const nobody = living.filter((order) => order.person === null && !order.test && !order.company);
      assert.equal(story.expected.ordersWithoutBuyer, nobody.length, `seed ${seed}`);
    }
  });

  it('lets reps type what it says they keep, on records that the shop still has', async () => {
    const { story, typed, store, truth } = await play(6, 1_000);
    assert.equal(story.expected.kept.length, 4);
    for (const { object, of, field, value } of story.expected.kept) {
      assert.equal(typed.get(`${object} ${of.kind}/${of.id} ${field}`), value);
    }
    assert.equal(story.expected.repaired.length, 2);
    for (const { of } of [...story.expected.kept, ...story.expected.repaired]) {
      if (of.kind === 'customer') assert.ok(store.state.customers.has(of.id));
      else assert.equal(truth.order(of.id).deleted, false);
    }
  });

  it('makes one person of a guest who becomes a customer', async () => {
    const { story, truth } = await play(1, 2_000);
    const made = story.acts.flatMap((act) => (act.kind === 'create customer' ? [act.customer.id ?? ''] : []));
    const joined = truth.toJSON().persons.filter((person) => person.customers.some((id) => made.includes(id)));
    assert.equal(joined.length, made.length);
    assert.ok(joined.some((person) => person.guestOrders.length >= 2));
  });
});
