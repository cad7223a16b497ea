import { MemoryResults } from '../../simulator/simulation/memory-results.ts';
import type { Network } from '../../simulator/simulation/network.ts';
import type { SeedPlan } from '../../simulator/simulation/seed-plan.ts';
import { Tally } from '../../simulator/simulation/tally.ts';
import type { VirtualClock } from '../../simulator/simulation/virtual-clock.ts';
import { createStoreServer, type StoreServer } from '../../simulator/store/server.ts';
import type { DeliveryPolicy } from '../../simulator/store/webhooks/deliveries.ts';
import type { Source } from '../../src/connector/source.ts';
import { coreFieldMap } from '../../src/field-map/core.ts';
import { orderPartsOf } from '../../src/field-map/project.ts';
import type { Random } from '../../src/lib/random.ts';
import { createShopifySource } from '../../src/sources/shopify/source.ts';
import { createStaticToken } from '../../src/sources/shopify/tokens/static-token.ts';
import type { Life } from './life.ts';
import { silent } from './silent.ts';

export const shopNumber = '548380009';
const domain = 'acme.myshopify.com';
const token = 'shpat_simulation';
const secret = 'simulation-client-secret';

const readScopes = [
  'read_orders',
  'read_all_orders',
  'read_customers',
  'read_companies',
  'read_fulfillments',
  'read_returns',
  'read_customer_merge',
];

export interface ShopWorld {
  readonly plan: SeedPlan;
  readonly clock: VirtualClock;
  readonly network: Network;
  readonly random: Random;
}

/** The simulated store, and what became of its webhooks. */
export interface ShopSide extends Pick<StoreServer, 'store' | 'close'> {
  readonly deliveryFaults: Tally;
}

/** A simulated store, served without a socket; its webhooks travel through the same network. */
export async function openShop({ plan, clock, network, random }: ShopWorld): Promise<ShopSide> {
  const deliveryFaults = new Tally();
  const server = await createStoreServer({
    shop: {
      number: shopNumber,
      name: 'Acme',
      myshopifyDomain: domain,
      currency: plan.currency,
      timeZone: 'Europe/Berlin',
      plan: 'plus',
    },
    scopes: readScopes,
    clientId: 'client',
    clientSecret: secret,
    staticTokens: [token],
    clock,
    random,
    searchLagMs: plan.shopLagMs,
    bulkDelayMs: plan.bulkDelayMs,
    ...(plan.pageSize === null ? {} : { longestPage: plan.pageSize }),
    deliveryPolicy: policyOf(plan.rates.webhooks, deliveryFaults),
    serve: network.serve('shop', `https://${domain}`),
    webhookSender: {
      post: (uri, headers, body) =>
        network.fetch(uri, { method: 'POST', headers, body: body.toString() }).then(
          ({ status }) => status,
          () => null,
        ),
      close: () => undefined,
    },
    bulkResults: new MemoryResults(),
  });
  return { store: server.store, close: () => server.close(), deliveryFaults };
}

const hourMs = 3_600_000;

/** Lost, doubled, or late by up to two hours; the rest comes at once. */
function policyOf(rate: number, struck: Tally): DeliveryPolicy {
  return (_delivery, random) => {
    if (!random.chance(rate)) return [0];
    const kind = random.int(3);
    struck.add(['webhook lost', 'webhook doubled', 'webhook late'][kind] ?? 'webhook');
    if (kind === 0) return [];
    return kind === 1 ? [0, random.int(60_000)] : [random.int(2 * hourMs)];
  };
}

/** The connector of one process. */
export function connectShop(network: Network, life: Life, random: Random): Source {
  return createShopifySource({
    domain,
    apiVersion: '2026-10',
    tokens: createStaticToken(token),
    clientSecrets: [secret],
    request: { orderParts: orderPartsOf(coreFieldMap) },
    clock: life.clock(),
    random,
    log: silent,
    fetch: life.fetch('shop', (url, init) => network.fetch(url, init)),
  });
}
