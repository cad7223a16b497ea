import { z } from 'zod';
import { ConnectorError } from '../../connector/failure.ts';
import type { ReadRequest, SourceAccount } from '../../connector/source.ts';
import type { ShopifyClient } from './client/client.ts';
import { shopAndApp } from './documents/account.ts';
import { essentialScopes, neededScopes, withImplied } from './documents/scopes.ts';
import type { ShopAndAppQuery } from './documents.gen.ts';
import { digits } from './parse/ids.ts';

const shape: z.ZodType<ShopAndAppQuery> = z.object({
  shop: z.object({
    id: z.string(),
    name: z.string(),
    myshopifyDomain: z.string(),
    currencyCode: z.string(),
    ianaTimezone: z.string(),
  }),
  currentAppInstallation: z.object({ accessScopes: z.array(z.object({ handle: z.string() })) }),
  publicApiVersions: z.array(z.object({ handle: z.string(), supported: z.boolean() })),
});

/** How far back orders are seen without `read_all_orders` (Shopify docs: access scopes). */
const shortHistoryDays = 60;

/**
 * Shop, scopes and version. Throws ConnectorError of class `credential` when the app may read no orders or no customers:
 * without the customers every order would look like a guest's.
 */
export async function checkAccount(
  client: ShopifyClient,
  apiVersion: string,
  request: ReadRequest,
): Promise<SourceAccount> {
  const { data } = await client.call(shopAndApp, {}, shape);
  const { shop, currentAppInstallation, publicApiVersions } = data;
  const granted = currentAppInstallation.accessScopes.map(({ handle }) => handle);
  const needed = neededScopes(request.orderParts);
  const readable = withImplied(granted);
  const missing = needed.filter((scope) => !readable.has(scope));
  const essential = essentialScopes.filter((scope) => missing.includes(scope));
  if (essential.length > 0) {
    throw new ConnectorError({
      class: 'credential',
      code: 'MISSING_SCOPES',
      message: `the app may not read what this is all about: add ${essential.join(' and ')} to the app's scopes, release a version with them and approve it in the store`,
    });
  }
  const served = client.servedVersion();
  const seesAllOrders = !missing.includes('read_all_orders');
  return {
    source: digits(shop.id),
    name: shop.name,
    domain: shop.myshopifyDomain,
    currency: shop.currencyCode,
    timeZone: shop.ianaTimezone,
    scopes: { needed, granted, missing },
    apiVersion: { requested: apiVersion, served },
    historyDays: seesAllOrders ? null : shortHistoryDays,
    warnings: [
      ...missing.map(missingScopeWarning),
      ...granted.filter((scope) => scope.startsWith('write_')).map(writeScopeWarning),
      ...versionWarnings(apiVersion, served, publicApiVersions),
    ],
  };
}

const whatIsMissed: Readonly<Record<string, string>> = {
  read_all_orders: `history limited to ${shortHistoryDays} days: older orders, and changes to them, are not shown. Ask for "Read all orders" under API access requests in the Dev Dashboard, then release a version with the scope read_all_orders and approve it in the store`,
  read_customer_merge: 'merged customers are not announced: add the scope read_customer_merge',
  read_fulfillments:
    'shipments are seen a little later, because their webhooks are closed: add the scope read_fulfillments',
  read_returns: 'returns are not read: add the scope read_returns',
};

function missingScopeWarning(scope: string): string {
  return whatIsMissed[scope] ?? `the scope ${scope} is missing`;
}

function writeScopeWarning(scope: string): string {
  return `the app has the scope ${scope}, which is never used: take it away`;
}

function versionWarnings(
  requested: string,
  served: string | null,
  versions: ShopAndAppQuery['publicApiVersions'],
): readonly string[] {
  if (served !== null && served !== requested) {
    return [`Shopify answers in API version ${served} instead of ${requested}: update this product`];
  }
  const supported = versions.find(({ handle }) => handle === requested)?.supported;
  return supported === false ? [`Shopify no longer supports API version ${requested}: update this product`] : [];
}
