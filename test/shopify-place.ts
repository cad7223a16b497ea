import { createStoreServer, type StoreServer, type StoreServerOptions } from '../simulator/store/server.ts';
import type { NewOrder } from '../simulator/store/types.ts';
import type { OrderPart } from '../src/commerce/order.ts';
import type { Source } from '../src/connector/source.ts';
import { createRandom } from '../src/lib/random.ts';
import { createShopifySource } from '../src/sources/shopify/source.ts';
import { createClientCredentials } from '../src/sources/shopify/tokens/client-credentials.ts';
import { createSkippingClock, silentLog } from './shopify-support.ts';

const clientSecret = 'shpss_simulated';
const now = '2026-11-22T10:00:00Z';

/** What the core asks for, and a little more. */
export const commonScopes = [
  'read_orders',
  'read_all_orders',
  'read_customers',
  'read_fulfillments',
  'read_customer_merge',
  'read_returns',
];

export interface Place {
  readonly server: StoreServer;
  readonly source: Source;
  readonly clock: ReturnType<typeof createSkippingClock>;
}

/** A simulated store and a source connected to it by client credentials; both go by the same clock, which skips waits. */
export async function withStore(
  work: (place: Place) => Promise<void>,
  change: Partial<StoreServerOptions> & { readonly orderParts?: readonly OrderPart[] } = {},
): Promise<void> {
  const clock = createSkippingClock(now);
  const { orderParts = [], ...options } = change;
  const server = await createStoreServer({
    shop: {
      number: '548380009',
      name: 'Example',
      myshopifyDomain: 'example.myshopify.com',
      currency: 'CAD',
      timeZone: 'America/Toronto',
      plan: 'standard',
    },
    scopes: commonScopes,
    clientId: 'client',
    clientSecret,
    clock,
    random: createRandom(7),
    allowHttpLoopback: true,
    ...options,
  });
  const { url } = server;
  const source = createShopifySource({
    domain: 'example.myshopify.com',
    baseUrl: url,
    adminBase: server.adminUrl,
    apiVersion: '2026-10',
    tokens: createClientCredentials({ baseUrl: url, clientId: 'client', clientSecret, clock }),
    clientSecrets: [clientSecret],
    request: { orderParts },
    clock,
    random: createRandom(8),
    log: silentLog,
  });
  try {
    await work({ server, source, clock });
  } finally {
    await server.close();
  }
}

/** `-3` is three days before the clock's start. */
export function day(offset: number): Date {
  return new Date(Date.parse(now) + offset * 86_400_000);
}

/** A paid order of one line of 100 CAD; anything may be different. */
export function anOrder(change: Partial<NewOrder> = {}): NewOrder {
  return {
    customerId: null,
    email: 'guest@example.com',
    createdAt: day(-1),
    presentmentCurrency: 'CAD',
    exchangeRate: '1',
    lines: [{ title: 'Lamp', sku: 'L-1', quantity: 2, unitPrice: '50.00' }],
    discount: '0',
    shipping: '0',
    tax: '0',
    taxesIncluded: false,
    payment: 'paid',
    sourceName: 'web',
    channel: { handle: 'web', displayName: 'Online Store' },
    ...change,
  };
}

export function aCustomer(email: string, createdAt = day(-2)) {
  return { firstName: 'Jane', lastName: 'Doe', email, phone: null, createdAt };
}

export async function collect<T>(pages: AsyncIterable<readonly T[]>): Promise<T[]> {
  const all: T[] = [];
  for await (const page of pages) all.push(...page);
  return all;
}
