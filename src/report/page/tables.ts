import { figureText, groupLabel, keptFigure, readable } from '../document.ts';
import { type AmountId, type CountId, type FigureId, figureOf, type RateId } from '../figures.ts';
import type { Report, ReportRow } from '../report.ts';
import { html, type Markup } from './html.ts';

type Cell = (row: ReportRow) => Markup;

function header(id: FigureId): Markup {
  const { label, definition } = figureOf(id);
  return html`<th class="n" title="${definition}">${label}</th>`;
}

const count =
  (id: CountId): Cell =>
  (row) =>
    html`<td class="n">${readable(row[id])}</td>`;
const amount =
  (id: AmountId): Cell =>
  (row) =>
    html`<td class="n">${readable(row.amounts[id])}</td>`;
const rate =
  (id: RateId): Cell =>
  (row) =>
    html`<td class="n">${row[id]} %</td>`;

interface Columns {
  readonly ids: readonly FigureId[];
  readonly cells: readonly Cell[];
}

export const orderColumns: Columns = {
  ids: [
    'orders',
    'customers',
    'newCustomers',
    'returningOrders',
    'ordersWithoutBuyer',
    'cancelledOrders',
    'cancellationRate',
    'refundedOrders',
    'refundRate',
  ],
  cells: [
    count('orders'),
    count('customers'),
    count('newCustomers'),
    count('returningOrders'),
    count('ordersWithoutBuyer'),
    count('cancelledOrders'),
    rate('cancellationRate'),
    count('refundedOrders'),
    rate('refundRate'),
  ],
};

function amounts(ids: readonly AmountId[]): Columns {
  return { ids, cells: ids.map(amount) };
}

export function moneyColumns(report: Report): Columns {
  return amounts(['gross', 'refunded', keptFigure(report), 'outstanding', 'neverPaid']);
}

export const partColumns = amounts([
  'discounts',
  'tax',
  'shipping',
  'duties',
  'tips',
  'giftCardsSold',
  'giftCardsUsed',
]);

/** The rows of one currency; `total` goes below, and is what the rows add up to. */
export function rowTable(
  title: string,
  rows: readonly ReportRow[],
  total: ReportRow | undefined,
  { ids, cells }: Columns,
): Markup {
  const line = (name: string, row: ReportRow) => html`<tr><th>${name}</th>${cells.map((cell) => cell(row))}</tr>`;
  const foot = total === undefined ? html`` : html`<tfoot>${line('All', total)}</tfoot>`;
  return html`<table><thead><tr><th>${title}</th>${ids.map(header)}</tr></thead>
<tbody>${rows.map((row) => line(groupLabel(row.group), row))}</tbody>${foot}</table>`;
}

/** One currency's figures, one below the other, each with what it means beside it. */
export function definedTable(row: ReportRow, ids: readonly FigureId[]): Markup {
  const lines = ids.map((id) => {
    const { label, definition } = figureOf(id);
    return html`<tr><th>${label}</th><td class="n">${figureText(row, id)}</td><td class="d">${definition}</td></tr>`;
  });
  return html`<table class="defined"><tbody>${lines}</tbody></table>`;
}
