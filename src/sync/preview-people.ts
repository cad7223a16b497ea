import { formatKey, type WorkKey } from '../commerce/keys.ts';
import { ConnectorError } from '../connector/failure.ts';
import type { BulkTicket, Look, Window } from '../connector/source.ts';
import type { LeftOutReason, PersonMember } from '../field-map/types.ts';
import type { ClaimedKey } from '../ledger/contract.ts';
import { priorities } from '../ledger/contract.ts';
import { chunk } from '../lib/chunk.ts';
import { buyerOf } from './facts.ts';
import { gather, membersOf } from './gather.ts';
import type { Scope } from './scope.ts';
import { customerLeftOut, orderLeftOut } from './scope.ts';
import type { OnProgress, Route } from './types.ts';

/** Everybody whom a history from a day on would bring, as the store shows them now. */
export interface PeopleOfStore {
  /** By key text, in the order in which they were seen. */
  readonly members: ReadonlyMap<string, PersonMember>;
  /** Keys of those who belong to the CRM: made since that day, or buyers of an order since. */
  readonly wanted: ReadonlyMap<string, WorkKey>;
  readonly orders: number;
  /** Orders that stay out, and those without a buyer. */
  readonly leftOut: Readonly<Partial<Record<LeftOutReason, number>>>;
}

export interface ReadingOptions {
  readonly scope: Scope;
  readonly window: Window;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
}

/** As many rows as the loop takes in one pass. */
const rowsAtOnce = 200;

/**
 * Reads customers and orders of a window by the store's own bulk operations, as a backfill does, and keeps the people.
 * The store and the ledger stay as they are.
 * @throws ConnectorError when the store cannot be read.
 */
export async function readPeople(route: Route, options: ReadingOptions): Promise<PeopleOfStore> {
  const members = new Map<string, PersonMember>();
  const wanted = new Map<string, WorkKey>();
  const leftOut: Partial<Record<LeftOutReason, number>> = {};
  let orders = 0;
  const count = (reason: LeftOutReason) => {
    leftOut[reason] = (leftOut[reason] ?? 0) + 1;
  };
  const { scope } = options;
  const reading = knowing(route, members);
  for (const kind of ['customer', 'order'] as const) {
    for await (const looks of bulkLooks(route, kind, options)) {
      for (const part of chunk(looks, rowsAtOnce)) {
        const gathered = await gather(reading, await shown(route, part), scope);
        for (const { facts } of membersOf(gathered, scope, route.sourceAccount)) {
          if (facts.type === 'person') members.set(formatKey(facts.person.key), facts.person);
        }
        for (const { order } of gathered.orders.values()) {
          orders += 1;
          const buyer = buyerOf(order);
          const reason = orderLeftOut(order, scope) ?? (buyer === null ? 'no buyer' : null);
          if (reason !== null) count(reason);
          else if (buyer !== null && members.has(formatKey(buyer))) wanted.set(formatKey(buyer), buyer);
        }
        if (kind === 'order') continue;
        for (const [text, { customer }] of gathered.customers) {
          const key: WorkKey = { source: customer.source, kind: 'customer', id: customer.id };
          if (customerLeftOut(customer, [], scope) === null) wanted.set(text, key);
        }
      }
    }
  }
  return { members, wanted, orders, leftOut };
}

/** People who were seen in this reading are not read again as buyers that nobody knows. */
function knowing(route: Route, seen: ReadonlyMap<string, unknown>): Route {
  const { ledger } = route;
  const subjectIdsOf: typeof ledger.subjectIdsOf = async ({ keys }) => {
    const here = keys.filter((key) => seen.has(key)).map((key) => [key, 'seen'] as const);
    return { ...(await ledger.subjectIdsOf({ keys })), ...Object.fromEntries(here) };
  };
  return { ...route, ledger: { ...ledger, subjectIdsOf } };
}

/** Rows as a claim would hand them out, without those that somebody had redacted. */
async function shown(route: Route, looks: readonly Look[]): Promise<ClaimedKey[]> {
  const evidence = await route.ledger.evidenceOf({ keys: looks.map(({ key }) => key) });
  const redacted = new Set(evidence.flatMap(({ key, fact }) => (fact === 'redacted' ? [formatKey(key)] : [])));
  return looks.flatMap(({ key, observedAt, snapshot }) => {
    if (snapshot === null || redacted.has(formatKey(key))) return [];
    const base = { key, version: 0, claims: 1, attempts: 0, priority: priorities.history, cause: 'preview' };
    return [{ ...base, evidence: [], staged: { observedAt, snapshot } }];
  });
}

async function* bulkLooks(
  route: Route,
  kind: 'customer' | 'order',
  { window, onProgress, signal }: ReadingOptions,
): AsyncGenerator<readonly Look[]> {
  const { source } = route;
  const ticket = await source.startBulk(kind, window);
  try {
    await bulkCompleted(route, ticket, onProgress, signal);
  } catch (error) {
    await source.cancelBulk(ticket).catch(() => undefined);
    throw error;
  }
  let done = 0;
  for await (const looks of source.bulkRows(ticket)) {
    signal?.throwIfAborted();
    done += looks.length;
    onProgress({ stage: `reading ${kind}s of the store`, done, total: null });
    yield looks;
  }
}

async function bulkCompleted(
  route: Route,
  ticket: BulkTicket,
  onProgress: OnProgress,
  signal: AbortSignal | undefined,
): Promise<void> {
  let waitMs = 250;
  for (;;) {
    const state = await route.source.pollBulk(ticket);
    if (state.state === 'completed') return;
    if (state.state === 'failed') {
      const message = `Shopify could not prepare the ${ticket.kind}s: ${state.message}; run the same command again`;
      throw new ConnectorError({ class: 'transient', code: state.code, message });
    }
    onProgress({ stage: `Shopify prepares the ${ticket.kind}s`, done: state.objects, total: null });
    await route.clock.sleep(waitMs, signal);
    waitMs = Math.min(10_000, waitMs * 2);
  }
}
