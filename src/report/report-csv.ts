import { csvLine, guardFormula } from '../lib/csv-text.ts';
import { groupLabel, type ReportDocument } from './document.ts';
import { amountIds, countIds, figureOf, rateIds } from './figures.ts';
import { dimensions } from './report.ts';

/** Every row of every dimension in one table, for spreadsheets and other programs. Empty = not known. */
export function reportCsv({ report, asOf, nextDue }: ReportDocument): string {
  const ids = [...countIds, ...amountIds, ...rateIds];
  const header = ['By', 'Group', 'Currency', ...ids.map((id) => figureOf(id).label), 'As of', 'Next due'];
  const lines = dimensions.flatMap((dimension) =>
    report.rows[dimension].map((row) => [
      dimension,
      guardFormula(dimension === 'total' ? 'all' : groupLabel(row.group)),
      row.currency,
      ...countIds.map((id) => String(row[id])),
      ...amountIds.map((id) => row.amounts[id] ?? ''),
      ...rateIds.map((id) => row[id]),
      asOf,
      nextDue ?? '',
    ]),
  );
  return [header, ...lines].map(csvLine).join('');
}
