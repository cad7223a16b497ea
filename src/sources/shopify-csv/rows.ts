import { isUtf8 } from 'node:buffer';
import { CsvError, parse } from 'csv-parse';
import { CsvProblem } from './problem.ts';

/** A file by the name that people know it by, and its bytes; read once, from the start. */
export interface CsvFile {
  readonly name: string;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** What a caller adds to the reading of a file. */
export interface ReadingOptions {
  /** Columns that it cannot do without, beside those without which no export can be read. */
  readonly needed?: readonly string[];
  /** Told of every row below the header, before anything else is known about it. */
  readonly onRow?: () => void;
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

/** How many bytes at the end of a chunk may be the beginning of a character that the next chunk completes. */
function openEnd(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back += 1) {
    const byte = bytes[bytes.length - back] ?? 0;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

/** Checks as it reads. Throws CsvProblem for UTF-16 and for bytes that are no UTF-8, as old spreadsheet programs write. */
async function* checkedBytes(file: CsvFile): AsyncGenerator<Uint8Array> {
  let first = true;
  let rest = new Uint8Array(0);
  const problem = (what: string) => new CsvProblem('not UTF-8', file.name, null, what, exportAgain);
  for await (const chunk of file.bytes) {
    if (first && chunk.length > 0) {
      first = false;
      const [one, two] = chunk;
      const marked = (one === 0xff && two === 0xfe) || (one === 0xfe && two === 0xff);
      if (marked || chunk.subarray(0, 64).includes(0)) throw problem('The file is written in UTF-16, not UTF-8.');
    }
    const bytes = rest.length === 0 ? chunk : Buffer.concat([rest, chunk]);
    const whole = bytes.subarray(0, bytes.length - openEnd(bytes));
    // A copy: the stream may use its buffer again.
    rest = Uint8Array.from(bytes.subarray(whole.length));
    if (!isUtf8(whole)) throw problem('The file holds bytes that are not UTF-8 text.');
    yield whole;
  }
  if (rest.length > 0) throw problem('The file holds bytes that are not UTF-8 text.');
}

function quoteProblem(error: unknown, file: string, line: number): unknown {
  if (!(error instanceof CsvError)) return error;
  const cutOff = error.code === 'CSV_QUOTE_NOT_CLOSED' || error.code === 'CSV_MAX_RECORD_SIZE';
  const what = cutOff
    ? 'A quoted cell in the row that begins here is never closed: the file seems to be cut off.'
    : 'The row that begins here has a quotation mark in the wrong place.';
  return new CsvProblem('broken quotes', file, line, what, exportAgain);
}

interface Parsed {
  readonly cells: readonly string[];
  /** The parser's own count of lines at the end of the row. */
  readonly lines: number;
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
  let waiting: Parsed[] = [];
  let line = 1;
  let counted = 0;
  // Rows are taken out as they are parsed, because the stream drops what it still holds when it meets a fault.
  const parser = parse({
    bom: true,
    relax_column_count: true,
    max_record_size: longestRow,
    on_record: (cells: readonly string[], { lines }) => {
      waiting.push({ cells, lines });
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
    for (const { cells, lines } of parsed) {
      const row = { line, cells };
      // The parser counts a Windows break inside a cell twice; where it saw one line, there is nothing to count.
      line += lines === counted + 1 ? 1 : 1 + breaksIn(cells);
      counted = lines;
      if (cells.some((cell) => cell.trim() !== '')) yield row;
    }
    if (fault !== null) throw quoteProblem(fault, file.name, line);
  };
  try {
    for await (const bytes of checkedBytes(file)) {
      await settled((done) => parser.write(bytes, done));
      yield* rows();
    }
    await settled((done) => parser.end(done));
    yield* rows();
  } finally {
    parser.destroy();
  }
}
