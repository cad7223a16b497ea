import { createReadStream } from 'node:fs';
import { basename } from 'node:path';
import { type CsvExport, delimiterProblem, exportOf } from './header.ts';
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
