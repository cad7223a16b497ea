import { failureOf } from '../../connector/failure.ts';
import type { ReadRequest, Source } from '../../connector/source.ts';
import type { Clock } from '../../lib/clock.ts';
import type { HttpFetch } from '../../lib/http-fetch.ts';
import type { Random } from '../../lib/random.ts';
import { checkAccount } from './account.ts';
import { adminBaseOf, createAdminLinks } from './admin-links.ts';
import { cancelBulk, pollBulk, startBulk } from './bulk/operations.ts';
import { bulkRows } from './bulk/rows.ts';
import { createClient } from './client/client.ts';
import type { Log } from './client/log.ts';
import { createTransport } from './client/transport.ts';
import type { Connection, SourceContext } from './context.ts';
import { withImplied } from './documents/scopes.ts';
import { readByIds } from './reading/by-ids.ts';
import { findOrders } from './reading/find.ts';
import { count, list } from './reading/lists.ts';
import { sweep } from './reading/sweeps.ts';
import type { AccessTokens } from './tokens/access-tokens.ts';
import { receive } from './webhooks/receive.ts';
import { applyWebhooks, planWebhooks } from './webhooks/subscriptions.ts';

export interface ShopifySourceOptions {
  /** `example.myshopify.com`. */
  readonly domain: string;
  /** Where the store listens, without a trailing slash; `https://{domain}` unless it is a simulator. */
  readonly baseUrl?: string;
  /** The version that documents and types were made for: '2026-10'. */
  readonly apiVersion: string;
  readonly tokens: AccessTokens;
  /** Webhooks signed with any of them are ours; more than one while a secret is being replaced. */
  readonly clientSecrets: readonly string[];
  readonly request: ReadRequest;
  readonly clock: Clock;
  readonly random: Random;
  /** Base address of records in the admin; `https://admin.shopify.com/store/{handle}` unless it is a simulator. */
  readonly adminBase?: string;
  readonly log: Log;
  /** How long an answer may take, in real milliseconds; Shopify itself gives up after about 10 seconds. */
  readonly timeoutMs?: number;
  /** The network; the real one where absent. */
  readonly fetch?: HttpFetch;
}

/** A Shopify store as a source. Reads only: its mutations are subscriptions of its own webhooks, and bulk reads. */
export function createShopifySource(options: ShopifySourceOptions): Source {
  const { domain, apiVersion, tokens, clientSecrets, request, clock, random, log } = options;
  const httpFetch = options.fetch ?? fetch;
  const transport = createTransport({
    domain,
    baseUrl: options.baseUrl ?? `https://${domain}`,
    apiVersion,
    timeoutMs: options.timeoutMs ?? 30_000,
    fetch: httpFetch,
  });
  const client = createClient({ transport, tokens, apiVersion, clock, random, log });
  const links = createAdminLinks(options.adminBase ?? adminBaseOf(domain));
  let connected: Connection | null = null;
  const connection = (): Connection => {
    if (connected === null) throw new Error('the source must have been checked before it is used');
    return connected;
  };
  const context: SourceContext = { client, links, request, clock, random, log, connection, fetch: httpFetch };
  const connect = async () => {
    const account = await checkAccount(client, apiVersion, request);
    connected = {
      source: account.source,
      myshopifyDomain: account.domain,
      granted: withImplied(account.scopes.granted),
    };
    return account;
  };
  /** Scopes may be taken away at any time: then what may still be read is asked for, or the missing scope is named. */
  const withPresentScopes = async <T>(work: () => Promise<T>): Promise<T> => {
    try {
      return await work();
    } catch (error) {
      if (failureOf(error).code !== 'ACCESS_DENIED' || connected === null) throw error;
      const before = connected.granted;
      await connect();
      if (connected.granted.size >= before.size) throw error;
      return await work();
    }
  };
  return {
    check: connect,
    read: (kind, ids) => withPresentScopes(() => readByIds(context, kind, ids, 'live')),
    find: (text) => findOrders(context, text),
    sweep: (name, from, to) => sweep(context, name, from, to),
    list: (kind, window) => list(context, kind, window),
    count: (kind, window) => count(context, kind, window),
    startBulk: async (kind, window) => startBulk(context, kind, window),
    pollBulk: (ticket) => pollBulk(context, ticket),
    cancelBulk: (ticket) => cancelBulk(context, ticket),
    bulkRows: (ticket) => bulkRows(context, ticket),
    planWebhooks: (address) => planWebhooks(context, address),
    applyWebhooks: (address, plan) => applyWebhooks(context, address, plan),
    receive: (delivery) => receive(delivery, clientSecrets, connection()),
    adminUrl: (key) => links.of(key),
    usage: () => client.usage(),
  };
}
