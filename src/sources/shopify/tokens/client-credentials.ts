import { z } from 'zod';
import { ConnectorError } from '../../../connector/failure.ts';
import type { Clock } from '../../../lib/clock.ts';
import { httpFailure, networkFailure } from '../client/http-failures.ts';
import type { AccessToken, AccessTokens } from './access-tokens.ts';

export interface ClientCredentials {
  /** `https://{shop}.myshopify.com`, never the shop's own domain; or a simulator's address. */
  readonly baseUrl: string;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly clock: Clock;
}

/** A token lives 24 hours (Shopify docs: client credentials grant); one that dies during a call costs a repetition. */
const renewEarlyMs = 600_000;

const granted = z.object({ access_token: z.string().min(1), scope: z.string(), expires_in: z.number().positive() });

/**
 * Tokens of the client credentials grant: an app of the Dev Dashboard and a store of the same organization. There is no
 * refresh token, renewal asks again. Calls at the same time share one request.
 */
export function createClientCredentials(options: ClientCredentials): AccessTokens {
  const { clock } = options;
  let current: AccessToken | null = null;
  let pending: Promise<AccessToken> | null = null;
  const request = (): Promise<AccessToken> => {
    pending ??= requestToken(options)
      .then((token) => {
        current = token;
        return token;
      })
      .finally(() => {
        pending = null;
      });
    return pending;
  };
  const isFresh = (token: AccessToken) =>
    token.expiresAt === null || token.expiresAt.getTime() - clock.now().getTime() > renewEarlyMs;
  return {
    get: async () => (current && isFresh(current) ? current : request()),
    // Several calls may meet the same dead token; the first brings a new one for all.
    renew: async (stale) => (current && current.token !== stale ? current : request()),
  };
}

async function requestToken({ baseUrl, clientId, clientSecret, clock }: ClientCredentials): Promise<AccessToken> {
  const askedAt = clock.now();
  let response: Response;
  let text: string;
  try {
    response = await fetch(`${baseUrl}/admin/oauth/access_token`, {
      method: 'POST',
      headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
      body: new URLSearchParams({
        grant_type: 'client_credentials',
        client_id: clientId,
        client_secret: clientSecret,
      }).toString(),
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

function parseGrant(response: Response, text: string, askedAt: Date): AccessToken {
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
  const parsed = granted.safeParse(body);
  if (!parsed.success) throw credential('UNEXPECTED_SHAPE', 'Shopify answered the request for a token without a token');
  const scopes = parsed.data.scope
    .split(',')
    .map((scope) => scope.trim())
    .filter((scope) => scope !== '');
  if (scopes.length === 0) {
    throw credential(
      'NO_SCOPES',
      'the released version of the app has no access scopes: release a version with scopes and approve it in the store',
    );
  }
  return {
    token: parsed.data.access_token,
    expiresAt: new Date(askedAt.getTime() + parsed.data.expires_in * 1000),
    scopes,
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
