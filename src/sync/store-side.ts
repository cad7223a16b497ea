import type { WorkKey } from '../commerce/keys.ts';
import type { Look, Window } from '../connector/source.ts';
import { chunk } from '../lib/chunk.ts';
import { prepareBulk, readInBulk } from './bulk-read.ts';
import { defaultPasses } from './pass.ts';
import type { OnProgress, Route } from './types.ts';

/** A record that the store lists. */
export interface StoreRow {
  readonly key: WorkKey;
  /** Orders: business date. Customers: creation. */
  readonly date: Date;
  /** What the store said of it while it was listed; null = it is still to be read. */
  readonly look: Look | null;
}

/** What the store lists of one kind, checked against what it counts. */
export interface StoreSide {
  /** To be read once. Throws ConnectorError. */
  readonly pages: AsyncIterable<readonly StoreRow[]> | Iterable<readonly StoreRow[]>;
  /** How many there are, for people; null where the store does not count that far. */
  readonly total: number | null;
  /** After the last page: the store's own count differs from its list, something moved meanwhile. */
  inconclusive(): boolean;
}

type Kind = 'order' | 'customer';

interface Reading {
  readonly route: Route;
  readonly kind: Kind;
  readonly window: Window;
  readonly pageSize: number;
  readonly onProgress: OnProgress;
  readonly signal?: AbortSignal;
}

/**
 * Everything of a kind in a window. Few records are listed, and read when they are compared; many come whole from a bulk
 * operation, which takes the store some time and nothing from the calls that live changes need. Throws ConnectorError.
 */
export async function readStore(reading: Reading): Promise<StoreSide> {
  const { route, kind, window } = reading;
  const { comparedInBulk } = route.passes ?? defaultPasses;
  const count = await route.source.count(kind, window);
  return count === null || count > comparedInBulk ? inBulk(reading, count) : listed(reading, count);
}

async function listed(reading: Reading, count: number): Promise<StoreSide> {
  const { route, kind, window, pageSize, onProgress } = reading;
  const rows = await listRows(route, kind, window, onProgress);
  return { pages: chunk(rows, pageSize), total: rows.length, inconclusive: () => count !== rows.length };
}

/** Ids and dates by listing, checked against what the store counts. Throws ConnectorError. */
export async function listStore(
  route: Route,
  kind: Kind | 'company',
  window: Window,
  onProgress: OnProgress,
): Promise<{ readonly rows: readonly StoreRow[]; readonly inconclusive: boolean }> {
  const rows = await listRows(route, kind, window, onProgress);
  const count = await route.source.count(kind, window);
  return { rows, inconclusive: count !== null && count !== rows.length };
}

/** Each record once. */
async function listRows(
  route: Route,
  kind: Kind | 'company',
  window: Window,
  onProgress: OnProgress,
): Promise<StoreRow[]> {
  const rows = new Map<string, StoreRow>();
  for await (const page of route.source.list(kind, window)) {
    for (const { key, date } of page) rows.set(key.id, { key, date, look: null });
    onProgress({ stage: `listing ${kind}s in Shopify`, done: rows.size, total: null });
  }
  return [...rows.values()];
}

function inBulk(reading: Reading, count: number | null): StoreSide {
  const { route, kind, window, onProgress, signal } = reading;
  const what = `${kind}s to compare`;
  let awaited = false;
  const options = {
    clock: route.clock,
    ...(signal ? { signal } : {}),
    onPreparing: (done: number) => {
      if (awaited) onProgress({ stage: `Shopify prepares the ${what}`, done, total: count });
    },
    onAttempt: ({ code, message }: { readonly code: string; readonly message: string }, from: Date | null) =>
      route.log.warn('a comparison is read on by another bulk operation', { what, code, reason: message, from }),
  };
  // Prepared at once, while something else is compared.
  const prepared = prepareBulk(route.source, kind, window, options);
  let seen = 0;
  async function* pages(): AsyncGenerator<readonly StoreRow[]> {
    awaited = true;
    for await (const page of pagesOf(reading, readInBulk(route.source, kind, window, { ...options, prepared }))) {
      seen += page.length;
      yield page;
    }
  }
  return { pages: pages(), total: count, inconclusive: () => count !== null && count !== seen };
}

async function* pagesOf(
  { window, pageSize }: Reading,
  batches: AsyncIterable<readonly Look[]>,
): AsyncGenerator<readonly StoreRow[]> {
  let page: StoreRow[] = [];
  for await (const looks of batches) {
    // Shopify filters customers by whole days; what it does not show any more went away while the rows were prepared.
    const rows = looks.flatMap((look) => rowOf(look) ?? []).filter(({ date }) => isWithin(date, window));
    page.push(...rows);
    while (page.length >= pageSize) {
      yield page.slice(0, pageSize);
      page = page.slice(pageSize);
    }
  }
  if (page.length > 0) yield page;
}

function rowOf(look: Look): StoreRow | null {
  const { key, snapshot } = look;
  if (snapshot?.kind === 'order') return { key, date: new Date(snapshot.processedAt), look };
  return snapshot?.kind === 'customer' ? { key, date: new Date(snapshot.createdAt), look } : null;
}

function isWithin(date: Date, { from, to }: Window): boolean {
  return (from === null || date >= from) && (to === null || date < to);
}

/** What the store says of these rows: at their listing, or now. Throws ConnectorError. */
export async function looksOf({ source }: Route, kind: Kind, rows: readonly StoreRow[]): Promise<readonly Look[]> {
  const known = rows.flatMap(({ look }) => look ?? []);
  const others = rows.filter(({ look }) => look === null).map(({ key }) => key.id);
  return others.length === 0 ? known : [...known, ...(await source.read(kind, others))];
}
