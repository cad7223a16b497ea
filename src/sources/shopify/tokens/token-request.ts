import { z } from 'zod';
import { ConnectorError } from '../../../connector/failure.ts';
import type { Clock } from '../../../lib/clock.ts';
import type { HttpFetch } from '../../../lib/http-fetch.ts';
import { httpFailure, networkFailure } from '../client/http-failures.ts';

export interface App {
  /** `https://{shop}.myshopify.com`, never the shop's own domain; or a simulator's address. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clock: Clock;
  /** The network; the real one where absent. */
  readonly fetch?: HttpFetch;
}

const answered = z.object({
  access_token: z.string().min(1),
  scope: z.string(),
  expires_in: z.number().positive().nullish(),
  refresh_token: z.string().min(1).nullish(),
  refresh_token_expires_in: z.number().positive().nullish(),
});

/** What the token endpoint grants. Nulls: it does not expire; there is nothing to renew it with. */
export interface Grant {
  readonly token: string;
  readonly scopes: readonly string[];
  readonly expiresAt: Date | null;
  readonly refreshToken: string | null;
  readonly refreshExpiresAt: Date | null;
}

/**
 * Asks the token endpoint of a shop, in whichever way `form` says. Throws ConnectorError; `credential` where Shopify
 * refuses, with a sentence for people.
 */
export async function requestGrant(app: App, form: Readonly<Record<string, string>>): Promise<Grant> {
  const { baseUrl, clientId, clientSecret, clock, fetch: httpFetch = fetch } = app;
  const askedAt = clock.now();
  const { grant_type: grantType, ...rest } = form;
  const fields = {
    ...(grantType === undefined ? {} : { grant_type: grantType }),
    client_id: clientId,
    client_secret: clientSecret,
    ...rest,
  };
  let response: Response;
  let text: string;
  try {
    response = await httpFetch(`${baseUrl}/admin/oauth/access_token`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams(fields).toString(),
      redirect: 'manual',
      signal: AbortSignal.timeout(15_000),
    });
    text = await response.text();
  } catch (error) {
    throw networkFailure(error instanceof Error && error.name === 'TimeoutError', error);
  }
  if (!response.ok) throw refusal(response, text);
  return parseGrant(response, text, askedAt);
}

function parseGrant(response: Response, text: string, askedAt: Date): Grant {
  // Unknown shops and captchas are answered with a page of HTML.
  if (!response.headers.get('content-type')?.includes('json')) {
    throw credential('NOT_JSON', 'Shopify answered the request for a token with a web page: check the shop name');
  }
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw credential('NOT_JSON', 'Shopify answered the request for a token with unreadable JSON');
  }
  const parsed = answered.safeParse(body);
  if (!parsed.success) throw credential('UNEXPECTED_SHAPE', 'Shopify answered the request for a token without a token');
  const { data } = parsed;
  const scopes = data.scope
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '');
  if (scopes.length === 0) {
    throw credential(
      'NO_SCOPES',
      'the released version of the app has no access scopes: release a version with scopes and approve it in the store',
    );
  }
  const after = (seconds: number | null | undefined) =>
    seconds == null ? null : new Date(askedAt.getTime() + seconds * 1000);
  return {
    token: data.access_token,
    scopes,
    expiresAt: after(data.expires_in),
    refreshToken: data.refresh_token ?? null,
    refreshExpiresAt: after(data.refresh_token_expires_in),
  };
}

/** Refusals worth a sentence of their own; Shopify names them in JSON or inside a page. */
const refusals: readonly (readonly [code: string, message: string])[] = [
  [
    'shop_not_permitted',
    'the app and the store belong to different organizations: make the app in the Dev Dashboard of the store’s own organization',
  ],
  ['app_not_installed', 'the app is not installed in this store: install it, then try again'],
  ['invalid_client', 'Shopify does not know this client id and secret: copy both again from the Dev Dashboard'],
  ['application_cannot_be_found', 'Shopify does not know this client id: copy it again from the Dev Dashboard'],
  [
    'invalid_grant',
    'Shopify does not take the installation’s code or refresh token any more: run samestory connect shopify --grant code again',
  ],
];

function refusal(response: Response, text: string): ConnectorError {
  const { status } = response;
  const known = refusals.find(([code]) => text.includes(code));
  if (known) return credential(known[0], known[1]);
  if (status === 404) return httpFailure(status, null);
  if (status >= 400 && status < 500 && status !== 429) {
    return credential(`HTTP_${status}`, `Shopify gives no access token for this app (HTTP ${status})`);
  }
  return httpFailure(status, response.headers.get('retry-after'));
}

function credential(code: string, message: string): ConnectorError {
  return new ConnectorError({ class: 'credential', code, message });
}
