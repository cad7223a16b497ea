import { CsvError, parse } from 'csv-parse';
import { CsvProblem } from './problem.ts';

/** A file by the name that people know it by, and its bytes; read once, from the start. */
export interface CsvFile {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

export interface CsvRow {
  /** Line in the file where the row begins, counted from 1. */
  readonly line: number;
  readonly cells: readonly string[];
}

/** A quote that is never closed swallows the rest of the file; no honest row of an export is longer than this. */
const longestRow = 1_000_000;

const exportAgain =
  'Export it again from the Shopify admin as "Plain CSV file" and do not save it from a spreadsheet program.';

/** Decodes as it reads. Throws CsvProblem for UTF-16 and for bytes that are no UTF-8, as old spreadsheet programs write. */
async function* decoded(file: CsvFile): AsyncGenerator<string> {
  const decoder = new TextDecoder('utf-8', { fatal: true });
  let first = true;
  const problem = (what: string) => new CsvProblem('not UTF-8', file.name, null, what, exportAgain);
  try {
    for await (const chunk of file.bytes) {
      if (first && chunk.length > 0) {
        first = false;
        const [one, two] = chunk;
        const marked = (one === 0xff && two === 0xfe) || (one === 0xfe && two === 0xff);
        if (marked || chunk.subarray(0, 64).includes(0)) throw problem('The file is written in UTF-16, not UTF-8.');
      }
      yield decoder.decode(chunk, { stream: true });
    }
    yield decoder.decode();
  } catch (error) {
    if (error instanceof TypeError) throw problem('The file holds bytes that are not UTF-8 text.');
    throw error;
  }
}

function quoteProblem(error: unknown, file: string, line: number): unknown {
  if (!(error instanceof CsvError)) return error;
  const cutOff = error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE';
  const what = cutOff
    ? 'A quoted cell in the row that begins here is never closed: the file seems to be cut off.'
    : 'The row that begins here has a quotation mark in the wrong place.';
  return new CsvProblem('broken quotes', file, line, what, exportAgain);
}

/** Line breaks inside cells, as any system writes them. */
function breaksIn(cells: readonly string[]): number {
  return cells.reduce((sum, cell) => sum + (cell.match(/\r\n|\n|\r/g)?.length ?? 0), 0);
}

/**
 * The rows of a file with the lines where they begin, header first, without blank rows; flat memory. Throws CsvProblem,
 * after the rows before the fault. The delimiter is a comma and line breaks may be inside quotes (RFC 4180, as Shopify
 * exports).
 */
export async function* csvRows(file: CsvFile): AsyncGenerator<CsvRow> {
  let waiting: (readonly string[])[] = [];
  let line = 1;
  // Rows are taken out as they are parsed, because the stream drops what it still holds when it meets a fault.
  const parser = parse({
    relax_column_count: true,
    max_record_size: longestRow,
    on_record: (cells: readonly string[]) => {
      waiting.push(cells);
      return null;
    },
  });
  let fault: Error | null = null;
  parser.on('error', (error) => {
    fault = error;
  });
  const settled = (act: (done: (error?: Error | null) => void) => void) =>
    new Promise<void>((resolve) => {
      act((error) => {
        fault ??= error ?? null;
        resolve();
      });
    });
  const rows = function* (): Generator<CsvRow> {
    const parsed = waiting;
    waiting = [];
    for (const cells of parsed) {
      const row = { line, cells };
      line += 1 + breaksIn(cells);
      if (cells.some((cell) => cell.trim() !== '')) yield row;
    }
    if (fault !== null) throw quoteProblem(fault, file.name, line);
  };
  try {
    for await (const text of decoded(file)) {
      await settled((done) => parser.write(text, done));
      yield* rows();
    }
    await settled((done) => parser.end(done));
    yield* rows();
  } finally {
    parser.destroy();
  }
}
