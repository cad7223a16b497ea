import { launchItems } from '../checklist/items.ts';
import type { Advice } from './advise.ts';
import { pathOf } from './paths.ts';
import { questionOf } from './questions.ts';
import { thresholdText } from './thresholds.ts';

/** The integration brief: what was decided and why, for whoever builds it and whoever comes after them. `day` = ISO. */
export function integrationBrief(advice: Advice, day: string): string {
  const { recommended, answers } = advice;
  const { availability } = recommended;
  const standing = availability === 'not ours' ? '' : ` (in samestory: ${availability})`;
  return [
    '# Integration brief: Shopify and the CRM',
    '',
    `${day}. Made by \`samestory advise\`; change the answers and run it again rather than editing the conclusion.`,
    '',
    '## Decision',
    '',
    `**${cell(recommended.name)}**${standing}. ${advice.because} (rule \`${advice.rule}\`)`,
    ...(advice.untilThen === null
      ? []
      : ['', `Until that is available: **${advice.untilThen.name}**, because ${advice.untilThen.because}.`]),
    ...list(
      'Decided by',
      advice.decidedBy.map(
        ({ label, answer, assumed, rule }) => `${label}: ${answer}${assumed ? ' (assumed)' : ''} (rule \`${rule}\`)`,
      ),
    ),
    ...list(
      'Also true, but of lower rank',
      advice.outranked.map(({ rule, wouldSay, because }) => `\`${rule}\` would say ${wouldSay}: ${because}`),
    ),
    ...list('Answers that do not go together', advice.contradictions),
    ...list(
      'Assumed, because it was not answered',
      advice.assumed.map(({ question, assumed }) => `${questionOf(question).label}: ${assumed}`),
    ),
    ...list(
      'What would change the answer',
      advice.thresholds.map(
        (threshold) => `${thresholdText(threshold)} → ${pathOf(threshold.path).name} (rule \`${threshold.rule}\`)`,
      ),
    ),
    ...pathTable(advice),
    ...fieldTable(advice),
    ...people(advice),
    '## History',
    '',
    historyText(answers.history),
    '',
    '## Before launch',
    '',
    'Three or more missing: narrow the scope first.',
    '',
    ...launchItems.map(({ title }) => `- [ ] ${title}`),
    '',
    '## Next',
    '',
    ...advice.steps.map(
      ({ say, command }, index) => `${index + 1}. ${say}${command === null ? '' : ` \`${command}\``}`,
    ),
    '',
  ].join('\n');
}

function list(title: string, entries: readonly string[]): string[] {
  return entries.length === 0 ? [] : ['', `### ${title}`, '', ...entries.map((entry) => `- ${line(entry)}`)];
}

function pathTable({ paths, recommended }: Advice): string[] {
  return [
    '',
    '## The paths, by what they cost to keep',
    '',
    '| path | maintenance | set-up | best fit | trade-off | samestory |',
    '|---|---|---|---|---|---|',
    ...paths.map((path) => {
      const name = path.id === recommended.path ? `**${path.name}**` : path.name;
      return `| ${[name, path.maintenance, path.setUp, path.fits, path.tradeOff, path.ours].map(cell).join(' | ')} |`;
    }),
  ];
}

function fieldTable({ fields }: Advice): string[] {
  if (fields === null) return [''];
  const standing = fields.standing === 'planned' ? ', whose own part samestory cannot sync yet' : '';
  return [
    '',
    '## The smallest set of fields',
    '',
    `Pattern \`${fields.pattern}\`${standing}. One owner each; a field that nobody acts on the same day belongs into the export.`,
    '',
    '| field | owner |',
    '|---|---|',
    ...fields.fields.map(({ field, owner }) => `| ${cell(field)} | ${cell(owner)} |`),
    '',
    ...(fields.beyond === null ? [] : [cell(fields.beyond), '']),
    `Left out on purpose: ${fields.leftOut.join(', ')}.`,
    ...(fields.asks === null ? [] : ['', `To be known before: ${fields.asks}`]),
    '',
  ];
}

function people({ answers }: Advice): string[] {
  const named = (name: string | null) => line(name ?? 'nobody');
  return [
    '## People',
    '',
    `- Told of failures, and acts: ${named(answers.watches)}`,
    `- Keeps the server running: ${named(answers.server)}`,
    `- Decide which field means what: ${answers.mapOwners === 1 ? 'one person' : answers.mapOwners}`,
    '',
  ];
}

function historyText(months: number): string {
  if (months === 0) return 'New orders only. Older ones stay in Shopify and in an archive export.';
  if (months <= 12) return `${months} months, in stages, each with its count and money compared before the next.`;
  return `${months} months are asked for. More than twelve need a staged import and a comparison after each stage: old records collide with newer tags, renamed products and changed accounts. Move only what the team uses; an archive export keeps the rest.`;
}

/** Names and answers are the reader's own; in a table a bar would end the cell. */
function cell(text: string): string {
  return line(text).replaceAll('|', '\\|');
}

function line(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
