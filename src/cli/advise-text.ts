import type { Advice } from '../readiness/advice/advise.ts';
import { pathOf } from '../readiness/advice/paths.ts';
import { questionOf } from '../readiness/advice/questions.ts';
import { thresholdText } from '../readiness/advice/thresholds.ts';
import type { Output } from './output.ts';
import { wrapped } from './table.ts';

/** The recommendation first, then why, then everything that it was weighed against. */
export function printAdvice(output: Output, advice: Advice): void {
  const { paint } = output;
  const { name, availability } = advice.recommended;
  const standing = availability === 'not ours' ? '' : ` (in samestory: ${availability})`;
  output.line(`${paint.bold('Recommended:')} ${paint.good(name)}${standing}`);
  paragraph(output, `${advice.because} [${advice.rule}]`);
  if (advice.untilThen !== null) {
    const { name: other, because } = advice.untilThen;
    for (const line of wrapped(`Until that is there: ${other}, because ${because}.`, output.width, '  ')) {
      output.line(paint.warn(line));
    }
  }
  section(
    output,
    'Decided by',
    advice.decidedBy.map(
      ({ label, answer, assumed }) => `${label}: ${answer}${assumed ? ' (assumed)' : ''} [${advice.rule}]`,
    ),
  );
  section(
    output,
    'Also true, but of lower rank',
    advice.outranked.map(({ rule, wouldSay, because }) => `would say ${wouldSay}: ${because} [${rule}]`),
  );
  section(output, 'Answers that do not go together', advice.contradictions);
  section(
    output,
    'Assumed, because it was not answered',
    advice.assumed.map(({ question, assumed }) => `${questionOf(question).label}: ${assumed}`),
  );
  section(
    output,
    'What would change the answer',
    advice.thresholds.map(
      (threshold) => `${thresholdText(threshold)}: ${pathOf(threshold.path).name} [${threshold.rule}]`,
    ),
  );
  printPaths(output, advice);
  printFields(output, advice);
  output.line();
  output.line(paint.bold('Next'));
  advice.steps.forEach(({ say, command }, index) => {
    item(output, `${index + 1}. ${say}`);
    if (command !== null) output.line(`     ${command}`);
  });
}

function printPaths(output: Output, { paths, recommended }: Advice): void {
  const { paint, width } = output;
  output.line();
  output.line(paint.bold('The paths, by what they cost to keep'));
  for (const { id, name, maintenance, setUp, fits, tradeOff, ours } of paths) {
    output.line(id === recommended.path ? paint.good(`  ${name} (recommended)`) : `  ${name}`);
    for (const [what, text] of [
      ['maintenance', maintenance],
      ['set-up', setUp],
      ['best fit', fits],
      ['trade-off', tradeOff],
      ['samestory', ours],
    ] as const) {
      const [first = '', ...rest] = wrapped(text, width - 18);
      output.line(`    ${what.padEnd(12)}  ${first}`);
      for (const line of rest) output.line(`${' '.repeat(18)}${line}`);
    }
  }
}

function printFields(output: Output, { fields }: Advice): void {
  if (fields === null) return;
  output.line();
  const standing = fields.standing === 'planned' ? ', whose own part samestory cannot sync yet' : '';
  output.line(output.paint.bold(`The smallest set of fields (pattern ${fields.pattern}${standing})`));
  for (const [owner, entries] of Map.groupBy(fields.fields, (entry) => entry.owner)) {
    item(output, `${owner}: ${entries.map(({ field }) => field).join(', ')}`);
  }
  if (fields.asks !== null) item(output, `to be known before: ${fields.asks}`);
  item(output, `left out on purpose: ${fields.leftOut.join(', ')}`);
}

function section(output: Output, title: string, entries: readonly string[]): void {
  if (entries.length === 0) return;
  output.line();
  output.line(output.paint.bold(title));
  for (const entry of entries) item(output, entry);
}

function item(output: Output, text: string): void {
  const [first = '', ...rest] = wrapped(text, output.width - 4);
  output.line(`  ${first}`);
  for (const line of rest) output.line(`    ${line}`);
}

function paragraph(output: Output, text: string): void {
  for (const line of wrapped(text, output.width, '  ')) output.line(line);
}
