import type { NamedRow } from './header.ts';
import { CsvProblem } from './problem.ts';

/** Reads typed cells of one row; throws CsvProblem `unusable row` that names column and line, never the content. */
export class Cells {
  readonly #row: NamedRow;
  readonly #file: string;

  constructor(row: NamedRow, file: string) {
    this.#row = row;
    this.#file = file;
  }

  text(column: string): string | null {
    return this.#row.cell(column);
  }

  needed(column: string): string {
    return this.#row.cell(column) ?? this.#fail(column, 'is empty');
  }

  /** Shopify puts an apostrophe before zip codes, phone numbers and ids, so that spreadsheets keep them as text. */
  guarded(column: string): string | null {
    const text = this.#row.cell(column);
    const plain = text?.startsWith("'") ? text.slice(1).trim() : text;
    return plain === '' ? null : plain;
  }

  /** The digits of a Shopify id. */
  id(column: string): string | null {
    const text = this.guarded(column);
    if (text !== null && !/^\d+$/.test(text))
      this.#fail(column, 'is not a whole number; a spreadsheet program may have rounded it');
    return text;
  }

  amount(column: string): string | null {
    const text = this.#row.cell(column);
    if (text !== null && !/^-?\d+(\.\d+)?$/.test(text)) this.#fail(column, 'is not an amount with a decimal point');
    return text;
  }

  neededAmount(column: string): string {
    return this.amount(column) ?? this.#fail(column, 'is empty');
  }

  quantity(column: string): number {
    const text = this.needed(column);
    if (!/^\d{1,9}$/.test(text)) this.#fail(column, 'is not a whole number');
    return Number(text);
  }

  currency(column: string): string {
    const text = this.needed(column);
    return /^[A-Z]{3}$/.test(text) ? text : this.#fail(column, 'is not a currency code of three capital letters');
  }

  /** `2026-10-07 09:50:26 -0400`: the shop's time with its offset. */
  time(column: string): Date | null {
    const text = this.#row.cell(column);
    if (text === null) return null;
    const match = /^(\d{4}-\d\d-\d\d)[ T](\d\d:\d\d:\d\d)(?:\.\d+)? ?(?:([+-]\d\d):?(\d\d)|UTC|Z)$/.exec(text);
    const offset = match?.[3] === undefined ? 'Z' : `${match[3]}:${match[4] ?? '00'}`;
    const time = new Date(match ? `${match[1]}T${match[2]}${offset}` : Number.NaN);
    if (Number.isNaN(time.getTime())) this.#fail(column, 'is not a time such as 2026-10-07 09:50:26 -0400');
    return time;
  }

  neededTime(column: string): Date {
    return this.time(column) ?? this.#fail(column, 'is empty');
  }

  /** `yes` and `true`, in any case. */
  flag(column: string): boolean {
    return /^(yes|true)$/i.test(this.#row.cell(column) ?? '');
  }

  list(column: string, separator: string): readonly string[] {
    const parts = (this.#row.cell(column) ?? '').split(separator);
    return parts.map((part) => part.trim()).filter((part) => part !== '');
  }

  fail(what: string, mend: string): never {
    throw new CsvProblem('unusable row', this.#file, this.#row.line, what, mend);
  }

  #fail(column: string, fault: string): never {
    this.fail(`The cell "${column}" ${fault}.`, 'Correct the cell, or export the file again.');
  }
}
