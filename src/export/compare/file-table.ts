import { normalizeEmail } from '../../identity/email.ts';
import { byteColumn, type Column, intColumn, wordColumn } from '../../lib/compact/columns.ts';
import { textHash } from '../../lib/compact/hash.ts';
import { NumberIndex } from '../../lib/compact/number-index.ts';
import { TextStore } from '../../lib/compact/text-store.ts';
import { withoutGuard } from '../../lib/csv-text.ts';
import type { TableShape } from './shape.ts';

export interface DuplicateRow {
  readonly line: number;
  readonly firstLine: number;
}

/** How many rows of one kind are named with their line; all are counted. */
export const namedLimit = 1_000;

/** The rows of a file by what identifies them, as little as they need: texts lie side by side, not one by one. */
export class FileTable {
  readonly shape: TableShape;
  readonly #texts = new TextStore();
  readonly #index = new NumberIndex();
  readonly #sameHash = intColumn();
  readonly #keys = wordColumn();
  readonly #lines = intColumn();
  readonly #seen = byteColumn();
  readonly #cells: readonly Column[];
  readonly #links = wordColumn();
  readonly duplicates: DuplicateRow[] = [];
  duplicateCount = 0;
  /** Rows that carry nothing to identify them by: records of the CRM's own. */
  withoutKey = 0;

  constructor(shape: TableShape) {
    this.shape = shape;
    this.#cells = shape.fields.map(() => wordColumn());
  }

  get rows(): number {
    return this.#lines.length;
  }

  /** Takes a row in; the second of two with the same key is a duplicate, and the first one counts. */
  add(line: number, cells: readonly string[]): void {
    const key = this.#spell(withoutGuard((cells[this.shape.keyColumn] ?? '').trim()));
    if (key === '') {
      this.withoutKey += 1;
      return;
    }
    const first = this.find(key);
    if (first >= 0) {
      this.duplicateCount += 1;
      if (this.duplicates.length < namedLimit) this.duplicates.push({ line, firstLine: this.#lines.at(first) });
      return;
    }
    const hash = textHash(key);
    const row = this.#sameHash.push(this.#index.get(hash));
    this.#index.set(hash, row);
    this.#keys.push(this.#texts.add(key));
    this.#lines.push(line);
    this.#seen.push(0);
    const link = this.shape.linkColumn;
    this.#links.push(link === null ? 0 : this.#texts.add(withoutGuard((cells[link] ?? '').trim())));
    this.shape.fields.forEach(({ column }, position) => {
      const text = withoutGuard((cells[column] ?? '').trim());
      this.#cells[position]?.push(this.#texts.add(text === '' ? null : text.slice(0, 16_000)));
    });
  }

  #spell(key: string): string {
    return this.shape.identifiedBy === 'contact.email' ? (normalizeEmail(key) ?? '') : key;
  }

  /** The row with a key, or -1. */
  find(key: string): number {
    const wanted = this.#spell(key);
    for (let row = this.#index.get(textHash(wanted)); row >= 0; row = this.#sameHash.at(row)) {
      if (this.#texts.get(this.#keys.at(row)) === wanted) return row;
    }
    return -1;
  }

  /** What identifies the first row; null without rows. */
  get firstKey(): string | null {
    return this.rows === 0 ? null : this.keyOf(0);
  }

  /** What identifies a row. */
  keyOf(row: number): string {
    return this.#texts.get(this.#keys.at(row)) ?? '';
  }

  lineOf(row: number): number {
    return this.#lines.at(row);
  }

  /** Value of the field at a position of the shape; null = an empty cell. */
  cell(row: number, position: number): string | null {
    return this.#texts.get(this.#cells[position]?.at(row) ?? 0);
  }

  /** What the row names as the contact of its order; null = the file has no such column. */
  link(row: number): string | null {
    return this.#texts.get(this.#links.at(row));
  }

  see(row: number): void {
    this.#seen.set(row, 1);
  }

  /** Rows that nothing has asked for. */
  *unseen(): Generator<{ readonly row: number; readonly line: number; readonly key: string }> {
    for (let row = 0; row < this.rows; row += 1) {
      if (this.#seen.at(row) === 0) {
        yield { row, line: this.#lines.at(row), key: this.keyOf(row) };
      }
    }
  }
}
