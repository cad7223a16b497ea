import { ApiError } from './errors.ts';

export interface TokenOptions {
  readonly token: string;
  readonly scopes: readonly string[];
  /** The token's own numeric id: what property history shows as `sourceId` of its writes. */
  readonly appId: string;
  readonly label?: string;
}

export interface Token {
  readonly value: string;
  readonly appId: string;
  readonly label: string | null;
  scopes: ReadonlySet<string>;
  state: 'active' | 'expired';
}

/** The private-app tokens and service keys of the account. All are plain bearer strings. */
export class TokenStore {
  readonly #tokens = new Map<string, Token>();

  constructor(tokens: readonly TokenOptions[]) {
    for (const one of tokens) this.add(one);
  }

  add(one: TokenOptions): void {
    this.#tokens.set(one.token, {
      value: one.token,
      appId: one.appId,
      label: one.label ?? null,
      scopes: new Set(one.scopes),
      state: 'active',
    });
  }

  all(): readonly Token[] {
    return [...this.#tokens.values()];
  }

  setScopes(token: string, scopes: readonly string[]): void {
    const known = this.#tokens.get(token);
    if (known) known.scopes = new Set(scopes);
  }

  expire(token: string): void {
    const known = this.#tokens.get(token);
    if (known) known.state = 'expired';
  }

  revoke(token: string): void {
    this.#tokens.delete(token);
  }

  /** The token of an Authorization header; throws the 401 that HubSpot answers with. */
  authenticate(header: string | undefined): Token {
    const value = header?.match(/^Bearer\s+(\S+)$/i)?.[1];
    const token = value === undefined ? undefined : this.#tokens.get(value);
    if (!token) {
      const text = value === undefined ? 'Authentication credentials not found.' : 'The access token is not valid.';
      const message = `${text} This API supports OAuth 2.0 authentication and you can find more details at https://developers.hubspot.com/docs/methods/auth/oauth-overview`;
      throw new ApiError(401, { status: 'error', message, category: 'INVALID_AUTHENTICATION' });
    }
    if (token.state === 'expired') {
      const message = 'The access token is expired or has been rotated.';
      throw new ApiError(401, { status: 'error', message, category: 'EXPIRED_AUTHENTICATION' });
    }
    return token;
  }
}

/** Throws 403 MISSING_SCOPES, naming every scope the token lacks, unless it has all of them. */
export function requireScopes(token: Token, scopes: readonly string[]): void {
  const missing = scopes.filter((scope) => !token.scopes.has(scope));
  if (missing.length === 0) return;
  throw new ApiError(403, {
    status: 'error',
    message: 'One or more of the following scopes are required.',
    context: { requiredGranularScopes: missing },
    links: { scopes: 'https://developers.hubspot.com/scopes' },
    category: 'MISSING_SCOPES',
  });
}
