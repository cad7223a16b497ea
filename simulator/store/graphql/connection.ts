import { GraphQLError } from 'graphql';
import { comparePositions, type Position, type SearchDocument, type SearchIndex } from '../search/index.ts';
import type { FieldArguments, RequestContext } from './context.ts';

export interface Connection<T> {
  readonly edges: readonly { readonly cursor: string; readonly node: T }[];
  readonly nodes: readonly T[];
  readonly pageInfo: {
    readonly hasNextPage: boolean;
    readonly hasPreviousPage: boolean;
    readonly startCursor: string | null;
    readonly endCursor: string | null;
  };
}

/** Shopify docs: a connection can be paged to 25,000 objects deep, 250 at a time. */
const deepest = 25_000;
const largestPage = 250;

interface Cursor extends Position {
  /** How many objects lie before and at the cursor. */
  readonly depth: number;
}

function encode(cursor: Cursor): string {
  const content = { last_id: cursor.id, last_value: cursor.value, depth: cursor.depth };
  return Buffer.from(JSON.stringify(content)).toString('base64');
}

function decode(text: string): Cursor {
  try {
    const content: unknown = JSON.parse(Buffer.from(text, 'base64').toString('utf8'));
    if (typeof content === 'object' && content !== null && 'last_id' in content && 'last_value' in content) {
      const { last_id: id, last_value: value } = content;
      const depth = 'depth' in content && typeof content.depth === 'number' ? content.depth : 0;
      if (typeof id === 'string' && (typeof value === 'string' || typeof value === 'number'))
        return { id, value, depth };
    }
  } catch {
    // Falls through to the refusal: the caller sent something that is no cursor of ours.
  }
  throw badRequest(`Invalid cursor for current pagination sort.`);
}

function badRequest(message: string): GraphQLError {
  return new GraphQLError(message, { extensions: { code: 'BAD_REQUEST' } });
}

interface PageSize {
  readonly size: number;
  readonly fromEnd: boolean;
}

function pageSize(args: FieldArguments): PageSize {
  const size = args.first ?? args.last;
  if (size === undefined || size === null) throw badRequest('you must provide one of first or last');
  if (size < 0) throw badRequest('first and last cannot be negative');
  if (size > largestPage) {
    throw new GraphQLError(`The input size of ${size} is greater than the maximum allowed of ${largestPage}.`, {
      extensions: { code: 'MAX_INPUT_SIZE_EXCEEDED' },
    });
  }
  return { size, fromEnd: typeof args.first !== 'number' };
}

interface Entry<T> {
  readonly position: Position;
  readonly node: T;
}

/**
 * Assembles a page from entries that are already in the direction of reading, one more than the page holds. Cursors are
 * made for whoever asks for them: bulk operations, which read everything, never do.
 */
function assemble<T>(entries: readonly Entry<T>[], { size, fromEnd }: PageSize, depth: number, more: boolean) {
  const page = fromEnd ? entries.slice(0, size).reverse() : entries.slice(0, size);
  const edges = page.map(({ position, node }, index) => ({
    get cursor() {
      return encode({ ...position, depth: depth + index + 1 });
    },
    node,
  }));
  const beyond = entries.length > size;
  return {
    edges,
    nodes: page.map(({ node }) => node),
    pageInfo: {
      hasNextPage: fromEnd ? more : beyond,
      hasPreviousPage: fromEnd ? beyond : more,
      get startCursor() {
        return edges[0]?.cursor ?? null;
      },
      get endCursor() {
        return edges.at(-1)?.cursor ?? null;
      },
    },
  };
}

export interface RootPage<D, T> {
  readonly index: SearchIndex<D & SearchDocument>;
  readonly sortKey: string;
  readonly matches: (doc: D) => boolean;
  /** The record itself, read now; null when it is gone although the index still lists it. */
  readonly load: (id: string) => T | null;
  /** A page may be shorter than was asked for and still not be the last (recorded on the live API). */
  readonly longest: number | null;
}

/** A page of a root connection, from the index's view. */
export function pageOfIndex<D extends SearchDocument, T>(args: FieldArguments, page: RootPage<D, T>): Connection<T> {
  const asked = pageSize(args);
  const size = { ...asked, size: Math.min(asked.size, page.longest ?? asked.size) };
  const docs = page.index.sorted(page.sortKey);
  const descending = (args.reverse === true) !== size.fromEnd;
  const cursorText = size.fromEnd ? args.before : args.after;
  const cursor = typeof cursorText === 'string' ? decode(cursorText) : null;
  const depth = size.fromEnd ? 0 : (cursor?.depth ?? 0);
  if (depth + size.size > deepest) throw badRequest(`Pagination is limited to ${deepest} objects.`);
  const entries: Entry<T>[] = [];
  const step = descending ? -1 : 1;
  for (let at = startOf(docs, page, cursor, descending); at >= 0 && at < docs.length; at += step) {
    const doc = docs[at];
    if (doc === undefined || !page.matches(doc)) continue;
    const node = page.load(doc.id);
    if (node === null) continue;
    entries.push({ position: page.index.position(page.sortKey, doc), node });
    if (entries.length > size.size) break;
  }
  return assemble(entries, size, depth, cursor !== null);
}

/** Index of the first document on the far side of the cursor. */
function startOf<D extends SearchDocument, T>(
  docs: readonly D[],
  { index, sortKey }: RootPage<D, T>,
  cursor: Position | null,
  descending: boolean,
): number {
  if (cursor === null) return descending ? docs.length - 1 : 0;
  let low = 0;
  let high = docs.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    const doc = docs[middle];
    if (doc === undefined) break;
    const order = comparePositions(index.position(sortKey, doc), cursor);
    if (descending ? order < 0 : order <= 0) low = middle + 1;
    else high = middle;
  }
  return descending ? low - 1 : low;
}

/** A page of a nested connection over a list in memory; a bulk operation takes the whole list. */
export function pageOfList<T>(
  context: RequestContext,
  args: FieldArguments,
  items: readonly T[],
  idOf: (item: T) => string,
): Connection<T> {
  const ordered = args.reverse === true ? [...items].reverse() : items;
  const entries = ordered.map((node, index) => ({ position: { value: index, id: idOf(node) }, node }));
  if (context.bulkIds !== null) return assemble(entries, { size: entries.length, fromEnd: false }, 0, false);
  const size = pageSize(args);
  const cursorText = size.fromEnd ? args.before : args.after;
  if (typeof cursorText !== 'string') {
    return assemble(size.fromEnd ? entries.reverse() : entries, size, 0, false);
  }
  const at = entries.findIndex(({ position }) => position.id === decode(cursorText).id);
  const rest = size.fromEnd ? entries.slice(0, Math.max(at, 0)).reverse() : entries.slice(at + 1);
  return assemble(rest, size, size.fromEnd ? 0 : at + 1, true);
}

/** A connection that is always complete, for the root of a bulk operation. */
export function completeConnection<T>(nodes: readonly T[]): Connection<T> {
  const edges = nodes.map((node) => ({ cursor: '', node }));
  return {
    edges,
    nodes,
    pageInfo: { hasNextPage: false, hasPreviousPage: false, startCursor: null, endCursor: null },
  };
}
