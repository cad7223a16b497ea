export interface Column {
  readonly title: string;
  /** Numbers go right, so that digits of one worth stand below each other. */
  readonly align: 'left' | 'right';
}

const gap = '  ';
const narrowest = 8;

/** Characters of a text as a terminal counts them, near enough for the names that occur here. */
function lengthOf(text: string): number {
  return [...text].length;
}

/**
 * Rows as lines of at most `width` characters. Texts that are too long lose their end; where even that does not help,
 * each row becomes a block of `title: value` lines.
 */
export function tableLines(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string[] {
  const wanted = columns.map((column, index) =>
    Math.max(lengthOf(column.title), ...rows.map((row) => lengthOf(row[index] ?? ''))),
  );
  const widths = shrink(columns, wanted, width);
  if (widths === null) return blocks(columns, rows, width);
  const line = (cells: readonly string[]) =>
    columns
      .map((column, index) => pad(cells[index] ?? '', widths[index] ?? 0, column.align))
      .join(gap)
      .trimEnd();
  return [line(columns.map(({ title }) => title)), ...rows.map(line)];
}

function total(widths: readonly number[]): number {
  return widths.reduce((sum, width) => sum + width, 0) + gap.length * (widths.length - 1);
}

/** Takes from the widest text column until the row fits; null when numbers alone are too wide. */
function shrink(columns: readonly Column[], wanted: readonly number[], width: number): number[] | null {
  const widths = [...wanted];
  while (total(widths) > width) {
    const texts = columns.flatMap(({ align }, index) => (align === 'left' ? [index] : []));
    const widest = texts.toSorted((a, b) => (widths[b] ?? 0) - (widths[a] ?? 0))[0];
    const current = widest === undefined ? 0 : (widths[widest] ?? 0);
    if (widest === undefined || current <= narrowest) return null;
    widths[widest] = current - 1;
  }
  return widths;
}

function pad(text: string, width: number, align: Column['align']): string {
  const length = lengthOf(text);
  if (length > width) return `${[...text].slice(0, width - 1).join('')}…`;
  const blanks = ' '.repeat(width - length);
  return align === 'left' ? `${text}${blanks}` : `${blanks}${text}`;
}

function blocks(columns: readonly Column[], rows: readonly (readonly string[])[], width: number): string[] {
  const label = Math.max(...columns.map(({ title }) => lengthOf(title)));
  return rows.flatMap((row, index) => [
    ...(index === 0 ? [] : ['']),
    ...columns.map(({ title }, position) =>
      pad(`${pad(title, label, 'left')}${gap}${row[position] ?? ''}`, width, 'left').trimEnd(),
    ),
  ]);
}

/** '1234567.50' as '1,234,567.50'. */
export function grouped(decimal: string | number): string {
  const [whole = '', fraction] = String(decimal).split('.');
  const separated = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? separated : `${separated}.${fraction}`;
}

/** A paragraph in lines of at most `width` characters, each after `indent`. */
export function wrapped(text: string, width: number, indent = ''): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter((part) => part !== '')) {
    const next = line === '' ? word : `${line} ${word}`;
    if (lengthOf(indent) + lengthOf(next) > width && line !== '') {
      lines.push(`${indent}${line}`);
      line = word;
    } else line = next;
  }
  if (line !== '') lines.push(`${indent}${line}`);
  return lines;
}
