export interface AccessToken {
  readonly token: string;
  /** Null: it does not expire. */
  readonly expiresAt: Date | null;
  /** Null: not told with the token; `check` asks the store. */
  readonly scopes: readonly string[] | null;
}

/**
 * Where access tokens of one store come from. The client credentials grant and static tokens are here; an authorization
 * code grant joins as a third implementation that keeps its refresh token where its owner wants it.
 */
export interface AccessTokens {
  /** The token to use now, renewed in good time. Throws ConnectorError. */
  get(): Promise<AccessToken>;
  /** Shopify refused `stale`: gets another one. Throws ConnectorError of class `credential` when there is none. */
  renew(stale: string): Promise<AccessToken>;
}
