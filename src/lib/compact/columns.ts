/*
 * Columns of numbers that grow: a record costs its numbers and nothing else, where an object costs a hundred bytes and the
 * garbage collector's attention. Reading beyond the end gives NaN or 0, as the default says.
 */

interface Growable<T> {
  readonly length: number;
  push(value: number): number;
  at(index: number): number;
  set(index: number, value: number): void;
  /** What is there, without the reserve; valid until the next push. */
  values(): T;
}

type Numbers = Float64Array | Int32Array | Uint8Array;

function grow<T extends Numbers>(make: (length: number) => T): Growable<T> {
  let data = make(1024);
  let length = 0;
  return {
    get length() {
      return length;
    },
    push(value) {
      if (length === data.length) {
        // Half again instead of double: the reserve of a large column is memory that nobody uses.
        const larger = make(Math.ceil(length * 1.5));
        larger.set(data);
        data = larger;
      }
      data[length] = value;
      length += 1;
      return length - 1;
    },
    at: (index) => data[index] ?? 0,
    set(index, value) {
      data[index] = value;
    },
    values() {
      // The kind of array is the one that `make` gave; subarray keeps it.
      return data.subarray(0, length) as T;
    },
  };
}

export type FloatColumn = Growable<Float64Array>;
export type IntColumn = Growable<Int32Array>;
export type ByteColumn = Growable<Uint8Array>;

/** Whole numbers up to 2^53, times, ids. */
export function floatColumn(): FloatColumn {
  return grow((length) => new Float64Array(length));
}

/** Positions and counts, up to 2^31. */
export function intColumn(): IntColumn {
  return grow((length) => new Int32Array(length));
}

/** Flags and small codes. */
export function byteColumn(): ByteColumn {
  return grow((length) => new Uint8Array(length));
}
