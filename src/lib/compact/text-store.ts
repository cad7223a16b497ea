const pageBytes = 1 << 20;
const mostPages = 4_095;

/**
 * Texts one after the other in pages of bytes: a text costs its bytes and two, outside the garbage collector's heap.
 * Positions are whole numbers up to 2^32; 0 stands for no text.
 */
export class TextStore {
  readonly #pages: Buffer[] = [];
  #free = pageBytes;

  /** Keeps a text and gives its position; 0 for null. Throws RangeError for a text of 64 kB and more, and beyond 4 GB. */
  add(text: string | null): number {
    if (text === null) return 0;
    const length = Buffer.byteLength(text);
    if (length > 0xffff) throw new RangeError('a text is too long to be kept');
    if (this.#free + length + 2 > pageBytes) {
      if (this.#pages.length >= mostPages) throw new RangeError('there are too many texts');
      this.#pages.push(Buffer.allocUnsafeSlow(pageBytes));
      this.#free = 0;
    }
    const page = this.#pages.at(-1);
    const at = this.#free;
    page?.writeUInt16LE(length, at);
    page?.write(text, at + 2);
    this.#free += length + 2;
    return (this.#pages.length - 1) * pageBytes + at + 1;
  }

  get(position: number): string | null {
    if (position === 0) return null;
    const page = this.#pages[Math.floor((position - 1) / pageBytes)];
    const at = (position - 1) % pageBytes;
    return page === undefined ? null : page.toString('utf8', at + 2, at + 2 + page.readUInt16LE(at));
  }
}
