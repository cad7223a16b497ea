import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parse } from 'csv-parse/sync';
import { z } from 'zod';
import { customersExport } from '../../simulator/exports/customers-csv.ts';
import { ordersExport } from '../../simulator/exports/orders-csv.ts';
import type { Store } from '../../simulator/store/store.ts';
import { openCsvInput } from '../../src/app/exports/csv-input.ts';
import { type LayoutName, mapFor, runExport } from '../../src/app/exports/export.ts';
import type { ExportInput } from '../../src/export/input.ts';
import { coreFieldMap } from '../../src/field-map/core.ts';

/** A folder for one test; gone afterwards. */
export async function withFolder<T>(work: (folder: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'samestory-test-'));
  try {
    return await work(folder);
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** The files that the admin of a simulated store would send by mail. */
export async function adminExports(
  store: Store,
  folder: string,
): Promise<readonly [orders: string, customers: string]> {
  const orders = join(folder, 'orders_export.csv');
  const customers = join(folder, 'customers_export.csv');
  await writeFile(orders, ordersExport(store.state));
  await writeFile(customers, customersExport(store.state));
  return [orders, customers];
}

/** Files of a store whose admin lies at `adminBase`. */
export function csvInput(
  paths: readonly string[],
  layout: LayoutName,
  store: { readonly source: string; readonly adminBase: string | null },
): Promise<ExportInput> {
  return openCsvInput(paths, { store, map: mapFor(layout, coreFieldMap), needsIds: true });
}

export const asOf = new Date('2026-11-22T10:00:00Z');

/** Writes an export and returns where it lies and what the files hold. */
export async function exportTo(folder: string, input: ExportInput, layout: LayoutName) {
  const outcome = await runExport({
    input,
    layout,
    map: coreFieldMap,
    folder,
    times: { asOf, nextDue: null },
    keep: null,
    signal: new AbortController().signal,
    onProgress: () => undefined,
  });
  const names = await readdir(outcome.path);
  const path = (start: string) => join(outcome.path, names.find((name) => name.startsWith(start)) ?? '');
  return { ...outcome, orders: path('orders_'), contacts: path('contacts_') };
}

const rows = z.array(z.record(z.string(), z.string()));

export async function rowsOf(path: string): Promise<readonly Readonly<Record<string, string>>[]> {
  return rows.parse(parse(await readFile(path), { columns: true, record_delimiter: '\r\n' }));
}
