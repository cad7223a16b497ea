import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { type EarlierContacts, plantContacts } from '../simulator/hubspot/earlier-contacts.ts';
import { playHistory } from '../simulator/merchant/history.ts';
import { merchant } from '../simulator/merchant/merchant.ts';
import { watchStore } from '../simulator/merchant/truth.ts';
import type { PersonTruth } from '../simulator/merchant/truth-people.ts';
import { createRandom } from '../src/lib/random.ts';
import { runPasses } from '../src/sync/lane.ts';
import { type PreviewedPerson, previewPeople } from '../src/sync/preview.ts';
import { withLane } from '../src/sync/with-lane.ts';
import { openWorld, shopNumber, type World } from './support/world.ts';

/** Full size: SAMESTORY_CONTACTS=5000 node --test test/identity-preview.test.ts */
const count = Number(process.env['SAMESTORY_CONTACTS'] ?? 450);
const seed = Number(process.env['SAMESTORY_SEED'] ?? 11);
const since = new Date('2000-01-01T00:00:00Z');

/** A store whose buyers the CRM knows in part, in all the ways in which CRMs know people. */
async function usedAccount(): Promise<{ world: World; people: readonly PersonTruth[]; planted: EarlierContacts }> {
  let people: readonly PersonTruth[] = [];
  let planted: EarlierContacts = { buyers: [], strangers: [], sharers: [] };
  const world = await openWorld({
    seed,
    prepare: ({ store, crm }) => {
      const truth = watchStore(store.store, { steps: false });
      const now = new Date(Date.now() - 86_400_000);
      playHistory(merchant(seed, { orders: Math.ceil(count * 0.8), now, months: 2, companies: 0 }), truth.store);
      const { persons, orders } = truth.toJSON();
      people = persons;
      const real = new Set(orders.flatMap((order) => (order.test || order.deleted ? [] : [order.id])));
      // A guest who has only test orders is nobody for the CRM.
      const buyers = persons.filter((one) => one.customers.length > 0 || one.guestOrders.some((id) => real.has(id)));
      const random = createRandom(seed).fork('earlier contacts');
      planted = plantContacts(crm.account.asUser(77), random, { count, buyers });
    },
  });
  return { world, people, planted };
}

/** Brings everything that the store has, as a history would. */
async function bringAll({ route, ledger }: World): Promise<void> {
  const lane = route.destinationAccount.destination;
  for (const kind of ['customer', 'order'] as const) {
    for await (const page of route.source.list(kind, { from: null, to: null })) {
      const keys = page.map(({ key }) => ({ key, priority: 10, dueAt: route.clock.now(), cause: 'history' }));
      await ledger.enqueue({ lane, keys, evidence: [], delivery: null });
    }
  }
  await withLane(route, 'test', (held) => runPasses(route, held, {}));
}

function personOf(people: readonly PersonTruth[], { members }: PreviewedPerson): PersonTruth {
  const found = people.find(({ customers, guestOrders }) =>
    members.some(({ key }) => (key.kind === 'customer' ? customers : guestOrders).includes(key.id)),
  );
  assert.ok(found, `somebody in truth has ${members.map(({ key }) => `${key.kind} ${key.id}`).join(', ')}`);
  return found;
}

/** Contacts that carry our key, by the person of truth whom they stand for. */
function kept(world: World, people: readonly PersonTruth[]): Map<string, string[]> {
  const found = new Map<string, string[]>();
  for (const { id, properties } of world.crm.account.read.records('contacts')) {
    const [, kind, own] = (properties['samestory_key'] ?? '').split('/');
    if (own === undefined) continue;
    const person = people.find((one) => (kind === 'customer' ? one.customers : one.guestOrders).includes(own));
    assert.ok(person, `contact ${id} stands for somebody of the store`);
    found.set(person.id, [...(found.get(person.id) ?? []), id]);
  }
  return found;
}

describe(`an account that holds ${count} contacts already (seed ${seed})`, () => {
  it('is previewed as it then comes: adopted, held and made, and nobody twice', async () => {
    const { world, people, planted } = await usedAccount();
    try {
      const before = world.crm.account.read.count('contacts');
      assert.equal(before, count);
      const preview = await previewPeople(world.route, { since, onProgress: () => undefined });
      assert.equal(world.crm.account.read.count('contacts'), before, 'the preview writes nothing');
      const keys = (act: PreviewedPerson['act']) =>
        preview.people.filter((one) => one.act === act).map((one) => personOf(people, one).id);
      const expected = (what: 'adopted' | 'held') =>
        planted.buyers.filter((one) => one.expected === what).map(({ person }) => person);
      assert.deepEqual(keys('adopt').toSorted(), expected('adopted').toSorted());
      assert.deepEqual(keys('hold').toSorted(), expected('held').toSorted());
      assert.equal(keys('there').length + keys('leave out').length, 0);
      for (const one of preview.people.filter(({ act }) => act !== 'create')) {
        const plan = planted.buyers.find(({ person }) => person === personOf(people, one).id);
        assert.deepEqual(one.crmIds.toSorted(), plan?.contacts.toSorted(), `${plan?.planting}: ${one.reason}`);
      }

      await bringAll(world);
      const contacts = kept(world, people);
      const created = world.crm.account.read.count('contacts') - before;
      assert.equal(created, keys('create').length, 'as many were made as were announced');
      assert.deepEqual(
        [...contacts.values()].filter((ids) => ids.length > 1),
        [],
        'nobody has two',
      );
      const known = new Set(planted.buyers.map(({ person }) => person));
      const old = new Set(planted.buyers.flatMap((one) => one.contacts));
      for (const [person, ids] of contacts) {
        assert.equal(
          ids.every((id) => old.has(id)),
          known.has(person),
          `${person} ${known.has(person) ? 'is taken over' : 'is new'}`,
        );
      }
      assert.deepEqual([...contacts.keys()].filter((id) => known.has(id)).toSorted(), expected('adopted').toSorted());
      for (const id of planted.strangers) {
        const key = world.crm.account.read.record('contacts', id)?.properties['samestory_key'] ?? '';
        assert.equal(key, '', `stranger ${id} is nobody's`);
      }
      await heldAsPlanted(world, people, planted);

      const again = await previewPeople(world.route, { since, onProgress: () => undefined });
      const acts = (act: PreviewedPerson['act']) => again.people.filter((one) => one.act === act).length;
      assert.deepEqual([acts('create'), acts('adopt')], [0, 0], 'then nothing is left to be made');
      assert.equal(acts('hold'), expected('held').length);
    } finally {
      await world.close();
    }
  });
});

async function heldAsPlanted(world: World, people: readonly PersonTruth[], planted: EarlierContacts): Promise<void> {
  const { destination } = world.route.destinationAccount;
  const parked = await world.ledger.parked({ destination, limit: 100_000 });
  const held = new Set(
    parked
      .filter(({ class: failure, key }) => failure === 'identity' && key.kind !== 'order' && key.source === shopNumber)
      .map(({ key }) =>
        people.find((one) => (key.kind === 'customer' ? one.customers : one.guestOrders).includes(key.id)),
      ),
  );
  const expected = planted.buyers.filter((one) => one.expected === 'held').map(({ person }) => person);
  assert.deepEqual([...held].map((one) => one?.id ?? '').toSorted(), expected.toSorted());
}
