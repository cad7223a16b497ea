import type { DescribedField } from '../../field-map/describe.ts';
import {
  columnMeanings,
  type FieldsDocument,
  figure,
  parts,
  sumText,
  typeText,
  useText,
  versionText,
} from './document.ts';

/** A text inside a cell: a bar would end it, and a bracket could begin a link or markup. */
function cell(text: string): string {
  return text.replace(/[\\|<>[\]`*]/g, (character) => `\\${character}`).replace(/\s+/g, ' ');
}

function table(heads: readonly string[], rows: readonly (readonly string[])[]): string[] {
  return [
    `| ${heads.join(' | ')} |`,
    `|${heads.map(() => '---').join('|')}|`,
    ...rows.map((row) => `| ${row.map(cell).join(' | ')} |`),
    '',
  ];
}

/** The page for a wiki or a repository. */
export function fieldsMarkdown(document: FieldsDocument): string {
  const { pattern, crm, fields, leftOut, configuration, responsible, unknownBecause } = document;
  const lines = [
    '# Fields of this set-up',
    '',
    `Pattern **${pattern.name}**: ${cell(pattern.fits)}`,
    '',
    `${cell(versionText(document))} Said in: ${cell(configuration ?? 'nothing, the defaults count')}. Responsible for the map: ${cell(responsible ?? 'nobody is named yet')}.`,
    '',
    ...parts.flatMap(({ part, title }) =>
      section(
        title(crm),
        fields.filter((field) => field.part === part),
      ),
    ),
    '## Left out on purpose',
    '',
    ...leftOut.map(({ what, why }) => `- ${cell(what)}: ${cell(why)}`),
    '',
    '## What it costs',
    '',
    ...(unknownBecause === null ? [] : [`Records and incidents are unknown: ${cell(unknownBecause)}.`, '']),
    ...table(
      ['field', ...columnMeanings.map(([name]) => name)],
      fields.map(({ name, cost }) => [
        name,
        cost.scopes.join(', '),
        ...[cost.refusable, cost.records, cost.properties, cost.incidents].map(figure),
      ]),
    ),
    ...columnMeanings.map(([name, meaning]) => `- ${name}: ${cell(meaning)}`),
    '',
    `Scopes in Shopify: ${document.storeScopes.map(cell).join(', ')}.`,
    '',
    cell(sumText(document)),
  ];
  return `${lines.join('\n')}\n`;
}

function section(title: string, fields: readonly DescribedField[]): string[] {
  if (fields.length === 0) return [];
  return [
    `## ${cell(title)}`,
    '',
    ...table(
      ['field', 'owner', 'lies in', 'meaning', 'why it is there, who uses it', 'when it is emptied', 'change it in'],
      fields.map((field) => [
        `${field.label} (${field.name}): ${typeText(field)}`,
        field.owner,
        field.property ?? 'the files',
        `${field.meaning} From ${field.from}: ${field.formula}.`,
        `${field.why}. ${useText(field)}`,
        field.emptied.join(' '),
        field.changeIn,
      ]),
    ),
  ];
}
