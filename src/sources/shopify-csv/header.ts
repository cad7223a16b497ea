import { CsvProblem } from './problem.ts';
import type { CsvFile, CsvRow } from './rows.ts';

export type CsvExport = 'orders' | 'customers';

const required: Readonly<Record<CsvExport, readonly string[]>> = {
  orders: [
    'Name',
    'Financial Status',
    'Currency',
    'Total',
    'Created at',
    'Lineitem quantity',
    'Lineitem name',
    'Lineitem price',
  ],
  customers: ['First Name', 'Last Name', 'Email'],
};

/** Which export a header belongs to, whatever its age: told by columns that only one of them has. Null for neither. */
export function exportOf(header: readonly string[]): CsvExport | null {
  const names = new Set(header.map((name) => name.trim()));
  if (names.has('Lineitem name') || (names.has('Financial Status') && names.has('Total'))) return 'orders';
  return names.has('First Name') && names.has('Last Name') ? 'customers' : null;
}

/** A row by column name. An absent column and an empty cell are both null. */
export interface NamedRow {
  readonly line: number;
  /** Trimmed text of a cell. */
  cell(column: string): string | null;
}

export interface Header {
  readonly width: number;
  has(column: string): boolean;
  name(row: CsvRow): NamedRow;
}

const comma = 'Export it again from the Shopify admin as "Plain CSV file", or save it with commas between the cells.';

/** What to say of a first row that was cut at something else than commas; null where it was not. */
export function delimiterProblem(file: string, header: CsvRow): CsvProblem | null {
  const [only = ''] = header.cells;
  if (header.cells.length > 2) return null;
  for (const [delimiter, name] of [
    [';', 'semicolons'],
    ['\t', 'tabs'],
    ['|', 'vertical bars'],
  ] as const) {
    if (only.split(delimiter).length < 3) continue;
    return new CsvProblem(
      'wrong delimiter',
      file,
      header.line,
      `The cells are separated by ${name}, not by commas.`,
      comma,
    );
  }
  return null;
}

const orExport = (kind: CsvExport) => `Choose the file that Shopify calls ${kind}_export.csv.`;

/**
 * Reads the first row. `needed` names columns beside those without which no export can be read. Throws CsvProblem when it
 * cannot be the header of the wanted export.
 */
export function readHeader(
  file: CsvFile,
  row: CsvRow | undefined,
  wanted: CsvExport,
  needed: readonly string[] = [],
): Header {
  if (!row) throw new CsvProblem('empty file', file.name, null, 'The file is empty.', orExport(wanted));
  const separated = delimiterProblem(file.name, row);
  if (separated) throw separated;
  const found = exportOf(row.cells);
  if (found !== null && found !== wanted) {
    const what = `This is an export of ${found}, where ${wanted} were expected.`;
    throw new CsvProblem('another export', file.name, row.line, what, orExport(wanted));
  }
  const columns = new Map<string, number>();
  row.cells.forEach((name, index) => {
    const trimmed = name.trim();
    if (!columns.has(trimmed)) columns.set(trimmed, index);
  });
  const missing = [...required[wanted], ...needed].filter((name) => !columns.has(name));
  if (missing.length > 0) {
    const what = `The header lacks the columns ${missing.map((name) => `"${name}"`).join(', ')}.`;
    const mend = `Export it again without changing its columns; column titles must be English. ${orExport(wanted)}`;
    throw new CsvProblem('missing columns', file.name, row.line, what, mend);
  }
  return {
    width: row.cells.length,
    has: (column) => columns.has(column),
    name: ({ line, cells }) => ({
      line,
      cell: (column) => {
        const index = columns.get(column);
        const text = index === undefined ? '' : (cells[index] ?? '').trim();
        return text === '' ? null : text;
      },
    }),
  };
}
