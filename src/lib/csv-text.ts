/*
 * CSV as RFC 4180 writes it: commas, CRLF, quotes only where they are needed. And the guard against cells that a
 * spreadsheet program would run as a formula (OWASP: CSV injection).
 */

const special = /[",\r\n]/;

/** One row with its line end. */
export function csvLine(cells: readonly string[]): string {
  let line = '';
  for (let index = 0; index < cells.length; index += 1) {
    const cell = cells[index] ?? '';
    if (index > 0) line += ',';
    line += special.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell;
  }
  return `${line}\r\n`;
}

/** What may stand before the character that makes a formula: blanks, quotes and invisible marks. */
const beginsFormula = /^[\s"'\u200b\ufeff]*[=+\-@\uff1d\uff0b\uff0d\uff20]|^[\t\r\n]/;
const plainNumber = /^[+-]?\d+(?:\.\d+)?$/;
/** A plus, then digits with the usual separators: as a formula it would be a number and nothing else. */
const phoneNumber = /^\+\d[\d ().\-/]*$/;

function isDangerous(text: string): boolean {
  // What follows the apostrophes decides, so that a guarded text and one that came with an apostrophe are told apart.
  const bare = text.replace(/^'+/, '');
  return beginsFormula.test(bare) && !plainNumber.test(bare) && !phoneNumber.test(bare);
}

/**
 * An apostrophe before a text that would be run as a formula. Negative amounts and phone numbers such as +49 30 123 stay
 * as they are: they are no text that anybody could have made up to do harm.
 */
export function guardFormula(text: string): string {
  return isDangerous(text) ? `'${text}` : text;
}

/** The text that `guardFormula` was given. */
export function withoutGuard(cell: string): string {
  return cell.startsWith("'") && isDangerous(cell.slice(1)) ? cell.slice(1) : cell;
}
