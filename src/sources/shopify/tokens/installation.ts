import { createHmac, timingSafeEqual } from 'node:crypto';
import { ConnectorError } from '../../../connector/failure.ts';
import { type App, type Grant, requestGrant } from './token-request.ts';

export interface Installation {
  /** `northwind.myshopify.com`. */
  readonly shop: string;
  readonly clientId: string;
  readonly scopes: readonly string[];
  /** Where Shopify sends the browser afterwards; must be among the app's redirection URLs. */
  readonly redirectUri: string;
  /** Not to be guessed, used once. */
  readonly state: string;
}

/** Where the merchant approves the installation. Offline tokens: no `grant_options[]` (Shopify docs: authorization code grant). */
export function installationUrl(baseUrl: string, installation: Installation): string {
  const { clientId, scopes, redirectUri, state } = installation;
  const query = new URLSearchParams({ client_id: clientId, scope: scopes.join(','), redirect_uri: redirectUri, state });
  return `${baseUrl}/admin/oauth/authorize?${query}`;
}

/** Shopify docs: authorization code grant; a shop's name has no other characters. */
const shopPattern = /^[a-z0-9][a-z0-9-]*\.myshopify\.com$/i;

/**
 * The code of a callback that comes from Shopify and from this very installation. Signature and state are compared in
 * constant time. Throws ConnectorError of class `credential` that says what is wrong and nothing of the values.
 */
export function codeOfCallback(query: URLSearchParams, clientSecret: string, expected: Installation): string {
  const message = [...query]
    .filter(([name]) => name !== 'hmac')
    .sort(([left], [right]) => (left < right ? -1 : 1))
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const signature = createHmac('sha256', clientSecret).update(message).digest('hex');
  if (!same(query.get('hmac') ?? '', signature)) throw untrusted('BAD_SIGNATURE', 'its signature is not Shopify’s');
  if (!same(query.get('state') ?? '', expected.state))
    throw untrusted('BAD_STATE', 'it belongs to another installation');
  const shop = query.get('shop') ?? '';
  if (!shopPattern.test(shop) || shop.toLowerCase() !== expected.shop) {
    throw untrusted('OTHER_SHOP', `it was approved in another store than ${expected.shop}`);
  }
  const code = query.get('code') ?? '';
  if (code === '') throw untrusted('NO_CODE', 'it brings no code: the installation was not approved');
  return code;
}

/** Exchanges a code, once, for the tokens of the installation. Throws ConnectorError. */
export function exchangeCode(app: App, code: string, options: { readonly expiring: boolean }): Promise<Grant> {
  return requestGrant(app, { code, ...(options.expiring ? { expiring: '1' } : {}) });
}

function same(given: string, right: string): boolean {
  // Digests have one length, so that comparing them tells nothing of where the texts differ.
  const digest = (text: string) => createHmac('sha256', 'comparison').update(text).digest();
  return timingSafeEqual(digest(given), digest(right));
}

function untrusted(code: string, why: string): ConnectorError {
  const message = `the answer to the installation is not trusted: ${why}. Start again with samestory connect shopify --grant code`;
  return new ConnectorError({ class: 'credential', code, message });
}
