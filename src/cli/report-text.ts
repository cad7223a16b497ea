import type { TryDocument } from '../app/exports/try.ts';
import {
  dimensionLabels,
  figureText,
  groupLabel,
  keptFigure,
  type ReportDocument,
  readable,
} from '../report/document.ts';
import { type AmountId, figureOf } from '../report/figures.ts';
import type { Dimension, Report, ReportRow } from '../report/report.ts';
import type { Output } from './output.ts';
import { type Column, tableLines, wrapped } from './table.ts';

/** Groups of a dimension that get a line in the terminal. */
const longest = 12;
/** Rows that are left out are named one by one up to here; --json names them all. */
const namedRows = 20;

function right(...titles: readonly string[]): Column[] {
  return titles.map((title) => ({ title, align: 'right' as const }));
}

/** Money and counts of every group of a dimension. */
export function printDimension(output: Output, report: Report, dimension: Dimension): void {
  const rows = report.rows[dimension];
  if (rows.length === 0 || (dimension !== 'total' && rows.every(({ group }) => group === null))) return;
  // A channel or a campaign has a name that needs the room.
  const named = dimension !== 'total' && dimension !== 'period';
  const amounts: readonly AmountId[] = [
    'gross',
    'refunded',
    keptFigure(report),
    ...(named ? [] : ['outstanding' as const]),
  ];
  const title =
    dimension === 'total'
      ? ''
      : dimension === 'period'
        ? report.unit
        : dimensionLabels[dimension].replace('By ', '').toLowerCase();
  const columns: Column[] = [
    { title, align: 'left' },
    { title: 'currency', align: 'left' },
    ...right('orders', 'cancelled', 'new', 'repeat', ...amounts.map((id) => figureOf(id).label.toLowerCase())),
  ];
  const shown = dimension === 'period' ? rows : rows.slice(0, longest);
  output.line(output.paint.bold(dimension === 'period' ? `By ${report.unit}` : dimensionLabels[dimension]));
  for (const line of tableLines(
    columns,
    shown.map((row) => cells(row, dimension, amounts)),
    output.width,
  ))
    output.line(line);
  if (shown.length < rows.length)
    output.line(output.paint.dim(`${rows.length - shown.length} more with --json or --to`));
  output.line();
}

function cells(row: ReportRow, dimension: Dimension, amounts: readonly AmountId[]): string[] {
  return [
    dimension === 'total' ? 'all' : groupLabel(row.group),
    row.currency,
    ...[row.orders, row.cancelledOrders, row.newCustomers, row.returningOrders].map(readable),
    ...amounts.map((id) => readable(row.amounts[id])),
  ];
}

/** Every figure of one currency with what it means. */
export function printDefinitions(output: Output, { report, definitions }: ReportDocument): void {
  for (const total of report.rows.total) {
    output.line(output.paint.bold(`Figures in ${total.currency}`));
    const rows = definitions
      .filter(({ id }) => id !== 'net' || report.basis === 'store')
      .map(({ id, label, definition }) => [label, figureText(total, id), definition]);
    const width = Math.max(...rows.map(([label = '']) => label.length));
    const widest = Math.max(...rows.map(([, value = '']) => value.length));
    for (const [label = '', value = '', definition = ''] of rows) {
      const head = `${label.padEnd(width)}  ${value.padStart(widest)}  `;
      const [first = '', ...rest] = wrapped(definition, Math.max(30, output.width - head.length));
      output.line(`${head}${output.paint.dim(first)}`);
      for (const line of rest) output.line(`${' '.repeat(head.length)}${output.paint.dim(line)}`);
    }
    output.line();
  }
}

/** What a shop owner wants to know of their orders before anything else. */
export function printBuyers(output: Output, { repeat, attribution, history }: Report): void {
  const say = (title: string, text: string) => {
    const [first = '', ...rest] = wrapped(text, output.width - 16);
    output.line(`${output.paint.bold(title.padEnd(14))}  ${first}`);
    for (const line of rest) output.line(`${' '.repeat(16)}${line}`);
  };
  const again =
    repeat.medianDays === null
      ? 'Nobody has ordered twice yet.'
      : `${readable(repeat.repeatBuyers)} of ${readable(repeat.buyers)} buyers ordered again; half of their repeat orders came within ${repeat.medianDays} days, nine of ten within ${repeat.nineOfTenDays ?? 0}.`;
  say('Coming back', again);
  say(
    'Where from',
    `${readable(attribution.withSource)} of ${readable(attribution.orders)} orders say how the buyer came; ${readable(attribution.withCampaign)} name a campaign.`,
  );
  say(
    'History',
    `${history.months} ${history.months === 1 ? 'month is' : 'months are'} worth moving. ${history.reason}`,
  );
}

/** Every row of every file: used, merged into its order, or left out and why. */
export function printRows(output: Output, document: Pick<TryDocument, 'files' | 'rowsLeftOut' | 'decisions'>): void {
  const { paint, width } = output;
  output.line(paint.bold('Every row'));
  const columns: Column[] = [
    { title: 'file', align: 'left' },
    ...right('rows', 'used', 'merged into its order', 'left out'),
  ];
  const rows = document.files.map(({ file, rows: all, used, merged, leftOut }) => [
    file,
    ...[all, used, merged, leftOut].map(readable),
  ]);
  for (const line of tableLines(columns, rows, width)) output.line(line);
  for (const { place, rows: own, reason } of document.rowsLeftOut.slice(0, namedRows)) {
    const further = own > 1 ? ` and ${own - 1} more of the same order` : '';
    const text = place === null ? reason : `${place.file}, line ${place.line}${further}: ${reason}`;
    for (const line of wrapped(text, width, '  ')) output.line(paint.warn(line));
  }
  const more = document.rowsLeftOut.length - namedRows;
  if (more > 0) output.line(paint.warn(`  and ${readable(more)} more: --json names them all`));
  for (const { place, sentence } of document.decisions.slice(0, namedRows)) {
    const text = `To decide: ${place === null ? '' : `${place.file}, line ${place.line}: `}${sentence}`;
    for (const line of wrapped(text, width, '  ')) output.line(paint.warn(line));
  }
}
