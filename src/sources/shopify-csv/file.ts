import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { type CsvExport, delimiterProblem, exportOf } from './header.ts';
import { CsvProblem } from './problem.ts';
import { type CsvFile, csvRows } from './rows.ts';

/** A file on disk, opened when it is read. Reading throws the system's error where it cannot be opened. */
export function csvFile(path: string): CsvFile {
  return {
    name: basename(path),
    bytes: {
      [Symbol.asyncIterator]: async function* () {
        for await (const chunk of createReadStream(path)) {
          if (chunk instanceof Uint8Array) yield chunk;
        }
      },
    },
  };
}

/** Which export a file is. Throws CsvProblem for a file that is neither, and for one that is not readable as CSV. */
export async function identifyExport(file: CsvFile): Promise<CsvExport> {
  const advice =
    'Choose orders_export.csv or customers_export.csv as the Shopify admin made it, with English column titles.';
  for await (const header of csvRows(file)) {
    const problem = delimiterProblem(file.name, header);
    if (problem) throw problem;
    const found = exportOf(header.cells);
    if (found !== null) return found;
    const what = 'The column titles are neither those of an orders export nor those of a customers export.';
    throw new CsvProblem('missing columns', file.name, header.line, what, advice);
  }
  throw new CsvProblem('empty file', file.name, null, 'The file is empty.', advice);
}

/**
 * Which export a file is, told by its header and not by its name; null when it is neither. Throws CsvProblem for a file
 * that is not readable as CSV at all.
 */
export async function sniffExport(file: CsvFile): Promise<CsvExport | null> {
  for await (const header of csvRows(file)) {
    const problem = delimiterProblem(file.name, header);
    if (problem) throw problem;
    return exportOf(header.cells);
  }
  return null;
}
