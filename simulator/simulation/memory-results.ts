import type { BulkResult, BulkResults, OpenedResult } from '../store/bulk/result-file.ts';
import type { Row } from '../store/bulk/rows.ts';

/** Bulk results without a disk, whose speed no seed decides. */
export class MemoryResults implements BulkResults {
  readonly #files = new Map<string, Buffer>();

  create(name: string, grouped: boolean): BulkResult {
    const roots: string[] = [];
    const children: string[] = [];
    return {
      append: async (rows: readonly Row[]) => {
        for (const { json, isRoot } of rows) (grouped || isRoot ? roots : children).push(`${json}\n`);
      },
      finish: async () => {
        const bytes = Buffer.from([...roots, ...children].join(''));
        this.#files.set(name, bytes);
        return bytes.length;
      },
    };
  }

  async open(name: string, range: string | undefined): Promise<OpenedResult | null> {
    const bytes = this.#files.get(name);
    if (bytes === undefined) return null;
    const start = Number(/^bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
    if (start >= bytes.length && bytes.length > 0) return null;
    return { body: ReadableStream.from([bytes.subarray(start)]), start, size: bytes.length };
  }

  remove(): void {
    this.#files.clear();
  }
}
