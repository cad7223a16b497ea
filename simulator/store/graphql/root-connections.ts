import {
  companyFilters,
  companyLocationFilters,
  customerFilters,
  eventFilters,
  type Indexes,
  orderFilters,
} from '../search/documents.ts';
import { type CompiledSearch, compileSearch, type Filters } from '../search/filters.ts';
import type { SearchDocument, SearchIndex } from '../search/index.ts';
import { type Connection, completeConnection, pageOfIndex } from './connection.ts';
import { type FieldArguments, isVisibleOrder, type PathLike, type RequestContext, visibleOrder } from './context.ts';

/** One connection of the query root: where it searches and how a found id becomes a record. */
interface RootConnection<D extends SearchDocument, T> {
  readonly index: (indexes: Indexes) => SearchIndex<D>;
  readonly filters: Filters<D>;
  readonly defaultSort: string;
  readonly load: (context: RequestContext, id: string) => T | null;
  /** What the caller may see at all, whatever the query. */
  readonly visible?: (context: RequestContext, doc: D) => boolean;
}

/** The same connection with its document and record types closed over. */
export interface SearchableRoot {
  page(context: RequestContext, args: FieldArguments, path: PathLike): Connection<unknown>;
  count(context: RequestContext, args: FieldArguments, path: PathLike): { count: number; precision: string };
  /** Ids of the whole result in its order, for a bulk operation. */
  ids(context: RequestContext, args: FieldArguments): string[];
}

/** The filter as Shopify understands it, unless a fault makes it ignore one. */
function compiledSearch<D>(
  context: RequestContext,
  query: string | null | undefined,
  filters: Filters<D>,
): CompiledSearch<D> {
  const fate = context.ignoredFilters.fateOf(query);
  if (fate === 'holds') return compileSearch(query, filters, context.now);
  const field = /^\(?(\w+):/.exec(query ?? '')?.[1] ?? 'default';
  const warning = { field, message: 'Invalid search field for this query.', code: 'invalid_field' } as const;
  return { matches: () => true, warnings: fate === 'ignored' ? [] : [warning] };
}

function define<D extends SearchDocument, T>(root: RootConnection<D, T>): SearchableRoot {
  const compiled = (context: RequestContext, args: FieldArguments): CompiledSearch<D> => {
    const { matches, warnings } = compiledSearch(context, args.query, root.filters);
    const { visible } = root;
    if (!visible) return { matches, warnings };
    return { matches: (doc) => visible(context, doc) && matches(doc), warnings };
  };
  const search = (context: RequestContext, args: FieldArguments, path: PathLike) => {
    const { matches, warnings } = compiled(context, args);
    if (warnings.length > 0) {
      context.searchReports.push({ path: pathSegments(path), query: args.query ?? '', warnings });
    }
    return matches;
  };
  return {
    page: (context, args, path) => {
      const load = (id: string) => root.load(context, id);
      if (context.bulkIds !== null) {
        return completeConnection(context.bulkIds.map(load).filter((record) => record !== null));
      }
      const sortKey = args.sortKey ?? root.defaultSort;
      return pageOfIndex(args, {
        index: root.index(context.indexes),
        sortKey,
        matches: search(context, args, path),
        load,
        longest: context.longestPage,
      });
    },
    count: (context, args, path) => {
      const matches = search(context, args, path);
      let count = 0;
      for (const doc of root.index(context.indexes).all()) if (matches(doc)) count += 1;
      const limit = args.limit ?? null;
      return limit !== null && count > limit ? { count: limit, precision: 'AT_LEAST' } : { count, precision: 'EXACT' };
    },
    ids: (context, args) => {
      const { matches } = compiled(context, args);
      const docs = root
        .index(context.indexes)
        .sorted(args.sortKey ?? root.defaultSort)
        .filter(matches);
      const ids = docs.map(({ id }) => id);
      return args.reverse === true ? ids.reverse() : ids;
    },
  };
}

function pathSegments(path: PathLike): (string | number)[] {
  return path.prev === undefined ? [path.key] : [...pathSegments(path.prev), path.key];
}

const YEAR = 365 * 86_400_000;

export const rootConnections = {
  orders: define({
    index: ({ order }) => order,
    filters: orderFilters,
    defaultSort: 'PROCESSED_AT',
    load: visibleOrder,
    visible: (context, doc) => isVisibleOrder(context, doc.createdAt),
  }),
  customers: define({
    index: ({ customer }) => customer,
    filters: customerFilters,
    defaultSort: 'ID',
    load: ({ state }, id) => state.customers.get(id) ?? null,
  }),
  companies: define({
    index: ({ company }) => company,
    filters: companyFilters,
    defaultSort: 'ID',
    load: ({ state }, id) => state.companies.get(id) ?? null,
  }),
  companyLocations: define({
    index: ({ companyLocation }) => companyLocation,
    filters: companyLocationFilters,
    defaultSort: 'ID',
    load: ({ state }, id) => state.companyOfLocation.get(id) ?? null,
  }),
  /** Shopify docs: events are kept for one year. */
  events: define({
    index: ({ event }) => event,
    filters: eventFilters,
    defaultSort: 'ID',
    load: ({ state }, id) => state.events.get(id) ?? null,
    visible: ({ now }, { at }) => at >= now - YEAR,
  }),
} as const;

export type RootConnectionName = keyof typeof rootConnections;

export function isRootConnection(name: string): name is RootConnectionName {
  return Object.hasOwn(rootConnections, name);
}
