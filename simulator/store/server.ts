import type { Clock } from '../../src/lib/clock.ts';
import type { Random } from '../../src/lib/random.ts';
import { type Armory, createArmory } from '../faults/armory.ts';
import { createFaults, type Fault, type Faults } from '../http/faults.ts';
import { listen, type Serve } from '../http/listen.ts';
import type { BulkFault } from './bulk/faults.ts';
import type { BulkResults } from './bulk/result-file.ts';
import { BulkRunner } from './bulk/runner.ts';
import { storeFaults } from './faults/catalogue.ts';
import type { StoreTarget } from './faults/target.ts';
import type { AppProfile, StoreServices } from './graphql/context.ts';
import { GraphqlEngine } from './graphql/execute.ts';
import { executableSchema } from './graphql/schema.ts';
import { CostBucket } from './graphql/throttle.ts';
import { storeHandle } from './http/admin-pages.ts';
import { createStoreApp } from './http/app.ts';
import { Counters } from './http/counters.ts';
import { Tokens } from './http/tokens.ts';
import { supportedVersions } from './http/versions.ts';
import { createIndexes } from './search/documents.ts';
import { IgnoredFilters } from './search/ignored-filters.ts';
import { privacySubject } from './state/customer-acts.ts';
import { createStore, type Store } from './store.ts';
import type { ShopProfile, StoreActs } from './types.ts';
import { Deliveries, type DeliveryPolicy } from './webhooks/deliveries.ts';
import { type Sender, WebhookSender } from './webhooks/post.ts';
import { Subscriptions } from './webhooks/subscriptions.ts';

export interface StoreServerOptions {
  readonly shop: ShopProfile;
  /** Scopes of the installed app. */
  readonly scopes: readonly string[];
  readonly clientId: string;
  /** Also signs the webhooks. */
  readonly clientSecret: string;
  /** Tokens that never end, as legacy custom apps have them. */
  readonly staticTokens?: readonly string[];
  readonly clock: Clock;
  readonly random: Random;
  /** How late connections and counts follow the records; 0 where absent. */
  readonly searchLagMs?: number;
  /** Nodes on a page of a list, however many were asked for; as many as were asked for where absent. */
  readonly longestPage?: number;
  /** From start to end of a bulk query; 0 where absent. */
  readonly bulkDelayMs?: number;
  /** Off: costs are told, nothing is throttled. On where absent. */
  readonly throttling?: boolean;
  /** Any free port where absent. */
  readonly port?: number;
  readonly faults?: readonly Fault[];
  readonly deliveryPolicy?: DeliveryPolicy;
  /** Multiplies the pauses before webhook retries; 1 where absent. */
  readonly webhookRetryFactor?: number;
  /** Where the privacy topics go; nowhere where absent. */
  readonly complianceUrl?: string;
  /** Lets webhooks go to `http://127.0.0.1`; real shops want https. */
  readonly allowHttpLoopback?: boolean;
  /** Whether a carrier's event moves Order.updatedAt; it does where absent. */
  readonly fulfillmentEventsMoveOrder?: boolean;
  /** Serves every request in this version and says so only in the header. */
  readonly forcedVersion?: string;
  /** How the app becomes reachable; a socket on the loopback address where absent. */
  readonly serve?: Serve;
  /** Carries webhooks to their addresses; real HTTP where absent. */
  readonly webhookSender?: Sender;
  /** Where bulk results lie; a folder on disk where absent. */
  readonly bulkResults?: BulkResults;
}

export interface WebhookControl
  extends Pick<Deliveries, 'setPolicy' | 'setComplianceUrl' | 'setMuted' | 'counts' | 'pending' | 'settled'> {
  /** Asks the app for a customer's data, or to forget it, without changing the store. */
  requestData(customerId: string): void;
  redactShop(): void;
}

export interface StoreServer {
  readonly store: Store;
  /** Base address: `{url}/admin/api/2026-10/graphql.json`. */
  readonly url: string;
  /** What stands for `https://admin.shopify.com/store/{handle}` in links to records. */
  readonly adminUrl: string;
  readonly tokens: Tokens;
  readonly subscriptions: Subscriptions;
  readonly webhooks: WebhookControl;
  readonly bulk: { failNext(fault: BulkFault): void };
  readonly faults: Faults;
  /** Faults by name: what `GET|POST|DELETE {url}/_simulator/faults` speaks to as well. */
  readonly named: Armory;
  /** Named faults in which something happens in the store act through these from now on, for whoever watches it. */
  actThrough(acts: StoreActs): void;
  readonly counters: Counters;
  /** The merchant removes the app: tokens die, subscriptions go, app/uninstalled is sent. */
  uninstall(): void;
  close(): Promise<void>;
}

const app: AppProfile = { id: '94800001', title: 'Order sync', handle: 'order-sync' };

function createDeliveries(options: StoreServerOptions, store: Store, subscriptions: Subscriptions): Deliveries {
  return new Deliveries({
    state: store.state,
    subscriptions,
    clock: options.clock,
    random: options.random.fork('webhooks'),
    secret: options.clientSecret,
    policy: options.deliveryPolicy ?? (() => [0]),
    retryFactor: options.webhookRetryFactor ?? 1,
    complianceUrl: options.complianceUrl ?? null,
    sender: options.webhookSender ?? new WebhookSender(),
  });
}

function storeArmory(
  { clock, random, searchLagMs = 0 }: StoreServerOptions,
  store: Store,
  parts: Omit<StoreTarget, 'acts' | 'clock' | 'searchLagMs' | 'state'>,
): Pick<StoreServer, 'actThrough' | 'named'> {
  let acts: StoreActs = store;
  const clear = () => {
    parts.calls.clear();
    parts.deliveries.clearFaults();
    parts.ignoredFilters.clear();
    parts.bulk.clear();
  };
  const target = { ...parts, state: store.state, clock, searchLagMs, acts: () => acts };
  const named = createArmory({ catalogue: storeFaults, target, random: random.fork('named faults'), clear });
  return {
    named,
    actThrough: (others) => {
      acts = others;
    },
  };
}

function webhookControl(deliveries: Deliveries, { state }: Store): WebhookControl {
  return {
    setPolicy: (policy) => deliveries.setPolicy(policy),
    setComplianceUrl: (url) => deliveries.setComplianceUrl(url),
    setMuted: (muted) => deliveries.setMuted(muted),
    counts: () => deliveries.counts(),
    pending: () => deliveries.pending(),
    settled: () => deliveries.settled(),
    requestData: (customerId) => {
      const customer = privacySubject(state.customer(customerId));
      state.signal(state.options.clock.now(), { topic: 'customers/data_request', customer });
    },
    redactShop: () => state.signal(state.options.clock.now(), { topic: 'shop/redact' }),
  };
}

/** A simulated Shopify store on the loopback address. Rejects when the port is taken. */
export async function createStoreServer(options: StoreServerOptions): Promise<StoreServer> {
  const { clock, random, shop } = options;
  const tokens = new Tokens({ ...options, random: random.fork('tokens'), staticTokens: options.staticTokens ?? [] });
  const fulfillmentEventsMoveOrder = options.fulfillmentEventsMoveOrder ?? true;
  const store = createStore({ shop, clock, scopes: tokens.scopes, fulfillmentEventsMoveOrder });
  const { state } = store;
  const indexes = createIndexes(state, clock, options.searchLagMs ?? 0);
  const subscriptions = new Subscriptions({
    clock,
    shopDomain: shop.myshopifyDomain,
    allowHttpLoopback: options.allowHttpLoopback ?? false,
  });
  const deliveries = createDeliveries(options, store, subscriptions);
  const ignoredFilters = new IgnoredFilters();
  const counters = new Counters();
  const onInternalError = (message: string) => counters.internalErrors.push(message);
  const schema = executableSchema();
  let baseUrl = '';
  const bulk = new BulkRunner({
    schema,
    clock,
    random: random.fork('bulk'),
    delayMs: options.bulkDelayMs ?? 0,
    services: () => services,
    fileUrl: (name) => `${baseUrl}/bulk-results/${name}`,
    onInternalError,
    ...(options.bulkResults ? { results: options.bulkResults } : {}),
  });
  const lists = { indexes, ignoredFilters, longestPage: options.longestPage ?? null };
  const services: StoreServices = { state, clock, ...lists, subscriptions, bulk, app, supportedVersions };
  const bucket = options.throttling === false ? null : new CostBucket(clock, shop.plan);
  const faults = createFaults(clock, options.faults ?? []);
  const { named, actThrough } = storeArmory(options, store, {
    ...lists,
    ...{ calls: faults, deliveries, subscriptions, bulk: bulk.faults, tokens },
  });
  const server = await (options.serve ?? listen)(
    createStoreApp({
      ...{ state, tokens, bulk, faults, named, counters, clock, supportedVersions },
      engine: new GraphqlEngine({ schema, services, bucket, onInternalError }),
      random: random.fork('requests'),
      forcedVersion: options.forcedVersion ?? null,
    }),
    options.port,
  );
  baseUrl = server.url;
  return {
    store,
    url: server.url,
    adminUrl: `${server.url}/store/${storeHandle(shop.myshopifyDomain)}`,
    tokens,
    subscriptions,
    webhooks: webhookControl(deliveries, store),
    bulk,
    faults,
    named,
    actThrough,
    counters,
    uninstall: () => {
      state.signal(clock.now(), { topic: 'app/uninstalled' });
      subscriptions.clear();
      tokens.setInstalled(false);
    },
    close: async () => {
      await bulk.close();
      await deliveries.close();
      await server.close();
    },
  };
}
