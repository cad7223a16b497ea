import type { ExplainDocument } from '../app/documents.ts';
import type { Output } from './output.ts';
import { tableLines, wrapped } from './table.ts';

type Entry = ExplainDocument[number];

const owners = { shopify: 'Shopify', crm: 'CRM', marketing: 'marketing' } as const;

/** Everything known about what was asked for, subject by subject. */
export function printExplanations(output: Output, entries: ExplainDocument): void {
  entries.forEach((entry, index) => {
    if (index > 0) output.line();
    printOne(output, entry);
  });
}

function printOne(output: Output, entry: Entry): void {
  const { paint, width } = output;
  output.line(paint.bold(`${entry.object === 'contact' ? 'Contact' : 'Order'} for ${entry.asked}`));
  const standing = entry.reason === null ? entry.standing : `${entry.standing}: ${entry.reason}`;
  for (const line of wrapped(`Standing: ${standing}`, width)) output.line(line);
  output.line(`Shopify:  ${entry.shopifyUrl ?? 'no record of its own'}`);
  output.line(`CRM:      ${entry.crmUrl ?? 'no record yet'}`);
  output.line(`Records:  ${entry.keys.join(', ')}`);
  for (const link of entry.linked)
    output.line(`Linked:   ${link.key}${link.crmUrl === null ? '' : `  ${link.crmUrl}`}`);
  output.line();
  const columns = ['field', 'owner', 'Shopify says', 'CRM holds', 'CRM property', ''].map((title) => ({
    title,
    align: 'left' as const,
  }));
  const rows = entry.fields.map((field) => [
    field.label,
    owners[field.owner],
    field.shopify ?? '',
    field.crm ?? '',
    field.property ?? '',
    field.note ?? (field.same || field.owner !== 'shopify' ? '' : 'differs'),
  ]);
  for (const line of tableLines(columns, rows, width)) output.line(line);
  printHistory(output, entry);
}

function printHistory(output: Output, { history }: Entry): void {
  if (history.length === 0) return;
  output.line();
  output.line(output.paint.bold('What changed, when and why'));
  const columns = ['when (UTC)', 'what', 'field', 'from', 'to', 'because of'].map((title) => ({
    title,
    align: 'left' as const,
  }));
  const rows = history.map((line) => [
    line.at.slice(0, 19).replace('T', ' '),
    line.action,
    line.field ?? '',
    line.old ?? '',
    line.new ?? '',
    line.cause,
  ]);
  for (const line of tableLines(columns, rows, output.width)) output.line(line);
}
