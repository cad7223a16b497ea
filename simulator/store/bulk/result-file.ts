import { createReadStream, mkdtempSync, rmSync } from 'node:fs';
import { appendFile, readFile, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import type { Row } from './rows.ts';

/** Where bulk results lie while the simulator runs. */
export interface BulkResults {
  create(name: string, grouped: boolean): BulkResult;
  /** Null when there is no such result, or the range is not inside it. */
  open(name: string, range: string | undefined): Promise<OpenedResult | null>;
  remove(): void;
}

/** A result being written. Unless grouped, all roots come before all children (Shopify: default since 2026-01). */
export interface BulkResult {
  append(rows: readonly Row[]): Promise<void>;
  /** Puts children behind roots; returns the size in bytes. */
  finish(): Promise<number>;
}

/** Results on disk, because a backfill is larger than memory should be. */
export class ResultFolder implements BulkResults {
  #folder: string | null = null;

  create(name: string, grouped: boolean): ResultFile {
    this.#folder ??= mkdtempSync(join(tmpdir(), 'simulated-store-bulk-'));
    return new ResultFile(join(this.#folder, name), grouped);
  }

  async open(name: string, range: string | undefined): Promise<OpenedResult | null> {
    if (this.#folder === null || !/^[\w-]+\.jsonl$/.test(name)) return null;
    const path = join(this.#folder, name);
    const found = await stat(path).catch(() => null);
    if (!found) return null;
    const { size } = found;
    const start = Number(/^bytes=(\d+)-/.exec(range ?? '')?.[1] ?? 0);
    if (start >= size && size > 0) return null;
    return { body: Readable.toWeb(createReadStream(path, { start })), start, size };
  }

  remove(): void {
    if (this.#folder !== null) rmSync(this.#folder, { recursive: true, force: true });
  }
}

export interface OpenedResult {
  readonly body: ReturnType<typeof Readable.toWeb>;
  readonly start: number;
  readonly size: number;
}

class ResultFile implements BulkResult {
  readonly path: string;
  readonly #grouped: boolean;

  constructor(path: string, grouped: boolean) {
    this.path = path;
    this.#grouped = grouped;
  }

  async append(rows: readonly Row[]): Promise<void> {
    const roots = this.#grouped ? rows : rows.filter(({ isRoot }) => isRoot);
    const children = this.#grouped ? [] : rows.filter(({ isRoot }) => !isRoot);
    await appendFile(this.path, lines(roots));
    if (children.length > 0) await appendFile(`${this.path}.children`, lines(children));
  }

  async finish(): Promise<number> {
    const children = await readFile(`${this.path}.children`).catch(() => null);
    if (children) {
      await appendFile(this.path, children);
      await writeFile(`${this.path}.children`, '');
    }
    return (await stat(this.path).catch(() => ({ size: 0 }))).size;
  }
}

function lines(rows: readonly Row[]): string {
  return rows.map(({ json }) => `${json}\n`).join('');
}
