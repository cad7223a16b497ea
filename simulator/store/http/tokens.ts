import type { Clock } from '../../../src/lib/clock.ts';
import type { Random } from '../../../src/lib/random.ts';
import { impliedScopes } from '../graphql/scopes.ts';

/** Seconds that a client-credentials token lives (Shopify docs: client credentials grant). */
const tokenLifeSeconds = 86_399;

export type GrantAnswer =
  | { readonly status: 200; readonly body: { access_token: string; scope: string; expires_in: number } }
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
  #granted: readonly string[] = [];
  #installed = true;
  #sameOrganization = true;

  constructor(options: TokensOptions) {
    this.#options = options;
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
    if (!installed) this.#live.clear();
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
    const { clientId, clientSecret, clock, random } = this.#options;
    if (request['grant_type'] !== 'client_credentials') {
      return refusal('unsupported_grant_type', 'The grant type is not supported.');
    }
    if (request['client_id'] !== clientId || request['client_secret'] !== clientSecret) {
      return refusal('invalid_client', 'Client authentication failed.');
    }
    if (!this.#sameOrganization) {
      return refusal('shop_not_permitted', 'Client credentials cannot be performed on this shop.');
    }
    if (!this.#installed) return refusal('app_not_installed', 'The app is not installed on this shop.');
    const token = `shpca_${Array.from({ length: 32 }, () => random.int(16).toString(16)).join('')}`;
    this.#live.set(token, clock.now().getTime() + tokenLifeSeconds * 1000);
    return {
      status: 200,
      body: { access_token: token, scope: this.#granted.join(','), expires_in: tokenLifeSeconds },
    };
  }
}

function refusal(error: string, description: string): GrantAnswer {
  return { status: 400, body: { error, error_description: `Oauth error ${error}: ${description}` } };
}
