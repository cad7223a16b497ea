import type { Destination, WriteOutcome } from '../../../src/connector/destination.ts';
import { createHubSpotDestination } from '../../../src/destinations/hubspot/destination.ts';
import { coreFieldMap } from '../../../src/field-map/core.ts';
import { forCreate, forUpdate } from '../../../src/field-map/owned-write.ts';
import type { CrmObject, FieldValues } from '../../../src/field-map/types.ts';
import { type Clock, systemClock } from '../../../src/lib/clock.ts';
import type { HttpFetch } from '../../../src/lib/http-fetch.ts';
import { createRandom, type Random } from '../../../src/lib/random.ts';
import { silent } from '../../simulation/silent.ts';
import { newCustomer, newOrder, openWorld } from '../../support/world.ts';
import { instantClock } from '../instant-clock.ts';
import { collected, outcomeOf } from '../outcome.ts';
import { RecordedReplies } from '../replies.ts';
import type { FuzzTarget } from '../target.ts';

interface Known {
  readonly contacts: readonly string[];
  readonly orders: readonly string[];
}

type Verb = (destination: Destination, known: Known) => Promise<string | null>;

const fine = () => null;
const since = new Date('2026-09-01T00:00:00Z');

/** Exactly one outcome per row, and one that says which record where it says that there is one. */
function eachRowOnce(refs: readonly string[]) {
  return (outcomes: readonly WriteOutcome[]): string | null => {
    const told = outcomes.map(({ ref }) => ref).toSorted();
    if (told.join() !== refs.toSorted().join()) return `rows ${refs.join()} were answered as ${told.join()}`;
    const nameless = outcomes.find((outcome) => outcome.status === 'created' && outcome.id.trim() === '');
    return nameless === undefined ? null : `row ${nameless.ref} was created without an id`;
  };
}

function createOf(object: CrmObject, values: FieldValues, refs: readonly string[]): Verb {
  const rows = refs.map((ref) => {
    const key = `548380009/${object === 'contact' ? 'customer' : 'order'}/9${ref}`;
    const record = { object, key, values, seeds: {} };
    const write = forCreate(coreFieldMap, record, { without: new Set(), withSeeds: false });
    return { ref, key, members: [key], origin: 'live' as const, write };
  });
  return (destination) => outcomeOf(`create ${object}s`, () => destination.create(object, rows), eachRowOnce(refs));
}

const verbs: Readonly<Record<string, Verb>> = {
  check: (destination) => outcomeOf('check', () => destination.check(), fine),
  plan: (destination) => outcomeOf('plan', () => destination.plan(coreFieldMap.fields), fine),
  bind: (destination) => outcomeOf('bind', () => destination.bind(coreFieldMap.fields), fine),
  'create contacts': createOf('contact', { 'contact.first_name': 'Ann' }, ['1', '2', '3']),
  'create orders': createOf('order', { 'order.number': '#9' }, ['1', '2']),
  update: (destination, { contacts }) => {
    const write = forUpdate(coreFieldMap, 'contact', { 'contact.first_name': 'Bea' });
    const rows = contacts.map((id) => ({ ref: `r${id}`, id, write }));
    return outcomeOf('update', () => destination.update('contact', rows), eachRowOnce(rows.map(({ ref }) => ref)));
  },
  link: (destination, { contacts, orders }) => {
    const pairs = orders.map((fromId, turn) => ({
      ref: `l${turn}`,
      label: 'order_contact' as const,
      fromId,
      toId: contacts[0] ?? '',
    }));
    const wrong = (outcomes: readonly { readonly ref: string }[]) =>
      outcomes.length === pairs.length && new Set(outcomes.map(({ ref }) => ref)).size === pairs.length
        ? null
        : 'not one outcome per link';
    return outcomeOf('link', () => destination.link(pairs), wrong);
  },
  'read links': (destination, { orders }) =>
    outcomeOf('read links', () => destination.readLinks('order_contact', orders), fine),
  'read by id': (destination, { contacts }) =>
    outcomeOf('read back', () => destination.readBack('contact', { ids: contacts }), fine),
  'read by key': (destination) =>
    outcomeOf('read back', () => destination.readBack('contact', { keys: ['548380009/customer/1'] }), fine),
  list: (destination) => outcomeOf('list', () => destination.list('order', null), fine),
  changed: (destination) => outcomeOf('changed', () => collected(destination.changedSince('contact', since)), fine),
  history: (destination, { contacts }) =>
    outcomeOf('history', () => destination.history('contact', contacts, ['contact.first_name']), fine),
  'other writers': (destination) => outcomeOf('other writers', () => destination.otherWriters(), fine),
  archive: (destination, { orders }) => outcomeOf('archive', () => destination.archive('order', orders), fine),
};

/** Damaged replies of HubSpot end in an outcome for every row, or in a failure that says what happens next. */
export const hubspotReplies: FuzzTarget = {
  name: 'hubspot replies',
  share: 1,
  async open() {
    const world = await openWorld();
    const { store } = world.store;
    const customerId = store.createCustomer(newCustomer());
    const orderIds = [0, 1].map(() => store.createOrder(newOrder({ customerId })));
    await world.touch(['customer', customerId], ...orderIds.map((id) => ['order', id] as const));
    await world.work();
    const idsOf = async (object: CrmObject) =>
      (await world.route.destination.list(object, null)).records.map(({ id }) => id);
    const known = { contacts: await idsOf('contact'), orders: await idsOf('order') };
    const replies = new RecordedReplies();
    const connect = (fetch: HttpFetch, random: Random, clock: Clock): Destination =>
      createHubSpotDestination({
        baseUrl: world.crm.url,
        token: 'pat-test',
        clock,
        random,
        log: silent,
        fetch,
      });
    const ready = async (destination: Destination): Promise<Destination> => {
      await destination.check();
      await destination.bind(coreFieldMap.fields);
      return destination;
    };
    // One for all: asking for everything again with each verb would be refused for ten seconds.
    const recorder = await ready(connect(replies.recording(fetch), createRandom(1), systemClock));
    for (const verb of Object.values(verbs)) {
      const problem = await verb(recorder, known);
      if (problem !== null) throw new Error(`without any damage, ${problem}`);
    }
    await world.close();
    return {
      run: async (random) => {
        let damaging = false;
        const destination = await ready(
          connect(
            replies.replaying(random, 0.5, () => damaging),
            random,
            instantClock('2026-11-01T00:00:00Z'),
          ),
        );
        damaging = true;
        const verb = verbs[random.pick(Object.keys(verbs))];
        return verb === undefined ? 'no such verb' : await verb(destination, known);
      },
      close: async () => undefined,
    };
  },
};
