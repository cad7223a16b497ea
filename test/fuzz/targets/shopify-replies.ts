import type { Look, Source } from '../../../src/connector/source.ts';
import { coreFieldMap } from '../../../src/field-map/core.ts';
import { orderPartsOf } from '../../../src/field-map/project.ts';
import { type Clock, systemClock } from '../../../src/lib/clock.ts';
import type { HttpFetch } from '../../../src/lib/http-fetch.ts';
import { createRandom, type Random } from '../../../src/lib/random.ts';
import { createShopifySource } from '../../../src/sources/shopify/source.ts';
import { createStaticToken } from '../../../src/sources/shopify/tokens/static-token.ts';
import { silent } from '../../simulation/silent.ts';
import { newCustomer, newOrder, openWorld, webhookSecret } from '../../support/world.ts';
import { instantClock } from '../instant-clock.ts';
import { collected, outcomeOf } from '../outcome.ts';
import { RecordedReplies } from '../replies.ts';
import type { FuzzTarget, OpenTarget } from '../target.ts';

interface Asked {
  readonly orders: readonly string[];
  readonly customers: readonly string[];
}

type Verb = (source: Source, asked: Asked) => Promise<string | null>;

const from = new Date('2026-09-01T00:00:00Z');
const to = new Date('2026-12-01T00:00:00Z');
const fine = () => null;

function strangers(looks: readonly Look[], ids: readonly string[]): string | null {
  const seen = looks.map(({ key }) => key.id);
  if (seen.length > new Set(seen).size) return `two looks at one record: ${seen.join(', ')}`;
  const stranger = seen.find((id) => !ids.includes(id));
  if (stranger !== undefined) return `a look at ${stranger}, which was not asked for`;
  return amountsOf(looks).every((amount) => /^-?\d+(?:\.\d+)?$/.test(amount))
    ? null
    : 'an amount that is no decimal text';
}

function amountsOf(looks: readonly Look[]): string[] {
  return looks.flatMap(({ snapshot }) => {
    if (snapshot?.kind !== 'order') return [];
    return Object.values(snapshot.totals).flatMap((bag) =>
      bag === null ? [] : [bag.shop.amount, bag.presentment.amount],
    );
  });
}

/** What the loop asks of a store. Each says what it may not answer. */
const verbs = {
  check: (source) => outcomeOf('check', () => source.check(), fine),
  orders: (source, { orders }) =>
    outcomeOf(
      'read orders',
      () => source.read('order', orders),
      (looks) => strangers(looks, orders),
    ),
  customers: (source, { customers }) =>
    outcomeOf(
      'read customers',
      () => source.read('customer', customers),
      (looks) => strangers(looks, customers),
    ),
  find: (source) =>
    outcomeOf(
      'find',
      () => source.find('#1001'),
      (found) => (found.every(({ name }) => name === '#1001') ? null : 'another order than the one asked for'),
    ),
  'orders changed': (source) => outcomeOf('sweep', () => collected(source.sweep('orders changed', from, to)), fine),
  'customers changed': (source) =>
    outcomeOf('sweep', () => collected(source.sweep('customers changed', from, to)), fine),
  returns: (source) => outcomeOf('sweep', () => collected(source.sweep('returns', from, to)), fine),
  deletions: (source) => outcomeOf('sweep', () => collected(source.sweep('deletions', from, to)), fine),
  list: (source) => outcomeOf('list', () => collected(source.list('order', { from: null, to: null })), fine),
  count: (source) =>
    outcomeOf(
      'count',
      () => source.count('order', { from: null, to: null }),
      (count) => (count === null || (Number.isInteger(count) && count >= 0) ? null : `a count of ${count}`),
    ),
  bulk: (source, { orders }) =>
    outcomeOf(
      'bulk',
      async () => {
        const ticket = await source.startBulk('order', { from: null, to: null });
        const state = await source.pollBulk(ticket);
        return state.state === 'completed' ? await collected(source.bulkRows(ticket)) : [];
      },
      (looks) => strangers(looks, orders),
    ),
  subscriptions: (source) =>
    outcomeOf(
      'subscriptions',
      async () => await source.planWebhooks('https://sync.example.com/webhooks/shopify'),
      fine,
    ),
} satisfies Readonly<Record<string, Verb>>;

const isGraphql = (url: string) => url.endsWith('/graphql.json');

/** Damaged replies of Shopify are refused as what they are; no record is made up and nothing goes on for ever. */
export const shopifyReplies: FuzzTarget = {
  name: 'shopify replies',
  share: 3,
  open: () => replayed(verbs, () => true),
};

/** The same for the lines of its bulk results alone: damage before them would hide most of it. */
export const shopifyBulkFiles: FuzzTarget = {
  name: 'shopify bulk files',
  share: 2,
  open: () => replayed({ bulk: verbs.bulk }, (url) => !isGraphql(url)),
};

async function replayed(
  asking: Readonly<Record<string, Verb>>,
  damaged: (url: string) => boolean,
): Promise<OpenTarget> {
  const world = await openWorld();
  const { store } = world.store;
  const customers = [
    store.createCustomer(newCustomer()),
    store.createCustomer(newCustomer({ email: 'joe@example.com', phone: null })),
  ];
  const orders = [0, 1, 2].map((turn) => store.createOrder(newOrder({ customerId: customers[turn % 2] ?? null })));
  const asked = { orders, customers };
  const replies = new RecordedReplies();
  const connect = (fetch: HttpFetch, random: Random, clock: Clock): Source =>
    createShopifySource({
      domain: 'acme.myshopify.com',
      baseUrl: world.store.url,
      apiVersion: '2026-10',
      tokens: createStaticToken('shpat_test'),
      clientSecrets: [webhookSecret],
      request: { orderParts: orderPartsOf(coreFieldMap) },
      clock,
      random,
      log: silent,
      fetch,
    });
  for (const verb of Object.values(asking)) {
    const source = connect(replies.recording(fetch), createRandom(1), systemClock);
    await source.check();
    const problem = await verb(source, asked);
    if (problem !== null) throw new Error(`without any damage, ${problem}`);
  }
  await world.close();
  return {
    run: async (random) => {
      let damaging = false;
      const source = connect(
        replies.replaying(random, 0.5, (url) => damaging && damaged(url)),
        random,
        instantClock('2026-11-01T00:00:00Z'),
      );
      await source.check();
      damaging = true;
      return await random.pick(Object.values(asking))(source, asked);
    },
    close: async () => undefined,
  };
}
