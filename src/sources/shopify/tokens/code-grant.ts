import { ConnectorError } from '../../../connector/failure.ts';
import type { AccessTokens } from './access-tokens.ts';
import { type App, type Grant, requestGrant } from './token-request.ts';

/** Where an installation's tokens lie: one place for all processes, because a refresh token changes with every use. */
export interface GrantStore {
  load(): Promise<Grant | null>;
  /**
   * Replaces what is kept by what `work` makes of it, while no other process does the same. What `work` returns is kept
   * before it is used.
   */
  replace(work: (current: Grant | null) => Promise<Grant>): Promise<Grant>;
}

/** Expiring tokens live an hour (Shopify docs: offline access tokens); renewed in good time for the longest read. */
const renewEarlyMs = 300_000;

/**
 * Tokens of the authorization code grant: an app of any organization that the merchant has installed through a link.
 * Tokens that do not expire are used as they are; expiring ones are renewed by their refresh token, which Shopify replaces
 * at every use. Calls at the same time share one request, and processes one file.
 */
export function createCodeGrant(app: App, store: GrantStore): AccessTokens {
  const { clock } = app;
  let current: Grant | null = null;
  let pending: Promise<Grant> | null = null;
  const isFresh = ({ expiresAt }: Grant) =>
    expiresAt === null || expiresAt.getTime() - clock.now().getTime() > renewEarlyMs;

  /** `stale`: what Shopify has refused; another process may have renewed it already. */
  const renewed = (stale: string | null): Promise<Grant> => {
    const work = async (kept: Grant | null): Promise<Grant> => {
      if (kept === null) throw notInstalled();
      if (kept.token !== stale && isFresh(kept)) return kept;
      if (kept.refreshToken === null) throw refused();
      const next = await requestGrant(app, { grant_type: 'refresh_token', refresh_token: kept.refreshToken });
      // Should Shopify leave it out, the old one still stands.
      return { ...next, refreshToken: next.refreshToken ?? kept.refreshToken };
    };
    pending ??= store
      .replace(work)
      .then((grant) => {
        current = grant;
        return grant;
      })
      .finally(() => {
        pending = null;
      });
    return pending;
  };

  return {
    async get() {
      current ??= await store.load();
      if (current === null) throw notInstalled();
      return isFresh(current) ? current : renewed(null);
    },
    renew: async (stale) => (current && current.token !== stale && isFresh(current) ? current : renewed(stale)),
  };
}

function notInstalled(): ConnectorError {
  return new ConnectorError({
    class: 'credential',
    code: 'NOT_INSTALLED',
    message: 'there is no token of an installation: run samestory connect shopify --grant code',
  });
}

function refused(): ConnectorError {
  return new ConnectorError({
    class: 'credential',
    code: 'HTTP_401',
    message:
      'Shopify refuses the token of the installation: the app was uninstalled or its secret replaced. Run samestory connect shopify --grant code again',
  });
}
