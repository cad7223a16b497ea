import type { ReadRequest } from '../../connector/source.ts';
import type { Clock } from '../../lib/clock.ts';
import type { HttpFetch } from '../../lib/http-fetch.ts';
import type { Random } from '../../lib/random.ts';
import type { AdminLinks } from './admin-links.ts';
import type { ShopifyClient } from './client/client.ts';
import type { Log } from './client/log.ts';

/** What `check` found out about the store, and every other verb builds on. */
export interface Connection {
  /** The shop's numeric id. */
  readonly source: string;
  readonly myshopifyDomain: string;
  readonly granted: ReadonlySet<string>;
}

export interface SourceContext {
  readonly client: ShopifyClient;
  readonly links: AdminLinks;
  readonly request: ReadRequest;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** For what is not the API: the storage service that holds bulk results. */
  readonly fetch: HttpFetch;
  /** Throws Error before `check` has succeeded once: keys cannot be named without the shop's id. */
  connection(): Connection;
}
