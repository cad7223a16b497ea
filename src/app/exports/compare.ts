import { parseKey } from '../../commerce/keys.ts';
import { hubSpotHeaders, stageOfCell } from '../../destinations/hubspot/csv-layout.ts';
import { type Comparison, compareTable, type Likeness } from '../../export/compare/compare.ts';
import { FileTable } from '../../export/compare/file-table.ts';
import { type Headers, shapeOf } from '../../export/compare/shape.ts';
import { genericHeaders } from '../../export/generic-layout.ts';
import type { ExportInput } from '../../export/input.ts';
import type { FieldMap, FieldValue } from '../../field-map/types.ts';
import { exportedAlike } from '../../sources/shopify-csv/carried.ts';
import { csvFile } from '../../sources/shopify-csv/file.ts';
import { CsvProblem } from '../../sources/shopify-csv/problem.ts';
import { csvRows } from '../../sources/shopify-csv/rows.ts';
import { withFileErrors } from './open-input.ts';

interface CompareRun {
  /** A CRM's export, or one of ours. */
  readonly path: string;
  /** Opens what the file is laid beside; `source` is the shop's number as the file tells it, null where it does not. */
  readonly open: (source: string | null) => Promise<ExportInput>;
  readonly map: FieldMap;
  readonly signal: AbortSignal;
  onProgress(orders: number): void;
}

/** Lays a CSV beside the store, or beside Shopify's export of it. Never writes. Throws CommandError for a bad file. */
export function compareFile(run: CompareRun): Promise<Comparison> {
  const { path, open, map, signal, onProgress } = run;
  return withFileErrors(async () => {
    const read = await readTable(path, map, true);
    const input = await open(parseKey(read.table.firstKey ?? '')?.source ?? null);
    // Orders alone do not tell which buyer is a customer: the Shopify ID of a contact cannot be known from them.
    const byEmail = read.table.shape.object === 'contact' && !input.knowsCustomers;
    const { table, forHubSpot } = byEmail ? await readTable(path, map, false) : read;
    const alike: Likeness = (field, store, file) =>
      stageAlike(field, store, file) || (input.basis === 'export' && exportedAlike(field, store, file));
    return compareTable({ table, input, leavesOutCompanies: forHubSpot, alike, signal, onProgress });
  });
}

function stageAlike(field: string, store: FieldValue, file: FieldValue): boolean {
  return field === 'order.stage' && file !== null && stageOfCell(file) === store;
}

function headersOf(map: FieldMap): { readonly generic: Headers; readonly hubspot: Headers } {
  const generic = genericHeaders(map);
  const links = ['order_contact_key', 'order_contact_email'].map((header) => [header, 'link'] as const);
  return {
    generic: {
      contact: new Map([...generic.contact, ['contact_key', 'key']]),
      order: new Map([...generic.order, ['order_key', 'key'], ...links]),
    },
    hubspot: { contact: hubSpotHeaders(map.fields, 'contact'), order: hubSpotHeaders(map.fields, 'order') },
  };
}

async function readTable(
  path: string,
  map: FieldMap,
  byKey: boolean,
): Promise<{ readonly table: FileTable; readonly forHubSpot: boolean }> {
  const file = csvFile(path);
  const headers = headersOf(map);
  let found: { table: FileTable; forHubSpot: boolean; width: number } | null = null;
  for await (const { line, cells } of csvRows(file)) {
    if (found === null) {
      const shapes = [
        { shape: shapeOf(cells, headers.generic, map, byKey), forHubSpot: false },
        { shape: shapeOf(cells, headers.hubspot, map, byKey), forHubSpot: true },
      ];
      const [best] = shapes.toSorted((a, b) => (b.shape?.fields.length ?? -1) - (a.shape?.fields.length ?? -1));
      if (best?.shape == null) throw unknownHeader(file.name, line);
      found = { table: new FileTable(best.shape), forHubSpot: best.forHubSpot, width: cells.length };
    } else if (cells.length !== found.width) {
      const what = `The row has ${cells.length} cells where the header has ${found.width}.`;
      throw new CsvProblem('unusable row', file.name, line, what, 'Export the file again.');
    } else found.table.add(line, cells);
  }
  if (found === null) throw new CsvProblem('empty file', file.name, null, 'The file is empty.', 'Export it again.');
  return found;
}

function unknownHeader(file: string, line: number): CsvProblem {
  const what = 'No column tells which order or contact of Shopify a row is.';
  const mend =
    'Export it with the column "Shopify ID" (samestory_key), or with the Shopify order ID for orders or the email for contacts.';
  return new CsvProblem('missing columns', file, line, what, mend);
}
