/*
 * Columns of numbers that grow: a record costs its numbers and nothing else, where an object costs a hundred bytes and the
 * garbage collector's attention. They grow by pages, so that nothing is copied and no reserve lies idle.
 */

export interface Column {
  readonly length: number;
  /** Adds a value and gives its position. */
  push(value: number): number;
  /** 0 beyond the end. */
  at(index: number): number;
  set(index: number, value: number): void;
}

const pageBits = 14;
const pageSize = 1 << pageBits;
const pageMask = pageSize - 1;

type Page = Float64Array | Uint32Array | Int32Array | Uint8Array;

class PagedColumn implements Column {
  readonly #makePage: () => Page;
  readonly #pages: Page[] = [];
  #length = 0;

  constructor(makePage: () => Page) {
    this.#makePage = makePage;
  }

  get length(): number {
    return this.#length;
  }

  push(value: number): number {
    if ((this.#length & pageMask) === 0) this.#pages.push(this.#makePage());
    this.#length += 1;
    this.set(this.#length - 1, value);
    return this.#length - 1;
  }

  at(index: number): number {
    return this.#pages[index >>> pageBits]?.[index & pageMask] ?? 0;
  }

  set(index: number, value: number): void {
    const page = this.#pages[index >>> pageBits];
    if (page !== undefined) page[index & pageMask] = value;
  }
}

/** Whole numbers up to 2^53, ids, milliseconds. */
export function floatColumn(): Column {
  return new PagedColumn(() => new Float64Array(pageSize));
}

/** Positions and counts, from -2^31 to 2^31. */
export function intColumn(): Column {
  return new PagedColumn(() => new Int32Array(pageSize));
}

/** Whole numbers up to 2^32: positions in a TextStore, seconds since 1970. */
export function wordColumn(): Column {
  return new PagedColumn(() => new Uint32Array(pageSize));
}

/** Flags and small codes. */
export function byteColumn(): Column {
  return new PagedColumn(() => new Uint8Array(pageSize));
}
