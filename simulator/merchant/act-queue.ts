import type { Act } from './acts.ts';

interface Waiting {
  readonly act: Act;
  /** Acts of one moment come out in the order in which they went in. */
  readonly turn: number;
}

function isBefore(left: Waiting, right: Waiting): boolean {
  return left.act.at === right.act.at ? left.turn < right.turn : left.act.at < right.act.at;
}

/**
 * Acts that wait for their time, earliest first (a binary heap: a large shop has a hundred thousand waiting at any
 * moment). ISO texts of one form sort as their times do.
 */
export class ActQueue {
  readonly #heap: Waiting[] = [];
  #turns = 0;

  add(act: Act): void {
    const added = { act, turn: this.#turns };
    this.#turns += 1;
    let at = this.#heap.length;
    for (let above = (at - 1) >> 1; at > 0; above = (at - 1) >> 1) {
      const parent = this.#heap[above];
      if (!parent || isBefore(parent, added)) break;
      this.#heap[at] = parent;
      at = above;
    }
    this.#heap[at] = added;
  }

  /** Takes out, one by one, what is due before a time; everything without one. */
  *before(time?: string): Generator<Act> {
    for (;;) {
      const [first] = this.#heap;
      if (!first || (time !== undefined && first.act.at >= time)) return;
      this.#removeFirst();
      yield first.act;
    }
  }

  #removeFirst(): void {
    const last = this.#heap.pop();
    if (!last || this.#heap.length === 0) return;
    let at = 0;
    for (;;) {
      const left = this.#heap[2 * at + 1];
      const right = this.#heap[2 * at + 2];
      const child = left && right && isBefore(right, left) ? right : left;
      if (!child || isBefore(last, child)) break;
      this.#heap[at] = child;
      at = child === right ? 2 * at + 2 : 2 * at + 1;
    }
    this.#heap[at] = last;
  }
}
