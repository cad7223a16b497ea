import type { ExportLayout } from '../connector/export-layout.ts';
import type { CrmObject, FieldMap } from '../field-map/types.ts';
import type { Basis } from '../report/order-facts.ts';
import type { FileAccount } from './accounts.ts';
import type { WrittenFile } from './checked-file.ts';
import type { CurrencyTotals } from './totals.ts';

export interface ManifestFile extends WrittenFile {
  readonly name: string;
  readonly object: CrmObject;
}

/** What lies in a version, so that whoever gets the files can check that they are whole. */
export interface Manifest {
  readonly product: string;
  readonly layout: string;
  readonly basis: Basis;
  readonly source: string;
  /** When the data was read. */
  readonly asOf: string;
  /** When the next version should be there; null = nothing is scheduled. */
  readonly nextDue: string | null;
  readonly fieldMap: string;
  readonly files: readonly ManifestFile[];
  /** Per currency, over all rows of the file of orders. */
  readonly totals: readonly CurrencyTotals[];
  /** Records that are in no file, by reason. */
  readonly leftOut: Readonly<Record<string, number>>;
  /** Fields of the map that the input does not carry. */
  readonly notCarried: readonly string[];
  /** Cells that are empty because a computed field had no value, by field. */
  readonly notComputed: Readonly<Record<string, number>>;
  /** What became of the rows of the files that were read; empty for the store itself. */
  readonly read: readonly FileAccount[];
}

/** Canonical names of the fields that Shopify fills and that an input leaves out. */
export function notCarried(whole: FieldMap, reduced: FieldMap): string[] {
  const carried = new Set(reduced.fields.map(({ name }) => name));
  return whole.fields.filter((field) => field.value !== undefined && !carried.has(field.name)).map(({ name }) => name);
}

/** The first page of a version, for people. */
export function aboutText(manifest: Manifest, layout: ExportLayout): string {
  const lines = [
    'Orders and contacts of a Shopify store',
    '',
    `As of     ${manifest.asOf}`,
    manifest.nextDue === null
      ? 'Next due  nothing is scheduled'
      : `Next due  ${manifest.nextDue}: where this is past and no newer folder lies beside this one, a run was missed`,
    `Layout    ${manifest.layout}`,
    `From      ${manifest.basis === 'store' ? 'the store itself' : "Shopify's own export files"}, store ${manifest.source}`,
    '',
    'Files',
    ...manifest.files.map(({ name, rows, sha256 }) => `  ${name}  ${rows} rows  sha256 ${sha256}`),
    '',
    'Totals of all orders',
    ...manifest.totals.map(
      ({ currency, orders, gross, refunded, grossMinusRefunded, net }) =>
        `  ${currency}  ${orders} orders  gross ${gross}  refunded ${refunded}  gross − refunded ${grossMinusRefunded}${net === null ? '' : `  net ${net}`}`,
    ),
    ...section(
      'Left out',
      Object.entries(manifest.leftOut).map(([reason, count]) => `  ${count}  ${reason}`),
    ),
    ...section(
      'Fields that the files it was made from do not carry',
      manifest.notCarried.map((name) => `  ${name}`),
    ),
    ...section(
      'Cells that are empty because they could not be computed',
      Object.entries(manifest.notComputed).map(([name, count]) => `  ${count}  ${name}`),
    ),
    ...section(
      'How to use the files',
      layout.advice.map((sentence) => `  ${sentence}`),
    ),
    '',
    'UTF-8, comma, CRLF (RFC 4180). A text that a spreadsheet would run as a formula has an apostrophe before it.',
    '',
  ];
  return lines.join('\n');
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines];
}
