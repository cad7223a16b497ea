import type { Clock } from '../../../src/lib/clock.ts';
import { compareIds } from './ids.ts';

/** What is known of a record to the search index; a snapshot, except where a field reads the record on demand. */
export interface SearchDocument {
  readonly id: string;
}

export type SortValue = number | string;
export type SortKeys<D> = Readonly<Record<string, (doc: D) => SortValue>>;

/** A place in an ordered result: the sort value and the id that breaks ties. */
export interface Position {
  readonly value: SortValue;
  readonly id: string;
}

interface SortedView<D> {
  docs: readonly D[];
  readonly stale: Set<string>;
}

/**
 * The view that connections and counts read. It follows the store `lagMs` late, because Shopify's index does, while
 * `node` and `nodes` read the records themselves.
 */
export class SearchIndex<D extends SearchDocument> {
  readonly #documentOf: (id: string) => D | null;
  readonly #sortKeys: SortKeys<D>;
  readonly #clock: Clock;
  readonly #lagMs: number;
  readonly #docs = new Map<string, D>();
  readonly #views = new Map<string, SortedView<D>>();
  readonly #dirty = new Set<string>();
  #waiting: { readonly due: number; readonly id: string; readonly doc: D | null }[] = [];

  constructor(options: {
    readonly documentOf: (id: string) => D | null;
    readonly sortKeys: SortKeys<D>;
    readonly clock: Clock;
    readonly lagMs: number;
  }) {
    this.#documentOf = options.documentOf;
    this.#sortKeys = options.sortKeys;
    this.#clock = options.clock;
    this.#lagMs = options.lagMs;
  }

  /** Without lag the document is built at the next read, so that a load of many acts costs nothing here. */
  changed(id: string): void {
    if (this.#lagMs === 0) this.#dirty.add(id);
    else this.#waiting.push({ due: this.#clock.now().getTime() + this.#lagMs, id, doc: this.#documentOf(id) });
  }

  /** All documents in ascending order of a sort key, ties by id. An unknown key sorts by id. */
  sorted(sortKey: string): readonly D[] {
    this.#settle();
    const view = this.#views.get(sortKey) ?? this.#newView(sortKey);
    if (view.stale.size > 0) {
      const order = this.#comparison(sortKey);
      const kept = view.docs.filter((doc) => !view.stale.has(doc.id));
      const fresh = [...view.stale].map((id) => this.#docs.get(id)).filter((doc) => doc !== undefined);
      view.docs = merge(kept, fresh.sort(order), order);
      view.stale.clear();
    }
    return view.docs;
  }

  all(): Iterable<D> {
    this.#settle();
    return this.#docs.values();
  }

  position(sortKey: string, doc: D): Position {
    return { value: this.#sortKeys[sortKey]?.(doc) ?? 0, id: doc.id };
  }

  #newView(sortKey: string): SortedView<D> {
    const view = { docs: [...this.#docs.values()].sort(this.#comparison(sortKey)), stale: new Set<string>() };
    this.#views.set(sortKey, view);
    return view;
  }

  #comparison(sortKey: string): (left: D, right: D) => number {
    return (left, right) => comparePositions(this.position(sortKey, left), this.position(sortKey, right));
  }

  #settle(): void {
    for (const id of this.#dirty) this.#apply(id, this.#documentOf(id));
    this.#dirty.clear();
    if (this.#waiting.length === 0) return;
    const now = this.#clock.now().getTime();
    const open = this.#waiting.findIndex(({ due }) => due > now);
    const due = open === -1 ? this.#waiting : this.#waiting.slice(0, open);
    this.#waiting = open === -1 ? [] : this.#waiting.slice(open);
    for (const { id, doc } of due) this.#apply(id, doc);
  }

  #apply(id: string, doc: D | null): void {
    if (doc === null) this.#docs.delete(id);
    else this.#docs.set(id, doc);
    for (const view of this.#views.values()) view.stale.add(id);
  }
}

export function comparePositions(left: Position, right: Position): number {
  const byValue = compareValues(left.value, right.value);
  return byValue !== 0 ? byValue : compareIds(left.id, right.id);
}

function compareValues(left: SortValue, right: SortValue): number {
  if (typeof left === 'number' && typeof right === 'number') return left - right;
  const [first, second] = [String(left), String(right)];
  if (first === second) return 0;
  return first < second ? -1 : 1;
}

function merge<T>(left: readonly T[], right: readonly T[], order: (left: T, right: T) => number): T[] {
  const merged: T[] = [];
  let next = 0;
  for (const item of left) {
    for (let other = right[next]; other !== undefined && order(other, item) < 0; other = right[next]) {
      merged.push(other);
      next += 1;
    }
    merged.push(item);
  }
  return merged.concat(right.slice(next));
}
