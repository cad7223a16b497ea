import { ConnectorError } from '../../../connector/failure.ts';
import type { AccessTokens } from './access-tokens.ts';

/** A token that never expires (`shpat_…`), of a custom app made in the store's admin or of an offline install. */
export function createStaticToken(token: string): AccessTokens {
  const held = { token, expiresAt: null, scopes: null };
  return {
    get: async () => held,
    renew: async () => {
      throw new ConnectorError({
        class: 'credential',
        code: 'HTTP_401',
        message: 'Shopify refuses the Admin API token: it was revoked or the app was uninstalled. Enter a new token.',
      });
    },
  };
}
