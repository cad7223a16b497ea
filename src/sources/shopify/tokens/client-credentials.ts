import type { AccessToken, AccessTokens } from './access-tokens.ts';
import { type App, requestGrant } from './token-request.ts';

/** A token lives 24 hours (Shopify docs: client credentials grant); one that dies during a call costs a repetition. */
const renewEarlyMs = 600_000;

/**
 * Tokens of the client credentials grant: an app of the Dev Dashboard and a store of the same organization. There is no
 * refresh token, renewal asks again. Calls at the same time share one request.
 */
export function createClientCredentials(app: App): AccessTokens {
  const { clock } = app;
  let current: AccessToken | null = null;
  let pending: Promise<AccessToken> | null = null;
  const request = (): Promise<AccessToken> => {
    pending ??= requestGrant(app, { grant_type: 'client_credentials' })
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
