/**
 * A map from whole numbers above zero (ids up to 2^53, hashes) to positions of zero and more: 12 bytes an entry and a half,
 * where a Map of a million entries costs sixty.
 */
export class NumberIndex {
  #keys = new Float64Array(2048);
  #values = new Int32Array(2048);
  #size = 0;

  get size(): number {
    return this.#size;
  }

  /** The position of a key, or -1. */
  get(key: number): number {
    const slot = this.#slot(key);
    return this.#keys[slot] === key ? (this.#values[slot] ?? -1) : -1;
  }

  set(key: number, value: number): void {
    if (!Number.isSafeInteger(key) || key <= 0) throw new RangeError('a key is a whole number above zero');
    if (this.#size * 3 >= this.#keys.length * 2) this.#grow();
    const slot = this.#slot(key);
    if (this.#keys[slot] !== key) this.#size += 1;
    this.#keys[slot] = key;
    this.#values[slot] = value;
  }

  /** The slot of the key, or the free one where it belongs. There always is a free one. */
  #slot(key: number): number {
    const mask = this.#keys.length - 1;
    // Ids of one shop lie in a regular grid: both halves are mixed, or they would all meet in the same slots.
    let mixed = Math.imul((key % 4_294_967_296) ^ Math.imul(Math.floor(key / 4_294_967_296), 0x9e3779b1), 0x85ebca6b);
    mixed ^= mixed >>> 15;
    let slot = Math.imul(mixed, 0xc2b2ae35) >>> 0;
    slot = (slot ^ (slot >>> 16)) & mask;
    while (this.#keys[slot] !== 0 && this.#keys[slot] !== key) slot = (slot + 1) & mask;
    return slot;
  }

  #grow(): void {
    const keys = this.#keys;
    const values = this.#values;
    this.#keys = new Float64Array(keys.length * 2);
    this.#values = new Int32Array(keys.length * 2);
    keys.forEach((key, slot) => {
      if (key === 0) return;
      const target = this.#slot(key);
      this.#keys[target] = key;
      this.#values[target] = values[slot] ?? 0;
    });
  }
}
