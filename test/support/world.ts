import type { HubSpotOptions } from '../../simulator/hubspot/options.ts';
import { ALL_SCOPES } from '../../simulator/hubspot/options.ts';
import type { HubSpotServer } from '../../simulator/hubspot/server.ts';
import { createHubSpotServer } from '../../simulator/hubspot/server.ts';
import type { StoreServer, StoreServerOptions } from '../../simulator/store/server.ts';
import { createStoreServer } from '../../simulator/store/server.ts';
import type { NewCustomer, NewOrder } from '../../simulator/store/types.ts';
import { createHubSpotDestination } from '../../src/destinations/hubspot/destination.ts';
import { coreFieldMap } from '../../src/field-map/core.ts';
import { orderPartsOf } from '../../src/field-map/project.ts';
import type { FieldMap } from '../../src/field-map/types.ts';
import type { Ledger } from '../../src/ledger/contract.ts';
import { type Clock, systemClock } from '../../src/lib/clock.ts';
import { createRandom } from '../../src/lib/random.ts';
import { createShopifySource } from '../../src/sources/shopify/source.ts';
import type { AccessTokens } from '../../src/sources/shopify/tokens/access-tokens.ts';
import { createStaticToken } from '../../src/sources/shopify/tokens/static-token.ts';
import { runPasses } from '../../src/sync/lane.ts';
import { fillMatchIndex } from '../../src/sync/match-index.ts';
import { cutoffSetting, writeInstant } from '../../src/sync/settings.ts';
import type { PassReport, Route } from '../../src/sync/types.ts';
import { defaultTiming, type Timing } from '../../src/sync/types.ts';
import { withLane } from '../../src/sync/with-lane.ts';
import { openTemporaryLedger } from '../ledger/temporary.ts';

export const shopNumber = '548380009';
export const webhookSecret = 'test-client-secret';

const readScopes = [
  'read_orders',
  'read_all_orders',
  'read_customers',
  'read_companies',
  'read_fulfillments',
  'read_returns',
  'read_customer_merge',
];

const silent = { info: () => undefined, warn: () => undefined, error: () => undefined, debug: () => undefined };

/** A simulated store and a simulated HubSpot account over real HTTP, and the product's parts between them. */
export interface World {
  readonly store: StoreServer;
  readonly crm: HubSpotServer;
  readonly ledger: Ledger;
  readonly route: Route;
  /** Works everything that is due now. */
  work(): Promise<PassReport>;
  /** Makes keys due as an operator would. */
  touch(...keys: readonly (readonly ['order' | 'customer', string])[]): Promise<void>;
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly store?: Partial<StoreServerOptions>;
  readonly crm?: Partial<HubSpotOptions>;
  /** Orders before this instant stay out; everything belongs to the CRM where absent. */
  readonly cutoff?: Date;
  readonly ledger?: Ledger;
  /** The CRM account of another store's world, which closes it; one of its own where absent. */
  readonly account?: HubSpotServer;
  /** Other stores use this ledger as well. */
  readonly takesTurns?: true;
  /** Of both platforms and of the product; the system's where absent. */
  readonly clock?: Clock;
  /** Of the product alone, where our machine's clock differs from the platforms'. */
  readonly productClock?: Clock;
  readonly timing?: Partial<Timing>;
  /** How the product signs in to the store; a token that never ends where absent. */
  readonly tokens?: (store: StoreServer, clock: Clock) => AccessTokens;
  /** The version of the CRM's API that the product speaks. */
  readonly crmApi?: '2026-03' | '2026-09';
  readonly seed?: number;
  /** What is there before the product comes: runs between the simulators' start and the set-up. */
  /** What lies in the CRM; the core where absent. */
  readonly map?: FieldMap;
  readonly prepare?: (simulators: { readonly store: StoreServer; readonly crm: HubSpotServer }) => void;
}

async function startSimulators(options: WorldOptions) {
  const random = createRandom(options.seed ?? 1);
  const store = await createStoreServer({
    shop: {
      number: shopNumber,
      name: 'Acme',
      myshopifyDomain: 'acme.myshopify.com',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      plan: 'plus',
    },
    scopes: readScopes,
    clientId: 'client',
    clientSecret: webhookSecret,
    staticTokens: ['shpat_test'],
    clock: options.clock ?? systemClock,
    random,
    allowHttpLoopback: true,
    ...options.store,
  });
  const crm =
    options.account ??
    (await createHubSpotServer({
      tokens: [{ token: 'pat-test', scopes: ALL_SCOPES, appId: '4711' }],
      companyCurrency: 'EUR',
      additionalCurrencies: ['USD', 'JPY', 'KWD', 'CAD'],
      clock: options.clock ?? systemClock,
      random: random.fork('crm'),
      ...options.crm,
    }));
  return { store, crm, random };
}

async function connect(
  { store, crm, random }: Awaited<ReturnType<typeof startSimulators>>,
  ledger: Ledger,
  options: WorldOptions,
): Promise<Route> {
  const whole = options.map ?? coreFieldMap;
  const clock = options.productClock ?? options.clock ?? systemClock;
  const source = createShopifySource({
    domain: options.store?.shop?.myshopifyDomain ?? 'acme.myshopify.com',
    baseUrl: store.url,
    adminBase: store.adminUrl,
    apiVersion: '2026-10',
    tokens: options.tokens?.(store, clock) ?? createStaticToken('shpat_test'),
    clientSecrets: [webhookSecret],
    request: { orderParts: orderPartsOf(whole) },
    clock,
    random: random.fork('source'),
    log: silent,
  });
  const destination = createHubSpotDestination({
    baseUrl: crm.url,
    ...(options.crmApi === undefined ? {} : { apiVersion: options.crmApi }),
    token: 'pat-test',
    clock,
    random: random.fork('destination'),
    log: silent,
  });
  const sourceAccount = await source.check();
  const destinationAccount = await destination.check();
  await destination.apply(await destination.plan(whole.fields));
  const setup = await destination.bind(whole.fields);
  const map = { ...whole, fields: whole.fields.filter((field) => !setup.omitted.includes(field.name)) };
  const timing = { ...defaultTiming, searchLagMs: 0, debounceMs: 0, idleMs: 20, ...options.timing };
  const accounts = { sourceAccount, destinationAccount, takesTurns: options.takesTurns ?? false };
  return { source, destination, ...accounts, setup, ledger, map, clock, log: silent, timing };
}

export async function openWorld(options: WorldOptions = {}): Promise<World> {
  const simulators = await startSimulators(options);
  const { store, crm } = simulators;
  options.prepare?.({ store, crm });
  const ledger = options.ledger ?? (await openTemporaryLedger());
  const route = await connect(simulators, ledger, options).catch(async (error: unknown) => {
    await Promise.all([store.close(), options.account ? null : crm.close(), options.ledger ? null : ledger.close()]);
    throw error;
  });
  const lane = route.destinationAccount.destination;
  const cutoff = options.cutoff ?? new Date('2000-01-01T00:00:00Z');
  await writeInstant(ledger, cutoffSetting(lane, route.sourceAccount.source), cutoff);
  return {
    store,
    crm,
    ledger,
    route,
    work: () =>
      withLane(route, 'test', async (held) => {
        await fillMatchIndex(route, () => undefined);
        return runPasses(route, held, {});
      }),
    touch: async (...keys) => {
      const dueAt = route.clock.now();
      const due = keys.map(([kind, id]) => ({
        key: { source: route.sourceAccount.source, kind, id },
        priority: 100,
        dueAt,
        cause: 'operator',
      }));
      await ledger.enqueue({ lane, keys: due, evidence: [], delivery: null });
    },
    close: async () => {
      await Promise.all([store.close(), options.account ? null : crm.close()]);
      if (!options.ledger) await ledger.close();
    },
  };
}

export function newCustomer(change: Partial<NewCustomer> = {}): NewCustomer {
  return {
    firstName: 'Jane',
    lastName: 'Doe',
    email: 'jane@example.com',
    phone: '+16135550101',
    createdAt: new Date('2026-10-01T10:00:00Z'),
    ...change,
  };
}

export function newOrder(change: Partial<NewOrder> = {}): NewOrder {
  return {
    customerId: null,
    email: 'jane@example.com',
    createdAt: new Date('2026-10-02T10:00:00Z'),
    presentmentCurrency: 'EUR',
    exchangeRate: '1',
    lines: [
      { title: 'Shirt', sku: 'SH', quantity: 2, unitPrice: '50.00' },
      { title: 'Socks', sku: 'SO', quantity: 1, unitPrice: '20.00' },
    ],
    discount: '0',
    shipping: '5.00',
    tax: '0',
    taxesIncluded: false,
    payment: 'paid',
    sourceName: 'web',
    channel: { handle: 'web', displayName: 'Online Store' },
    ...change,
  };
}
