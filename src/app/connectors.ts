import type { OrderPart } from '../commerce/order.ts';
import type { ConnectionConfig } from '../config/connection.ts';
import type { Destination } from '../connector/destination.ts';
import type { Source } from '../connector/source.ts';
import {
  createHubSpotDestination,
  type HubSpotOptions,
  missingWriteScopes,
} from '../destinations/hubspot/destination.ts';
import { orderPartsOf } from '../field-map/project.ts';
import type { FieldMap } from '../field-map/types.ts';
import { createShopifySource } from '../sources/shopify/source.ts';
import type { AccessTokens } from '../sources/shopify/tokens/access-tokens.ts';
import { createClientCredentials } from '../sources/shopify/tokens/client-credentials.ts';
import { createCodeGrant } from '../sources/shopify/tokens/code-grant.ts';
import { createStaticToken } from '../sources/shopify/tokens/static-token.ts';
import { webhookSecretsOf } from './deliveries.ts';
import { grantFile } from './grant-file.ts';
import type { Runtime } from './runtime.ts';

/** The version that the source's documents and types were made for. */
const shopifyApiVersion = '2026-10';

/** The concrete connectors for a configuration. */
export function createConnectors(
  config: ConnectionConfig,
  map: FieldMap,
  runtime: Runtime,
): { readonly source: Source; readonly destination: Destination } {
  const source = createSource(config.shopify, orderPartsOf(map), runtime);
  return { source, destination: createHubSpotDestination(hubSpotOptions(config.hubspot, runtime)) };
}

/** The CRM alone, with what its destination does not tell: the scopes that writing would need. */
export function createCrm(
  crm: ConnectionConfig['hubspot'],
  runtime: Runtime,
): { readonly destination: Destination; missingWriteScopes(): Promise<readonly string[]> } {
  const options = hubSpotOptions(crm, runtime);
  return {
    destination: createHubSpotDestination(options),
    missingWriteScopes: () => missingWriteScopes(options),
  };
}

function hubSpotOptions(
  { token, url, apiVersion }: ConnectionConfig['hubspot'],
  { clock, random, logger }: Runtime,
): HubSpotOptions {
  const choice = { ...(url === null ? {} : { baseUrl: url }), ...(apiVersion === undefined ? {} : { apiVersion }) };
  return { token, ...choice, clock, random, log: logger };
}

/** The store alone; reads of an order what `orderParts` asks for. */
export function createSource(
  store: ConnectionConfig['shopify'],
  orderParts: readonly OrderPart[],
  runtime: Runtime,
): Source {
  const { clock, random, logger } = runtime;
  const { shop, url, credential } = store;
  return createShopifySource({
    domain: shop,
    ...(url === null ? {} : { baseUrl: url, adminBase: `${url}/store/${shop.replace('.myshopify.com', '')}` }),
    apiVersion: shopifyApiVersion,
    tokens: tokensOf(store, runtime),
    clientSecrets: webhookSecretsOf(credential),
    request: { orderParts },
    clock,
    random,
    log: logger,
  });
}

function tokensOf({ shop, url, credential }: ConnectionConfig['shopify'], { clock }: Runtime): AccessTokens {
  if (credential.type === 'access token') return createStaticToken(credential.accessToken);
  const { clientId, clientSecret } = credential;
  const app = { baseUrl: url ?? `https://${shop}`, clientId, clientSecret, clock };
  if (credential.type === 'client credentials') return createClientCredentials(app);
  return createCodeGrant(app, grantFile(credential.tokenFile, shop, clock));
}
