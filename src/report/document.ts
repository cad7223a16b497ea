import type { Figure, FigureId } from './figures.ts';
import type { Report, ReportRow } from './report.ts';

/** A report with everything that its reader needs to judge it: the JSON form, and what the page and the table are made of. */
export interface ReportDocument {
  readonly product: string;
  /** The store's name, or the names of the files. */
  readonly from: string;
  readonly asOf: string;
  /** When the next one should be there; null = nothing is scheduled. */
  readonly nextDue: string | null;
  readonly report: Report;
  /** Orders and customers that are in no figure, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
  readonly definitions: readonly Figure[];
}

/** What the shop keeps, under the name that the basis allows: an export of Shopify has no net payment. */
export function keptFigure(report: Report): 'net' | 'grossMinusRefunded' {
  return report.basis === 'store' ? 'net' : 'grossMinusRefunded';
}

/** What each dimension is called. */
export const dimensionLabels = {
  total: 'All orders',
  period: 'By period',
  channel: 'By channel',
  acquisitionSource: 'By acquisition source',
  campaign: 'By campaign',
} as const;

/** A group without a name, in words. */
export function groupLabel(group: string | null): string {
  return group ?? 'not known';
}

/** '1234567.50' as '1,234,567.50'; a dash for what is not known. */
export function readable(value: string | number | null): string {
  if (value === null) return '–';
  const [whole = '', fraction] = String(value).split('.');
  const grouped = whole.replace(/\B(?=(?:\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A figure of a row for people, whatever it counts. */
export function figureText(row: ReportRow, id: FigureId): string {
  switch (id) {
    case 'refundRate':
    case 'cancellationRate':
      return `${row[id]} %`;
    case 'orders':
    case 'cancelledOrders':
    case 'refundedOrders':
    case 'ordersWithoutBuyer':
    case 'customers':
    case 'newCustomers':
    case 'returningOrders':
      return readable(row[id]);
    default:
      return row.amounts[id] === null ? 'not in these files' : readable(row.amounts[id]);
  }
}
