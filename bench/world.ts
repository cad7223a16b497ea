/**
 * The simulated store and CRM of a measurement, in a process of their own: answers take as long as those of the real
 * platforms, and the CRM counts what it was asked. Started by world-client.ts.
 */

import { ALL_SCOPES } from '../simulator/hubspot/options.ts';
import { createHubSpotServer, type HubSpotServer } from '../simulator/hubspot/server.ts';
import { playHistory } from '../simulator/merchant/history.ts';
import { type Merchant, merchant } from '../simulator/merchant/merchant.ts';
import { createStoreServer, type StoreServer } from '../simulator/store/server.ts';
import { systemClock } from '../src/lib/clock.ts';
import { createRandom } from '../src/lib/random.ts';
import { type Change, changeOrders, shownAfter } from './changes.ts';
import { type Question, question, type WorldOptions, worldOptions } from './protocol.ts';
import { slowly } from './slow.ts';

const shop = {
  number: '548380009',
  name: 'Northwind Outfitters',
  myshopifyDomain: 'northwind-outfitters.myshopify.com',
  currency: 'CAD',
  timeZone: 'America/Toronto',
  plan: 'plus',
} as const;

const scopes = [
  ...['read_orders', 'read_all_orders', 'read_customers', 'read_companies', 'read_fulfillments', 'read_returns'],
  ...['read_customer_merge', 'read_payment_terms'],
];

const secret = 'bench-client-secret';
const token = 'pat-na1-bench';
const searchLagMs = 5_000;
const writes = /\/batch\/(create|update|archive)$/;

interface World {
  readonly store: StoreServer;
  readonly crm: HubSpotServer;
  readonly merchant: Merchant;
  /** Calls of the CRM in each second, by the second; and those of them that write. */
  readonly seconds: Map<number, number>;
  readonly writing: Map<number, number>;
  readonly changes: Change[];
}

async function open(options: WorldOptions): Promise<World> {
  const clock = systemClock;
  const random = createRandom(options.seed).fork('bench');
  const seconds = new Map<number, number>();
  const writing = new Map<number, number>();
  const store = await createStoreServer({
    ...{ shop, scopes, clock, random: random.fork('store'), searchLagMs, bulkDelayMs: 2_000 },
    ...{ clientId: 'bench-client', clientSecret: secret, allowHttpLoopback: true },
    serve: slowly(options.seed, () => undefined),
  });
  const crm = await createHubSpotServer({
    ...{ companyCurrency: shop.currency, additionalCurrencies: ['USD', 'EUR', 'GBP', 'AUD', 'JPY', 'KWD'] },
    ...{ tier: 'professional', timeZone: shop.timeZone, searchLagMs, clock, random: random.fork('crm') },
    tokens: [{ token, scopes: ALL_SCOPES, appId: '3900417', label: 'samestory' }],
    // What is measured is the limit of ten seconds.
    dailyLimit: 100_000_000,
    ...(options.burst === null ? { enforceLimits: false, burstLimit: 1_000_000 } : { burstLimit: options.burst }),
    serve: slowly(options.seed + 1, (path) => {
      const second = Math.floor(clock.now().getTime() / 1000);
      for (const counted of writes.test(path) ? [seconds, writing] : [seconds]) {
        counted.set(second, (counted.get(second) ?? 0) + 1);
      }
    }),
  });
  const { orders, months } = options;
  const made = merchant(options.seed, { orders, months, now: clock.now(), currency: shop.currency });
  store.webhooks.setMuted(true);
  playHistory(made, store.store);
  store.webhooks.setMuted(false);
  if (options.halfThere) addHalf(crm, made);
  return { store, crm, merchant: made, seconds, writing, changes: [] };
}

/** Every second buyer, as the team has typed them in. */
function addHalf({ account }: HubSpotServer, made: Merchant): void {
  const rep = account.asUser(1201);
  const known = new Set<string>();
  for (let index = 0; index < made.people; index += 2) {
    const { email, firstName, lastName } = made.person(index);
    if (email === null || known.has(email.toLowerCase())) continue;
    known.add(email.toLowerCase());
    rep.create('contacts', { email, firstname: firstName, lastname: lastName ?? '' });
  }
}

function environment({ store, crm }: World): string[] {
  return [
    `SHOPIFY_SHOP=${shop.myshopifyDomain}`,
    'SHOPIFY_CLIENT_ID=bench-client',
    `SHOPIFY_CLIENT_SECRET=${secret}`,
    `SAMESTORY_SHOPIFY_URL=${store.url}`,
    `HUBSPOT_TOKEN=${token}`,
    `SAMESTORY_HUBSPOT_URL=${crm.url}`,
    'SAMESTORY_RESPONSIBLE="Bench <desk@example.com>"',
  ];
}

function tooMany(keys: readonly string[]): number {
  const named = keys.filter((key) => key !== '');
  return named.length - new Set(named).size;
}

async function answer(world: World, asked: Question): Promise<unknown> {
  const { crm, store, seconds, writing } = world;
  const { account } = crm;
  switch (asked.ask) {
    case 'counts': {
      const all = [...seconds.keys()];
      const [from, to] = [Math.min(...all), Math.max(...all)];
      const counted = (calls: ReadonlyMap<number, number>) =>
        all.length === 0 ? [] : Array.from({ length: to - from + 1 }, (_, at) => calls.get(from + at) ?? 0);
      const perSecond = { calls: counted(seconds), writes: counted(writing) };
      return { ...crm.counters.read(), perSecond, shopCalls: store.counters.calls() };
    }
    case 'forget counts':
      seconds.clear();
      writing.clear();
      crm.counters.reset();
      store.counters.reset();
      return null;
    case 'records': {
      const contacts = account.read.records('contacts');
      const orders = account.read.records('orders');
      const emails = contacts.map(({ properties }) => (properties['email'] ?? '').toLowerCase());
      const names = orders.map(({ properties }) => properties['samestory_key'] ?? properties['hs_order_name'] ?? '');
      return {
        ...{ contacts: contacts.length, orders: orders.length },
        ...{ doubledContacts: tooMany(emails), doubledOrders: tooMany(names) },
      };
    }
    case 'orders':
      return [...store.store.state.orders.values()].map(({ id, name, email }) => ({ id, name, email }));
    case 'change':
      world.changes.splice(0, world.changes.length, ...(await changeOrders(store.store, shop.currency, asked)));
      return null;
    case 'shown':
      return shownAfter(account, shop.number, world.changes);
  }
}

async function main(): Promise<void> {
  const options = worldOptions.parse(JSON.parse(process.argv[2] ?? 'null'));
  const world = await open(options);
  process.on('message', async (message: unknown) => {
    process.send?.({ answer: await answer(world, question.parse(message)) });
  });
  process.on('disconnect', () => process.exit());
  const opening = new Date(world.merchant.opening.getTime() - 86_400_000);
  process.send?.({
    answer: {
      environment: environment(world),
      source: shop.number,
      destination: `hubspot/${world.crm.account.portalId}`,
      since: opening.toISOString().slice(0, 10),
      orders: world.store.store.state.orders.size,
      buyers: world.merchant.people,
    },
  });
}

await main();
