import { canonicalAmount } from '../../commerce/money.ts';
import { sameValue } from '../../field-map/compare.ts';
import { projectOrder, projectPerson } from '../../field-map/project.ts';
import type { CrmObject, DesiredRecord, FieldMap, FieldType, FieldValue } from '../../field-map/types.ts';
import { byteColumn, intColumn } from '../../lib/compact/columns.ts';
import { ExactSum } from '../../report/exact-sum.ts';
import type { ExportInput } from '../input.ts';
import type { People } from '../people.ts';
import { Resolution } from '../resolve.ts';
import { type DuplicateRow, type FileTable, namedLimit } from './file-table.ts';
import type { Identification } from './shape.ts';

export interface Difference {
  readonly line: number;
  readonly key: string;
  readonly fields: readonly { readonly field: string; readonly store: FieldValue; readonly file: FieldValue }[];
}

export interface ComparedTotal {
  readonly field: string;
  readonly currency: string;
  readonly store: string;
  readonly file: string;
}

/** A file laid beside the store, or beside Shopify's export of it. Lists hold at most 1,000; counts are complete. */
export interface Comparison {
  readonly object: CrmObject;
  readonly identifiedBy: Identification;
  readonly comparedFields: readonly string[];
  readonly unknownColumns: readonly string[];
  readonly rows: number;
  readonly matching: number;
  readonly different: number;
  /** In the store and not in the file. */
  readonly missing: number;
  /** In the file and not in the store. */
  readonly extra: number;
  readonly duplicates: number;
  readonly withoutKey: number;
  readonly differences: readonly Difference[];
  readonly missingKeys: readonly string[];
  readonly extraRows: readonly { readonly line: number; readonly key: string }[];
  readonly duplicateRows: readonly DuplicateRow[];
  /** Sums of amounts over the orders of both sides, per currency. */
  readonly totals: readonly ComparedTotal[];
}

/** Whether two values that are spelled differently say the same all the same; how depends on who spelled them. */
export type Likeness = (field: string, store: FieldValue, file: FieldValue) => boolean;

interface CompareJob {
  readonly table: FileTable;
  readonly input: ExportInput;
  readonly leavesOutCompanies: boolean;
  readonly alike: Likeness;
  readonly signal: AbortSignal;
  onProgress(orders: number): void;
}

/** Reads the input once and says where the file differs. Writes nothing. Throws what the input throws. */
export async function compareTable(job: CompareJob): Promise<Comparison> {
  const { table, input, signal, onProgress } = job;
  const resolution = new Resolution(input, { keepMembers: false, leavesOutCompanies: job.leavesOutCompanies });
  const run = new Run(table, input, job.alike);
  let orders = 0;
  for await (const { order, person } of resolution.orders(signal)) {
    if (table.shape.object === 'order') run.compare(projectOrder(input.map, order), order.id, person);
    orders += 1;
    if (orders % 1_000 === 0) onProgress(orders);
  }
  if (table.shape.object === 'contact') {
    const { people } = resolution;
    for (let person = 0; person < people.count; person += 1) {
      const record = projectPerson(input.map, people.person(person));
      run.compare(record, record.values['contact.email'] ?? '', -1);
    }
  } else run.compareLinks(resolution.people);
  onProgress(orders);
  return run.result();
}

interface Sums {
  readonly field: string;
  readonly currency: string;
  readonly store: ExactSum;
  readonly file: ExactSum;
}

class Run {
  readonly #table: FileTable;
  readonly #alike: Likeness;
  readonly #carried: ReadonlySet<string>;
  readonly #counts = { matching: 0, different: 0, missing: 0, extra: 0 };
  readonly #differences: Difference[] = [];
  readonly #missing: string[] = [];
  readonly #map: FieldMap;
  readonly #trustsKeys: boolean;
  /** Per row that was found: the person who bought, and whether it differs so far. */
  readonly #persons = intColumn();
  readonly #rows = intColumn();
  readonly #differs = byteColumn();
  readonly #totals = new Map<string, Sums>();

  constructor(table: FileTable, input: ExportInput, alike: Likeness) {
    this.#table = table;
    this.#alike = alike;
    this.#map = input.map;
    // Files without dates give a person another first record, and so another key, than the store does.
    this.#trustsKeys = input.basis === 'store';
    this.#carried = new Set(input.map.fields.map(({ name }) => name));
  }

  /** `otherKey` finds the row where the file has no Shopify ID. */
  compare(record: DesiredRecord, otherKey: string, person: number): void {
    const { shape } = this.#table;
    const key = shape.identifiedBy === 'key' ? record.key : otherKey;
    const row = key === '' ? -1 : this.#table.find(key);
    this.#addStore(record);
    if (row < 0) {
      this.#counts.missing += 1;
      if (this.#missing.length < namedLimit) this.#missing.push(record.key);
      return;
    }
    this.#table.see(row);
    this.#addFile(row);
    const fields = shape.fields.flatMap(({ name, type }, position) => {
      if (!this.#carried.has(name)) return [];
      const store = record.values[name] ?? record.seeds[name] ?? null;
      const file = this.#table.cell(row, position);
      const same = alikeAs(type, store, file) || this.#alike(name, store, file);
      return same ? [] : [{ field: name, store, file }];
    });
    this.#rows.push(row);
    this.#persons.push(person);
    this.#differs.push(fields.length === 0 ? 0 : 1);
    if (fields.length === 0) this.#counts.matching += 1;
    else {
      this.#counts.different += 1;
      this.#name({ line: this.#table.lineOf(row), key: record.key, fields });
    }
  }

  #name(difference: Difference): void {
    if (this.#differences.length < namedLimit) this.#differences.push(difference);
  }

  /** Who bought is certain when all orders have been read: then the contacts that the file names are looked at. */
  compareLinks(people: People): void {
    if (this.#table.shape.linkColumn === null) return;
    for (let at = 0; at < this.#rows.length; at += 1) {
      const row = this.#rows.at(at);
      const file = this.#table.link(row) ?? '';
      const store = this.#contactOf(people, this.#persons.at(at), file);
      if (store === null || store === file.toLowerCase()) continue;
      if (this.#differs.at(at) === 0) {
        this.#counts.matching -= 1;
        this.#counts.different += 1;
      }
      const fields = [{ field: 'contact', store, file }];
      this.#name({ line: this.#table.lineOf(row), key: this.#table.keyOf(row), fields });
    }
  }

  /** The contact as the file would name it; null where the two cannot be laid beside each other. */
  #contactOf(people: People, person: number, file: string): string | null {
    const byEmail = file.includes('@');
    if (!byEmail && !this.#trustsKeys) return null;
    if (person < 0) return '';
    if (!byEmail) return people.keyOf(person);
    return projectPerson(this.#map, people.person(person, ['email'])).values['contact.email'] ?? '';
  }

  #addStore({ values }: DesiredRecord): void {
    for (const { name, type } of this.#table.shape.fields) {
      const amount = values[name];
      if (type === 'money' && this.#carried.has(name) && amount != null) {
        this.#total(name, values['order.currency'] ?? '').store.add(amount);
      }
    }
  }

  #addFile(row: number): void {
    const { fields } = this.#table.shape;
    const currency = fields.findIndex(({ name }) => name === 'order.currency');
    fields.forEach(({ name, type }, position) => {
      const amount = this.#table.cell(row, position);
      if (type !== 'money' || amount === null || !/^-?\d+(\.\d+)?$/.test(amount) || !this.#carried.has(name)) return;
      this.#total(name, currency < 0 ? '' : (this.#table.cell(row, currency) ?? '')).file.add(amount);
    });
  }

  #total(field: string, currency: string): Sums {
    const name = `${field} ${currency}`;
    const known = this.#totals.get(name);
    if (known) return known;
    const sums = { field, currency, store: new ExactSum(), file: new ExactSum() };
    this.#totals.set(name, sums);
    return sums;
  }

  result(): Comparison {
    const { shape } = this.#table;
    const extraRows: { line: number; key: string }[] = [];
    for (const { row, line, key } of this.#table.unseen()) {
      this.#counts.extra += 1;
      this.#addFile(row);
      if (extraRows.length < namedLimit) extraRows.push({ line, key });
    }
    return {
      object: shape.object,
      identifiedBy: shape.identifiedBy,
      comparedFields: shape.fields.flatMap(({ name }) => (this.#carried.has(name) ? [name] : [])),
      unknownColumns: shape.unknown,
      rows: this.#table.rows + this.#table.duplicateCount + this.#table.withoutKey,
      ...this.#counts,
      duplicates: this.#table.duplicateCount,
      withoutKey: this.#table.withoutKey,
      differences: this.#differences,
      missingKeys: this.#missing,
      extraRows,
      duplicateRows: this.#table.duplicates,
      totals: this.#comparedTotals(),
    };
  }

  #comparedTotals(): ComparedTotal[] {
    return [...this.#totals]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([, { field, currency, store, file }]) => {
        const spell = (amount: string) => (currency === '' ? amount : canonicalAmount({ amount, currency }));
        return { field, currency, store: spell(store.total), file: spell(file.total) };
      });
  }
}

/** A time without a zone, as some CRMs export it, cannot be laid beside an instant. */
const withoutZone = /^\d{4}-\d\d-\d\d( \d\d:\d\d(:\d\d)?)?$/;

function alikeAs(type: FieldType, store: FieldValue, file: FieldValue): boolean {
  if (type === 'datetime' && file !== null && withoutZone.test(file)) return true;
  return sameValue(type, store, file);
}
