import type { z } from 'zod';
import { ConnectorError, failureOf } from '../../../connector/failure.ts';
import type { ShopifyClient } from '../client/client.ts';
import { mayBeTooLarge } from '../client/http-failures.ts';
import type { Priority } from '../client/pacer.ts';
import type { Operation } from '../documents/operation.ts';
import { type TimeSpan, timeFilter } from './search.ts';

export interface PageOf<Node> {
  readonly nodes: readonly Node[];
  readonly pageInfo: { readonly hasNextPage: boolean; readonly endCursor: string | null };
}

/** A list of the Admin API: its document, the form of the answer, and where in the answer the page is. */
export interface Listing<Data, Node> {
  readonly operation: Operation;
  readonly schema: z.ZodType<Data>;
  readonly page: (data: Data) => PageOf<Node> | null;
  /** Nodes a call asks for, until Shopify shows that it is too much. */
  readonly first: number;
}

const smallestPage = 10;

/** How often a page is asked for again whose filter was ignored. */
const mostIgnored = 3;

/** The filter did not count: Shopify says so, or brings what nobody asked for. */
const ignoredCodes = new Set(['SEARCH_WARNING', 'FILTER_IGNORED']);

function ignoredFilter({ name }: Operation): ConnectorError {
  return new ConnectorError({
    class: 'transient',
    code: 'FILTER_IGNORED',
    message: `Shopify's answer to ${name} brings records from outside what was asked for: the filter was ignored`,
  });
}

/**
 * Pages of a list until its end. A page may be empty and still not be the last (recorded on the live API). After a
 * server fault or a timeout the same place is asked for half as many. A page with a node that nobody `asked` for is not
 * trusted: it is asked for again, then the list fails with FILTER_IGNORED.
 */
export async function* pages<Data, Node>(
  client: ShopifyClient,
  listing: Listing<Data, Node>,
  query: string | null,
  priority: Priority,
  asked: (node: Node) => boolean = () => true,
): AsyncGenerator<readonly Node[]> {
  let first = listing.first;
  let after: string | null = null;
  let ignored = 0;
  for (;;) {
    let page: PageOf<Node> | null;
    try {
      const { data } = await client.call(listing.operation, { query, first, after }, listing.schema, priority);
      page = listing.page(data);
      if (page !== null && !page.nodes.every(asked)) throw ignoredFilter(listing.operation);
    } catch (error) {
      const failure = failureOf(error);
      ignored += ignoredCodes.has(failure.code) ? 1 : 0;
      if (ignoredCodes.has(failure.code) && ignored < mostIgnored) continue;
      if (!mayBeTooLarge(failure) || first <= smallestPage) throw error;
      first = Math.max(smallestPage, Math.floor(first / 2));
      continue;
    }
    if (page === null) throw cursorFailure(listing.operation, 'gives no list');
    if (page.nodes.length > 0) yield page.nodes;
    if (!page.pageInfo.hasNextPage) return;
    const next: string | null = page.pageInfo.endCursor;
    if (next === null || next === after) throw cursorFailure(listing.operation, 'promises more and does not say where');
    after = next;
  }
}

function cursorFailure({ name }: Operation, what: string): ConnectorError {
  return new ConnectorError({
    class: 'transient',
    code: 'BROKEN_LIST',
    message: `Shopify's answer to ${name} ${what}`,
  });
}

/** A list in the order of one of its times, which is also what its search filter cuts by. */
export interface TimedListing<Data, Node extends { readonly id: string }> extends Listing<Data, Node> {
  readonly field: string;
  readonly timeOf: (node: Node) => string;
  /** A further term of the filter. */
  readonly term?: string;
  /**
   * How far a listed time may lie outside the window that was asked for, in milliseconds, because the field is compared by
   * whole days or moves on between search and answer.
   */
  readonly slack: { readonly before: number; readonly after: number };
}

function isAsked<Data, Node extends { readonly id: string }>(
  { slack, timeOf }: TimedListing<Data, Node>,
  { from, to }: TimeSpan,
): (node: Node) => boolean {
  const earliest = from === null ? Number.NEGATIVE_INFINITY : from.getTime() - slack.before;
  const latest = to === null ? Number.POSITIVE_INFINITY : to.getTime() + slack.after;
  return (node) => {
    const time = Date.parse(timeOf(node));
    return time >= earliest && time <= latest;
  };
}

/** Shopify pages a list to 25,000 objects (Shopify docs: rate limits); a new window begins well before. */
const deepestList = 20_000;

/**
 * Pages of everything in a span of time, however much that is: a deep list is continued as a new one from the last time
 * seen. A record is given once, as long as its time does not move meanwhile.
 */
export async function* pagesWithin<Data, Node extends { readonly id: string }>(
  client: ShopifyClient,
  listing: TimedListing<Data, Node>,
  span: TimeSpan,
  priority: Priority,
  deepest = deepestList,
): AsyncGenerator<readonly Node[]> {
  let from = span.from;
  let given = new Set<string>();
  for (let more = true; more; ) {
    more = false;
    let depth = 0;
    let last = '';
    let atLast = new Set<string>();
    const filter = timeFilter(listing.field, { from, to: span.to }, listing.term);
    const asked = isAsked(listing, { from, to: span.to });
    for await (const nodes of pages(client, listing, filter, priority, asked)) {
      const fresh = nodes.filter(({ id }) => !given.has(id));
      if (fresh.length > 0) yield fresh;
      depth += nodes.length;
      for (const node of nodes) {
        const time = listing.timeOf(node);
        if (time !== last) atLast = new Set();
        last = time;
        atLast.add(node.id);
      }
      // Records of one second cannot be cut by time: then the list goes deeper, as far as Shopify lets it.
      if (depth < deepest || Date.parse(last) <= (from?.getTime() ?? 0)) continue;
      from = new Date(Math.floor(Date.parse(last) / 1000) * 1000);
      given = atLast;
      more = true;
      break;
    }
  }
}
