import type { ExportColumn } from '../connector/export-layout.ts';
import type { DesiredRecord, FieldType } from '../field-map/types.ts';
import { csvLine, guardFormula } from '../lib/csv-text.ts';

/** What identifies and links a row, beside its values. */
export interface RowIdentity {
  readonly key: string;
  readonly members: string;
  readonly contact: string;
}

/** Types whose values are made by us, from digits and letters: no formula can hide in them, and a minus is a minus. */
const safeTypes = new Set<FieldType>(['money', 'number', 'datetime', 'currency']);

/** The cells of a record in the columns of a layout. */
export function cellsOf(columns: readonly ExportColumn[], record: DesiredRecord, identity: RowIdentity): string[] {
  return columns.map(({ content, type, spell }) => {
    if ('fixed' in content) return content.fixed;
    if ('identity' in content) return guardFormula(spell(identity[content.identity]));
    const value = record.values[content.field] ?? record.seeds[content.field] ?? null;
    const text = spell(type === 'datetime' ? instant(value) : value);
    return type !== null && safeTypes.has(type) ? text : guardFormula(text);
  });
}

export function headerLine(columns: readonly ExportColumn[]): string {
  return csvLine(columns.map(({ header }) => header));
}

/** One spelling for every instant, because the store and its export write them differently. */
function instant(value: string | null): string | null {
  const time = value === null ? Number.NaN : Date.parse(value);
  return Number.isNaN(time) ? value : new Date(time).toISOString();
}
