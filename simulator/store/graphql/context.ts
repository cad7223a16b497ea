import type { Clock } from '../../../src/lib/clock.ts';
import type { BulkOperations } from '../bulk/types.ts';
import type { Indexes } from '../search/documents.ts';
import type { SearchWarning } from '../search/filters.ts';
import type { IgnoredFilters } from '../search/ignored-filters.ts';
import type { OrderRecord } from '../state/records.ts';
import type { StoreState } from '../state/state.ts';
import { computeTotals, type OrderTotals } from '../state/totals.ts';
import type { Subscriptions } from '../webhooks/subscriptions.ts';

/** What resolvers need of the whole store. */
export interface StoreServices {
  readonly state: StoreState;
  readonly clock: Clock;
  readonly indexes: Indexes;
  readonly ignoredFilters: IgnoredFilters;
  readonly subscriptions: Subscriptions;
  readonly bulk: BulkOperations;
  readonly app: AppProfile;
  /** Nodes on a page of a root connection, however many were asked for; null = as many as were asked for. */
  readonly longestPage: number | null;
  /** Ascending; the last one is the latest stable version. */
  readonly supportedVersions: readonly string[];
}

export interface AppProfile {
  readonly id: string;
  readonly title: string;
  readonly handle: string;
}

/** One search warning list in `extensions.search`. */
export interface SearchReport {
  readonly path: readonly (string | number)[];
  readonly query: string;
  readonly warnings: readonly SearchWarning[];
}

/** One request: who asks, when, and what was computed for it. */
export interface RequestContext extends StoreServices {
  readonly scopes: ReadonlySet<string>;
  readonly apiVersion: string;
  readonly now: number;
  readonly searchReports: SearchReport[];
  readonly typeNames: WeakMap<object, string>;
  /** Ids that the root connection of a bulk operation yields; null outside bulk operations. */
  readonly bulkIds: readonly string[] | null;
  readonly totals: (order: OrderRecord) => OrderTotals;
}

export function createContext(
  services: StoreServices,
  request: {
    readonly scopes: ReadonlySet<string>;
    readonly apiVersion: string;
    readonly bulkIds?: readonly string[];
  },
): RequestContext {
  const known = new Map<OrderRecord, OrderTotals>();
  return {
    ...services,
    scopes: request.scopes,
    apiVersion: request.apiVersion,
    now: services.clock.now().getTime(),
    searchReports: [],
    typeNames: new WeakMap(),
    bulkIds: request.bulkIds ?? null,
    totals: (order) => {
      let totals = known.get(order);
      if (totals === undefined) {
        totals = computeTotals(order);
        known.set(order, totals);
      }
      return totals;
    },
  };
}

/** Arguments of all fields together; graphql has checked them against the field's own list. */
export interface FieldArguments {
  readonly id?: string;
  readonly ids?: readonly string[];
  readonly jobId?: string;
  readonly first?: number | null;
  readonly last?: number | null;
  readonly after?: string | null;
  readonly before?: string | null;
  readonly reverse?: boolean | null;
  readonly sortKey?: string | null;
  readonly query?: string | null;
  readonly limit?: number | null;
  readonly withCodeDiscounts?: boolean | null;
}

export type PathLike = { readonly key: string | number; readonly prev: PathLike | undefined };

export type Resolver<Source, Args = FieldArguments> = (
  source: Source,
  args: Args,
  context: RequestContext,
  info: { readonly path: PathLike },
) => unknown;

export type Resolvers<Source> = Readonly<Record<string, Resolver<Source>>>;

const DAY = 86_400_000;

/**
 * Orders older than 60 days do not exist for an app without `read_all_orders`; nothing says so (Shopify docs: access
 * scopes).
 */
export function isVisibleOrder(context: RequestContext, createdAt: number): boolean {
  return context.scopes.has('read_all_orders') || createdAt >= context.now - 60 * DAY;
}

export function visibleOrder(context: RequestContext, id: string): OrderRecord | null {
  const order = context.state.orders.get(id);
  return order && isVisibleOrder(context, order.createdAt) ? order : null;
}
