import type { ExportInput, Place } from './input.ts';

/** One row, or the rows of one order, that are in no figure. */
export interface LeftOut {
  readonly place: Place;
  readonly kind: 'customer' | 'order';
  readonly rows: number;
  readonly reason: string;
}

/** Something that a person should decide; the records are used meanwhile. */
export interface Decision {
  readonly place: Place;
  readonly sentence: string;
}

export interface FileAccount {
  readonly file: string;
  readonly kind: 'orders' | 'customers';
  readonly rows: number;
  /** First rows of orders, and rows of customers. */
  readonly used: number;
  /** Further rows of an order: its line items. */
  readonly merged: number;
  readonly leftOut: number;
}

/** How many entries are kept with their line; beyond it they are counted by reason. */
const listLimit = 10_000;

/** What became of every row: `rows = used + merged + left out`, file by file. */
export class Accounts {
  readonly #files = new Map<string, { used: number; merged: number; leftOut: number }>();
  readonly #reasons = new Map<string, number>();
  readonly #leftOut: LeftOut[] = [];
  readonly #decisions: Decision[] = [];
  #decisionCount = 0;

  use(place: Place, rows: number): void {
    const file = this.#file(place);
    file.used += 1;
    file.merged += rows - 1;
  }

  leaveOut(entry: LeftOut): void {
    this.#file(entry.place).leftOut += entry.rows;
    this.#reasons.set(entry.reason, (this.#reasons.get(entry.reason) ?? 0) + 1);
    if (this.#leftOut.length < listLimit) this.#leftOut.push(entry);
  }

  decide(place: Place, sentence: string): void {
    this.#decisionCount += 1;
    if (this.#decisions.length < listLimit) this.#decisions.push({ place, sentence });
  }

  #file(place: Place) {
    const name = place?.file ?? '';
    const known = this.#files.get(name);
    if (known) return known;
    const file = { used: 0, merged: 0, leftOut: 0 };
    this.#files.set(name, file);
    return file;
  }

  /** Throws Error where rows do not add up: that would be a mistake of ours, and no figure could be trusted. */
  files(input: Pick<ExportInput, 'files' | 'rowsOf'>): FileAccount[] {
    return input.files.map(({ name, kind }) => {
      const { used, merged, leftOut } = this.#file({ file: name, line: 0 });
      const rows = input.rowsOf(name);
      if (rows !== used + merged + leftOut) {
        throw new Error(`${name} has ${rows} rows, of which ${used + merged + leftOut} are accounted for`);
      }
      return { file: name, kind, rows, used, merged, leftOut };
    });
  }

  /** How many records were left out for each reason. */
  get reasons(): Readonly<Record<string, number>> {
    return Object.fromEntries([...this.#reasons].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** In the sequence of the input; at most 10,000. */
  get leftOut(): readonly LeftOut[] {
    return this.#leftOut;
  }

  get decisions(): readonly Decision[] {
    return this.#decisions;
  }

  get decisionCount(): number {
    return this.#decisionCount;
  }
}
