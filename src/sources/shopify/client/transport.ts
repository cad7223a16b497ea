import { createAdminApiClient } from '@shopify/admin-api-client';
import { ConnectorError } from '../../../connector/failure.ts';
import type { HttpFetch } from '../../../lib/http-fetch.ts';
import type { Operation } from '../documents/operation.ts';
import { networkFailure } from './http-failures.ts';

export interface HttpAnswer {
  readonly status: number;
  readonly contentType: string | null;
  readonly retryAfter: string | null;
  /** Header X-Shopify-API-Version: an unsupported version is answered by another one without an error. */
  readonly servedVersion: string | null;
  /** The moment of the answer by Shopify's own clock, as HTTP spells it. */
  readonly date: string | null;
  readonly text: string;
}

/** Sends one call and gives back what came, whatever it is. Throws ConnectorError when nothing came. */
export type Transport = (
  token: string,
  operation: Operation,
  variables: Readonly<Record<string, unknown>>,
) => Promise<HttpAnswer>;

export interface TransportOptions {
  readonly domain: string;
  /** Where the store really listens, without a trailing slash: `https://{domain}`, or a simulator's loopback address. */
  readonly baseUrl: string;
  readonly apiVersion: string;
  readonly timeoutMs: number;
  readonly fetch: HttpFetch;
}

/**
 * Shopify's own client makes address, headers and body; of it only the plain `fetch` is used, because its `request`
 * hides status, headers and the cost, and its retries wait on a clock of their own.
 */
export function createTransport(options: TransportOptions): Transport {
  const { domain, baseUrl, apiVersion, timeoutMs } = options;
  // The official client holds a token for life, ours are renewed: one client for each token, the last one kept.
  let current: { readonly token: string; readonly send: ReturnType<typeof createAdminApiClient>['fetch'] } | null =
    null;
  const senderFor = (token: string) => {
    if (current?.token === token) return current.send;
    const client = createAdminApiClient({
      storeDomain: domain,
      apiVersion,
      accessToken: token,
      userAgentPrefix: 'samestory',
      retries: 0,
      // It always speaks https to the domain; a redirect would turn our POST into a GET, so it is an answer like others.
      customFetchApi: (url, init) =>
        options.fetch(`${baseUrl}${new URL(url).pathname}`, {
          ...init,
          redirect: 'manual',
          signal: AbortSignal.timeout(timeoutMs),
        }),
      // Silences a warning on the console; the version that answers is compared at every call instead.
      logger: () => {},
    });
    current = { token, send: client.fetch };
    return client.fetch;
  };
  return async (token, operation, variables) => {
    const startedWith = senderFor(token);
    try {
      const response = await startedWith(operation.text, { variables: { ...variables } });
      return {
        status: response.status,
        contentType: response.headers.get('content-type'),
        retryAfter: response.headers.get('retry-after'),
        servedVersion: response.headers.get('x-shopify-api-version'),
        date: response.headers.get('date'),
        text: await response.text(),
      };
    } catch (error) {
      if (error instanceof ConnectorError) throw error;
      throw networkFailure(isTimeout(error), error);
    }
  };
}

/** The official client rethrows a failed call as an error of its own that keeps only the message. */
function isTimeout(error: unknown): boolean {
  return error instanceof Error && (error.name === 'TimeoutError' || /timeout|timed out/i.test(error.message));
}
