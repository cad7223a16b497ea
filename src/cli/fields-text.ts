import {
  columnMeanings,
  type FieldsDocument,
  figure,
  parts,
  typeText,
  useText,
  versionText,
} from '../app/fields/document.ts';
import type { DescribedField, FieldCost } from '../field-map/describe.ts';
import type { Output } from './output.ts';
import { tableLines, wrapped } from './table.ts';

/** Longer lines are hard to read, whatever the window allows. */
const widest = 80;

/** The page for a terminal. Its last line sums what the fields cost. */
export function printFields(output: Output, document: FieldsDocument, all: boolean): void {
  const { paint } = output;
  const width = Math.min(output.width, widest);
  const paragraph = (text: string, indent = '') => {
    for (const line of wrapped(text, width, indent)) output.line(line);
  };
  const { pattern, crm, fields, leftOut, configuration, responsible } = document;
  output.line(paint.bold('Fields of this set-up'));
  paragraph(`Pattern ${pattern.name}: ${pattern.fits}`);
  paragraph(versionText(document));
  paragraph(`Said in: ${configuration ?? 'nothing, the defaults count'}.`);
  paragraph(`Responsible for the map: ${responsible ?? 'nobody is named yet'}.`);
  for (const { part, title } of parts) {
    const group = fields.filter((field) => field.part === part);
    if (group.length === 0) continue;
    output.line();
    output.line(paint.bold(title(crm)));
    for (const field of group) {
      output.line();
      const { label, name, property } = field;
      paragraph(`${label} (${name})${property === null ? '' : `, lies in ${property}`}`);
      for (const text of fieldTexts(field, all)) paragraph(text, '  ');
    }
  }
  output.line();
  output.line(paint.bold('Left out on purpose'));
  for (const { what, why } of leftOut) paragraph(`${what}: ${why}`, '  ');
  if (all) printUnused(output, document, width);
  printCosts(output, document, width);
}

function fieldTexts(field: DescribedField, all: boolean): string[] {
  const { meaning, from, formula, privacy, owner, changeIn, why, emptied } = field;
  return [
    `${meaning} (${typeText(field)})`,
    ...(all ? [`From ${from}: ${formula}. Privacy: ${privacy}.`] : []),
    `Owner: ${owner}; change it in ${changeIn}. Why: ${why}. ${useText(field)}`,
    emptied.join(' '),
  ];
}

const left = (title: string) => ({ title, align: 'left' as const });
const right = (title: string) => ({ title, align: 'right' as const });

function printUnused(output: Output, { unused }: FieldsDocument, width: number): void {
  output.line();
  output.line(output.paint.bold('Fields that nobody has asked for'));
  const rows = unused.map(({ name, label, type, minimumOf, planned, owner }) => [
    name,
    label,
    type,
    planned ? 'later' : owner === 'shopify' ? minimumOf.join(', ') || 'no pattern' : `${owner}'s`,
  ]);
  const columns = [left('field'), left('shown as'), left('type'), left('in')];
  for (const line of tableLines(columns, rows, width)) output.line(line);
}

function printCosts(output: Output, document: FieldsDocument, width: number): void {
  const { fields, unknownBecause, storeScopes } = document;
  output.line();
  output.line(output.paint.bold('What it costs'));
  for (const [name, meaning] of columnMeanings) {
    for (const line of wrapped(`${name}: ${meaning}`, width)) output.line(output.paint.dim(line));
  }
  if (unknownBecause !== null) {
    for (const line of wrapped(`Records and incidents are unknown: ${unknownBecause}.`, width)) output.line(line);
  }
  for (const line of wrapped(`Scopes in Shopify: ${storeScopes.join(', ')}.`, width)) output.line(line);
  output.line();
  const rows = fields.map(({ name, cost }) => [name, ...costFigures(cost.scopes.length, cost)]);
  const columns = [left('field'), ...columnMeanings.map(([name]) => right(name))];
  const table = [...rows, [`Sum of ${fields.length} fields`, ...costFigures(storeScopes.length, document.sum)]];
  for (const line of tableLines(columns, table, width)) output.line(line);
}

function costFigures(scopes: number, { refusable, records, properties, incidents }: FieldCost): string[] {
  return [scopes, refusable, records, properties, incidents].map(figure);
}
