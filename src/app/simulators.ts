import { ALL_SCOPES } from '../../simulator/hubspot/options.ts';
import { createHubSpotServer, type HubSpotServer } from '../../simulator/hubspot/server.ts';
import { createStoreServer, type StoreServer } from '../../simulator/store/server.ts';
import type { ShopProfile } from '../../simulator/store/types.ts';
import type { DeliveryPolicy } from '../../simulator/store/webhooks/deliveries.ts';
import type { ConnectionConfig } from '../config/connection.ts';
import type { Clock } from '../lib/clock.ts';
import { createRandom } from '../lib/random.ts';

/** A simulated store and a simulated HubSpot account on the loopback address, ready to be signed in to. */
export interface Simulators {
  readonly shop: ShopProfile;
  readonly store: StoreServer;
  readonly crm: HubSpotServer;
  /** Under which the CRM's history names our writes. */
  readonly appId: string;
  /** Lists, counts and searches follow the records after this long, on both sides. */
  readonly searchLagMs: number;
  /** How the product signs in to both. */
  readonly connection: Pick<ConnectionConfig, 'shopify' | 'hubspot'>;
  /** The same as lines of a .env file. */
  environment(): readonly string[];
  close(): Promise<void>;
}

const shop: ShopProfile = {
  number: '548380009',
  name: 'Northwind Outfitters',
  myshopifyDomain: 'northwind-outfitters.myshopify.com',
  currency: 'CAD',
  timeZone: 'America/Toronto',
  plan: 'plus',
};

/** Read scopes only. Companies can be read too, so that the balance can say that they are left out. */
const scopes = [
  'read_orders',
  'read_all_orders',
  'read_customers',
  'read_companies',
  'read_fulfillments',
  'read_returns',
  'read_customer_merge',
  'read_payment_terms',
];

const currencies = ['USD', 'EUR', 'GBP', 'AUD', 'JPY', 'KWD'];
const appId = '3900417';

const searchLagMs = 1_500;

/**
 * How webhooks travel: most at once, some twice, some late and so out of order, some never. Shopify promises neither
 * order nor delivery (Shopify docs: webhooks, best practices).
 */
const unreliable: DeliveryPolicy = (_delivery, random) => {
  const draw = random.next();
  if (draw < 0.1) return [];
  if (draw < 0.25) return [0, 40 + random.int(1_500)];
  if (draw < 0.4) return [500 + random.int(4_000)];
  return [random.int(60)];
};

export interface SimulatorOptions {
  readonly seed: number;
  readonly clock: Clock;
  /** Some webhooks come twice, late or never; all of them at once where false. */
  readonly unreliableWebhooks: boolean;
}

/** Starts both simulators on free ports. Credentials follow from the seed. */
export async function startSimulators({ seed, clock, unreliableWebhooks }: SimulatorOptions): Promise<Simulators> {
  const random = createRandom(seed).fork('simulators');
  const secret = (label: string) => {
    const draw = random.fork(label);
    return Array.from({ length: 32 }, () => draw.int(16).toString(16)).join('');
  };
  const credential = {
    type: 'client credentials',
    clientId: secret('client'),
    clientSecret: secret('secret'),
  } as const;
  const token = `pat-na1-${secret('token')}`;
  const store = await createStoreServer({
    shop,
    scopes,
    clientId: credential.clientId,
    clientSecret: credential.clientSecret,
    clock,
    random: random.fork('store'),
    searchLagMs,
    bulkDelayMs: 300,
    allowHttpLoopback: true,
    webhookRetryFactor: 0.02,
    ...(unreliableWebhooks ? { deliveryPolicy: unreliable } : {}),
  });
  const crm = await createHubSpotServer({
    portalId: 44_237_313,
    accountType: 'DEVELOPER_TEST',
    companyCurrency: shop.currency,
    additionalCurrencies: currencies,
    timeZone: shop.timeZone,
    tokens: [{ token, scopes: ALL_SCOPES, appId, label: 'samestory' }],
    searchLagMs,
    clock,
    random: random.fork('crm'),
    latencyMs: 15,
  });
  return {
    shop,
    store,
    crm,
    appId,
    searchLagMs,
    connection: {
      shopify: { shop: shop.myshopifyDomain, credential, url: store.url },
      hubspot: { token, url: crm.url },
    },
    environment: () => [
      `SHOPIFY_SHOP=${shop.myshopifyDomain}`,
      `SHOPIFY_CLIENT_ID=${credential.clientId}`,
      `SHOPIFY_CLIENT_SECRET=${credential.clientSecret}`,
      `SAMESTORY_SHOPIFY_URL=${store.url}`,
      `HUBSPOT_TOKEN=${token}`,
      `SAMESTORY_HUBSPOT_URL=${crm.url}`,
      'SAMESTORY_RESPONSIBLE="Practice Desk <desk@example.com>"',
      '# Webhooks are signed with SHOPIFY_CLIENT_SECRET.',
      `# Orders for people: ${store.adminUrl}/orders/<id>; CRM records: ${crm.url}/contacts/44237313/record/0-123/<id>`,
    ],
    close: async () => {
      await store.close();
      await crm.close();
    },
  };
}
