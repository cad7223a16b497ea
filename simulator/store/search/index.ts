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

interface Waiting<D> {
  readonly due: number;
  readonly id: string;
  readonly doc: D | null;
  /** In the order of the changes, so that a straggler never undoes a later one. */
  readonly sequence: number;
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
  #lagMs: number;
  #straggling: () => number = () => 0;
  #sequence = 0;
  readonly #applied = new Map<string, number>();
  readonly #docs = new Map<string, D>();
  readonly #views = new Map<string, SortedView<D>>();
  readonly #dirty = new Set<string>();
  #waiting: Waiting<D>[] = [];

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

  setLag(milliseconds: number): void {
    this.#lagMs = milliseconds;
  }

  /** Asked at each change: how much longer than the others this one takes, so that a list shows later ones before it. */
  setStraggling(straggling: () => number): void {
    this.#straggling = straggling;
  }

  /** Without lag the document is built at the next read, so that a load of many acts costs nothing here. */
  changed(id: string): void {
    const lag = this.#lagMs + this.#straggling();
    this.#sequence += 1;
    if (lag === 0 && this.#waiting.length === 0) this.#dirty.add(id);
    else {
      const due = this.#clock.now().getTime() + lag;
      this.#waiting.push({ due, id, doc: this.#documentOf(id), sequence: this.#sequence });
    }
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
    const open: Waiting<D>[] = [];
    for (const change of this.#waiting) {
      if (change.due > now) open.push(change);
      else if (change.sequence > (this.#applied.get(change.id) ?? 0)) {
        this.#apply(change.id, change.doc);
        if (open.length > 0) this.#applied.set(change.id, change.sequence);
      }
    }
    this.#waiting = open;
    if (open.length === 0) this.#applied.clear();
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
