import { basename } from 'node:path';
import type { WorkKey } from '../../commerce/keys.ts';
import { reducedTo } from '../../export/fields.ts';
import type { ExportInput, InputFile, InputItem } from '../../export/input.ts';
import type { FieldMap } from '../../field-map/types.ts';
import { carriedFields } from '../../sources/shopify-csv/carried.ts';
import { commerceOrder, customerMember, type ExportedStore } from '../../sources/shopify-csv/commerce.ts';
import { readCustomersCsv } from '../../sources/shopify-csv/customers.ts';
import { csvFile, identifyExport } from '../../sources/shopify-csv/file.ts';
import { readOrdersCsv } from '../../sources/shopify-csv/orders.ts';
import { CsvProblem } from '../../sources/shopify-csv/problem.ts';
import type { CsvFile } from '../../sources/shopify-csv/rows.ts';

interface CsvInputOptions {
  readonly store: ExportedStore;
  readonly map: FieldMap;
  /** Orders must have ids, because the files that are made are to be found again by them. */
  readonly needsIds: boolean;
}

interface NamedFile extends InputFile {
  readonly path: string;
}

/**
 * Shopify's own exports as an input: any number of files with orders and with customers, told apart by their headers.
 * Throws CsvProblem for a file that is neither, and where no file has orders.
 */
export async function openCsvInput(paths: readonly string[], options: CsvInputOptions): Promise<ExportInput> {
  const files: NamedFile[] = [];
  for (const path of paths) {
    const name = paths.filter((other) => basename(other) === basename(path)).length > 1 ? path : basename(path);
    files.push({ path, name, kind: await identifyExport(named(path, name)) });
  }
  assertOrders(files);
  const { store, map } = options;
  const carried = store.adminBase === null ? withoutAddresses(carriedFields) : carriedFields;
  const rows = new Map<string, number>();
  return {
    basis: 'export',
    source: store.source,
    knowsCustomers: files.some(({ kind }) => kind === 'customers'),
    map: reducedTo(map, carried),
    files: files.map(({ name, kind }) => ({ name, kind })),
    adminUrl: (key) => adminUrl(store, key),
    items: () => itemsOf(files, options, rows),
    rowsOf: (file) => rows.get(file) ?? 0,
  };
}

function named(path: string, name: string): CsvFile {
  return { ...csvFile(path), name };
}

function assertOrders(files: readonly NamedFile[]): void {
  const [first] = files;
  if (first === undefined || files.some(({ kind }) => kind === 'orders')) return;
  const what = 'This is an export of customers, where orders were expected.';
  throw new CsvProblem(
    'another export',
    first.name,
    1,
    what,
    'Name the file that Shopify calls orders_export.csv too.',
  );
}

/** Addresses in the admin need the name of the store, which no export tells. */
function withoutAddresses(fields: ReadonlySet<string>): ReadonlySet<string> {
  return new Set([...fields].filter((field) => !field.endsWith('.shopify_url')));
}

function adminUrl({ adminBase }: ExportedStore, { kind, id }: WorkKey): string {
  if (adminBase === null) return '';
  return kind === 'customer' ? `${adminBase}/customers/${id}` : `${adminBase}/orders/${id}`;
}

async function* itemsOf(
  files: readonly NamedFile[],
  options: CsvInputOptions,
  rows: Map<string, number>,
): AsyncGenerator<InputItem> {
  const reading = (name: string, needed: readonly string[]) => {
    rows.set(name, 0);
    return { needed, onRow: () => rows.set(name, (rows.get(name) ?? 0) + 1) };
  };
  for (const { path, name } of files.filter(({ kind }) => kind === 'customers')) {
    for await (const row of readCustomersCsv(named(path, name), reading(name, ['Customer ID']))) {
      const place = { file: name, line: row.line };
      if (row.kind === 'unused')
        yield { type: 'left out', kind: 'customer', place, rows: row.rows, reason: row.problem.what };
      else if (row.id === null) yield { type: 'left out', kind: 'customer', place, rows: 1, reason: noId };
      else yield { type: 'customer', member: customerMember(row, row.id, options.store), place };
    }
  }
  const needed = ['Refunded Amount', ...(options.needsIds ? ['Id'] : [])];
  for (const { path, name } of files.filter(({ kind }) => kind === 'orders')) {
    for await (const row of readOrdersCsv(named(path, name), reading(name, needed))) {
      const place = { file: name, line: row.line };
      if (row.kind === 'unused') {
        yield { type: 'left out', kind: 'order', place, rows: row.rows, reason: row.problem.what };
      } else if (row.id === null && options.needsIds) {
        yield { type: 'left out', kind: 'order', place, rows: row.rows, reason: noId };
      } else {
        const order = commerceOrder(row, row.id ?? '', options.store);
        yield { type: 'order', order, day: row.createdDay, place, rows: row.rows };
      }
    }
  }
}

const noId = 'The row has no Shopify id.';
