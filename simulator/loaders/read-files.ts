import { readdir, readFile } from 'node:fs/promises';
import { extname, join } from 'node:path';
import type { z } from 'zod';
import { readCustomersCsv } from '../../src/sources/shopify-csv/customers.ts';
import { csvFile, sniffExport } from '../../src/sources/shopify-csv/file.ts';
import { readOrdersCsv } from '../../src/sources/shopify-csv/orders.ts';
import { CsvProblem, type UnusedRow } from '../../src/sources/shopify-csv/problem.ts';
import type { CsvCustomer, CsvOrder } from '../../src/sources/shopify-csv/types.ts';
import { parseJsonExactly } from './json-text.ts';
import type { NotUsed } from './planned.ts';
import { recordsIn } from './rest-records.ts';
import { type RestCustomer, type RestOrder, restCustomerSchema, restOrderSchema } from './rest-schema.ts';

/** A record with the place where it was read; `rows` is how many rows of the file it stands for. */
export interface Found<T> {
  readonly file: string;
  readonly line: number | null;
  readonly rows: number;
  readonly record: T;
}

export interface FileRead {
  readonly file: string;
  readonly format: 'orders CSV' | 'customers CSV' | 'REST JSON';
  /** Rows after the header (CSV) or records (JSON). */
  readonly rows: number;
}

export interface FolderContents {
  readonly files: FileRead[];
  /** Files that hold nothing to load, with the reason. */
  readonly ignored: { readonly file: string; readonly reason: string }[];
  readonly csvOrders: Found<CsvOrder>[];
  readonly csvCustomers: Found<CsvCustomer>[];
  readonly restOrders: Found<RestOrder>[];
  readonly restCustomers: Found<RestCustomer>[];
  readonly notUsed: NotUsed[];
}

/** Reads every CSV and JSON file of a folder (not of folders inside it) by what it holds, in the order of their names. */
export async function readFolder(folder: string): Promise<FolderContents> {
  const contents: FolderContents = {
    files: [],
    ignored: [],
    csvOrders: [],
    csvCustomers: [],
    restOrders: [],
    restCustomers: [],
    notUsed: [],
  };
  const entries = await readdir(folder, { withFileTypes: true });
  const names = entries.filter((entry) => !entry.isDirectory()).map(({ name }) => name);
  for (const name of names.sort()) {
    const extension = extname(name).toLowerCase();
    if (extension === '.csv') await readCsv(join(folder, name), name, contents);
    else if (extension === '.json') await readJson(join(folder, name), name, contents);
  }
  return contents;
}

async function readCsv(path: string, name: string, contents: FolderContents): Promise<void> {
  let rows = 0;
  const unused = ({ line, rows: count, problem }: UnusedRow) => {
    rows += count;
    contents.notUsed.push({ file: name, line, record: null, reason: `${problem.what} ${problem.mend}`, count });
  };
  try {
    const kind = await sniffExport(csvFile(path));
    if (kind === null) {
      contents.ignored.push({ file: name, reason: 'no orders or customers export of Shopify, by its header' });
      return;
    }
    const file = csvFile(path);
    for await (const item of kind === 'orders' ? readOrdersCsv(file) : readCustomersCsv(file)) {
      if (item.kind === 'unused') {
        unused(item);
        continue;
      }
      const taken = item.kind === 'order' ? item.rows : 1;
      rows += taken;
      const place = { file: name, line: item.line, rows: taken };
      if (item.kind === 'order') contents.csvOrders.push({ ...place, record: item });
      else contents.csvCustomers.push({ ...place, record: item });
    }
    contents.files.push({ file: name, format: `${kind} CSV`, rows });
  } catch (error) {
    if (!(error instanceof CsvProblem)) throw error;
    contents.ignored.push({ file: name, reason: error.message });
  }
}

async function readJson(path: string, name: string, contents: FolderContents): Promise<void> {
  let value: unknown;
  try {
    value = parseJsonExactly(await readFile(path, 'utf8'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    contents.ignored.push({ file: name, reason: 'not JSON' });
    return;
  }
  const { orders, customers } = recordsIn(value);
  if (orders.length + customers.length === 0) {
    contents.ignored.push({ file: name, reason: 'holds neither orders nor customers' });
    return;
  }
  const check = <Schema extends z.ZodType>(schema: Schema, raw: unknown): z.infer<Schema> | null => {
    const parsed = schema.safeParse(raw);
    if (parsed.success) return parsed.data;
    const [issue] = parsed.error.issues;
    const reason = `${issue?.path.join('.') ?? 'record'}: ${issue?.message ?? 'not readable'}`;
    contents.notUsed.push({ file: name, line: null, record: idOf(raw), reason, count: 1 });
    return null;
  };
  const place = { file: name, line: null, rows: 1 };
  for (const raw of orders) {
    const record = check(restOrderSchema, raw);
    if (record) contents.restOrders.push({ ...place, record });
  }
  for (const raw of customers) {
    const record = check(restCustomerSchema, raw);
    if (record) contents.restCustomers.push({ ...place, record });
  }
  contents.files.push({ file: name, format: 'REST JSON', rows: orders.length + customers.length });
}

function idOf(raw: unknown): string | null {
  if (typeof raw !== 'object' || raw === null || !('id' in raw)) return null;
  return typeof raw.id === 'string' ? raw.id : null;
}
