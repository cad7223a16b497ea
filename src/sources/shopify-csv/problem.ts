export type CsvProblemCode =
  | 'empty file'
  | 'not UTF-8'
  | 'wrong delimiter'
  | 'missing columns'
  | 'another export'
  | 'broken quotes'
  | 'mixed currencies'
  | 'unusable row';

/**
 * Why a file or a row of it cannot be read, written for the person who exported it: what is wrong, where, and how to mend
 * it. `line` is the line in the file (a row with line breaks inside is named by its first line), null for the whole file.
 * Never carries cell contents that could be personal data.
 */
export class CsvProblem extends Error {
  readonly code: CsvProblemCode;
  readonly file: string;
  readonly line: number | null;
  readonly what: string;
  readonly mend: string;

  constructor(code: CsvProblemCode, file: string, line: number | null, what: string, mend: string) {
    super(`${file}${line === null ? '' : `, line ${line}`}: ${what} ${mend}`);
    this.name = 'CsvProblem';
    this.code = code;
    this.file = file;
    this.line = line;
    this.what = what;
    this.mend = mend;
  }
}

/** A row, or the rows of one order, that could not be used; everything around it was. */
export interface UnusedRow {
  readonly kind: 'unused';
  readonly line: number;
  /** How many rows of the file are lost with it; 0 for a line item whose row still gave its order. */
  readonly rows: number;
  readonly problem: CsvProblem;
}
