import type { Problem } from './errors.ts';
import type { ImportRequest } from './import-store.ts';
import type { Property } from './property.ts';

const ERROR_TYPES: Readonly<Record<string, string>> = {
  INVALID_OPTION: 'AMBIGUOUS_ENUMERATION_OPTION',
  INVALID_DATE: 'COULD_NOT_PARSE_DATE',
  INVALID_DECIMAL: 'COULD_NOT_PARSE_NUMBER',
  INVALID_EMAIL: 'INVALID_EMAIL',
  CONFLICTING_UNIQUE_VALUE: 'DUPLICATE_UNIQUE_PROPERTY_VALUE',
};

/** The import's word for a value that the API refuses with `code`. */
export function importErrorType(problem: Problem): string {
  return ERROR_TYPES[problem.code] ?? 'FAILED_VALIDATION';
}

/** A cell in the form the API takes: option labels become values, dates of the import's format become ISO days. */
export function readCell(property: Property | undefined, cell: string, format: ImportRequest['dateFormat']): string {
  if (property?.type === 'enumeration' && !property.options.some((option) => option.value === cell)) {
    const wanted = cell.trim().toLowerCase();
    return property.options.find((option) => option.label.toLowerCase() === wanted)?.value ?? cell;
  }
  if (property?.type === 'date' || property?.type === 'datetime') return readDay(cell.trim(), format) ?? cell.trim();
  return cell;
}

function readDay(cell: string, format: ImportRequest['dateFormat']): string | undefined {
  const parts = /^(\d{1,4})[/.-](\d{1,2})[/.-](\d{1,4})$/.exec(cell);
  if (!parts) return undefined;
  const [first = '', second = '', third = ''] = parts.slice(1);
  const ordered = {
    YEAR_MONTH_DAY: [first, second, third],
    MONTH_DAY_YEAR: [third, first, second],
    DAY_MONTH_YEAR: [third, second, first],
  }[format];
  const [year = '', month = '', day = ''] = ordered;
  return `${year.padStart(4, '20')}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`;
}
