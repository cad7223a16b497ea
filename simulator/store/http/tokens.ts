import { createHmac } from 'node:crypto';
import type { Clock } from '../../../src/lib/clock.ts';
import type { Random } from '../../../src/lib/random.ts';
import { impliedScopes } from '../graphql/scopes.ts';
import { RefreshTokens } from './refresh-tokens.ts';

/** Seconds that a client-credentials token lives (Shopify docs: client credentials grant). */
const tokenLifeSeconds = 86_399;

/** Shopify docs: offline access tokens. Expiring ones live an hour, their refresh tokens 90 days. */
const expiringLifeSeconds = 3_600;
const refreshLifeSeconds = 90 * 86_400;
/** A code is exchanged once, at once. */
const codeLifeMs = 60_000;

interface TokenBody {
  readonly access_token: string;
  readonly scope: string;
  readonly expires_in?: number;
  readonly refresh_token?: string;
  readonly refresh_token_expires_in?: number;
}

export type GrantAnswer =
  | { readonly status: 200; readonly body: TokenBody }
  | { readonly status: 400; readonly body: { error: string; error_description: string } };

export interface TokensOptions {
  readonly clock: Clock;
  readonly random: Random;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly staticTokens: readonly string[];
  readonly scopes: readonly string[];
}

/** What an app needs to be let in, and ways to take it away. Scopes belong to the installation, not to a token. */
export class Tokens {
  readonly #options: TokensOptions;
  /** Token to the instant when it ends; null for one that never does. */
  readonly #live = new Map<string, number | null>();
  readonly #scopes = new Set<string>();
  readonly #codes = new Map<string, number>();
  readonly #refresh: RefreshTokens;
  #granted: readonly string[] = [];
  #installed = true;
  #sameOrganization = true;

  constructor(options: TokensOptions) {
    this.#options = options;
    this.#refresh = new RefreshTokens(options.clock);
    for (const token of options.staticTokens) this.#live.set(token, null);
    this.setScopes(options.scopes);
  }

  /** The installation's scopes with what they imply; the same object for ever. */
  get scopes(): ReadonlySet<string> {
    return this.#scopes;
  }

  /** As they were granted, without what they imply. */
  get granted(): readonly string[] {
    return this.#granted;
  }

  setScopes(scopes: readonly string[]): void {
    this.#granted = scopes;
    this.#scopes.clear();
    for (const scope of impliedScopes(scopes)) this.#scopes.add(scope);
  }

  /** Uninstalling kills every token at once. */
  setInstalled(installed: boolean): void {
    this.#installed = installed;
    if (installed) return;
    this.#live.clear();
    this.#refresh.clear();
  }

  setSameOrganization(same: boolean): void {
    this.#sameOrganization = same;
  }

  addStatic(token: string): void {
    this.#live.set(token, null);
  }

  /** Every token issued until now stops working; the app stays installed. */
  revokeAll(): void {
    this.#live.clear();
  }

  /** Tokens that end some time end now; those that never do go on. */
  expireIssued(): void {
    for (const [token, end] of this.#live) if (end !== null) this.#live.delete(token);
  }

  isValid(token: string | undefined): boolean {
    if (token === undefined) return false;
    const end = this.#live.get(token);
    return end === null || (end !== undefined && end > this.#options.clock.now().getTime());
  }

  /** The client credentials grant: asked again, it gives another token, and both work. */
  grant(request: Readonly<Record<string, string | undefined>>): GrantAnswer {
    const { clientId, clientSecret, clock } = this.#options;
    if (request['client_id'] !== clientId || request['client_secret'] !== clientSecret) {
      return refusal('invalid_client', 'Client authentication failed.');
    }
    if (request['code'] !== undefined) return this.#exchange(request['code'], request['expiring'] === '1');
    if (request['grant_type'] === 'refresh_token') return this.#renew(request['refresh_token'] ?? '');
    if (request['grant_type'] !== 'client_credentials') {
      return refusal('unsupported_grant_type', 'The grant type is not supported.');
    }
    if (!this.#sameOrganization) {
      return refusal('shop_not_permitted', 'Client credentials cannot be performed on this shop.');
    }
    if (!this.#installed) return refusal('app_not_installed', 'The app is not installed on this shop.');
    const token = this.#secret('shpca');
    this.#live.set(token, clock.now().getTime() + tokenLifeSeconds * 1000);
    return {
      status: 200,
      body: { access_token: token, scope: this.#granted.join(','), expires_in: tokenLifeSeconds },
    };
  }

  /** The merchant approves the installation with these scopes; returns the code for the app, signed with its secret. */
  approve(scopes: readonly string[]): string {
    this.#installed = true;
    if (scopes.length > 0) this.setScopes(scopes);
    const code = this.#secret('code').slice(5);
    this.#codes.set(code, this.#now() + codeLifeMs);
    return code;
  }

  get clientId(): string {
    return this.#options.clientId;
  }

  /** Hexadecimal signature of a callback, as opposed to that of webhooks (Shopify docs: authorization code grant). */
  sign(message: string): string {
    return createHmac('sha256', this.#options.clientSecret).update(message).digest('hex');
  }

  #exchange(code: string, expiring: boolean): GrantAnswer {
    const end = this.#codes.get(code);
    this.#codes.delete(code);
    if (end === undefined || end < this.#now() || !this.#installed) return invalidGrant('The code is invalid or used.');
    if (expiring) return this.#expiringGrant(null);
    const token = this.#secret('shpat');
    this.#live.set(token, null);
    return { status: 200, body: { access_token: token, scope: this.#granted.join(',') } };
  }

  #renew(refreshToken: string): GrantAnswer {
    if (!this.#installed || !this.#refresh.use(refreshToken)) return invalidGrant('The refresh token is invalid.');
    return this.#expiringGrant(refreshToken);
  }

  #expiringGrant(replaced: string | null): GrantAnswer {
    const token = this.#secret('shpat');
    const refreshToken = this.#secret('shprt');
    this.#live.set(token, this.#now() + expiringLifeSeconds * 1000);
    this.#refresh.issue(refreshToken, refreshLifeSeconds * 1000, replaced);
    return {
      status: 200,
      body: {
        access_token: token,
        scope: this.#granted.join(','),
        expires_in: expiringLifeSeconds,
        refresh_token: refreshToken,
        refresh_token_expires_in: refreshLifeSeconds,
      },
    };
  }

  #secret(prefix: string): string {
    const { random } = this.#options;
    return `${prefix}_${Array.from({ length: 32 }, () => random.int(16).toString(16)).join('')}`;
  }

  #now(): number {
    return this.#options.clock.now().getTime();
  }
}

function invalidGrant(description: string): GrantAnswer {
  return refusal('invalid_grant', description);
}

function refusal(error: string, description: string): GrantAnswer {
  return { status: 400, body: { error, error_description: `Oauth error ${error}: ${description}` } };
}
