import type { CheckStep, ConnectCheck } from '../app/connect/check.ts';
import type { Guide } from '../app/connect/guide.ts';
import type { Output } from './output.ts';
import { tableLines, wrapped } from './table.ts';

/** Where to click, and the scopes to paste with what each is for. */
export function printGuide(output: Output, name: string, guide: Guide): void {
  const { paint, width } = output;
  output.line(paint.bold(`Connecting ${name} (about ${guide.minutes} minutes)`));
  guide.steps.forEach((step, index) => {
    const [first = '', ...rest] = wrapped(step, width, '     ');
    output.line(`${String(index + 1).padStart(3)}. ${first.trimStart()}`);
    for (const line of rest) output.line(line);
  });
  output.line();
  output.line(paint.bold('Scopes'));
  // One unbroken line, so that it can be copied whatever the window's width.
  output.line(guide.scopes.map(({ scope }) => scope).join(','));
  const columns = ['scope', 'what it is for'].map((title) => ({ title, align: 'left' as const }));
  const rows = guide.scopes.map(({ scope, use }) => [scope, use]);
  for (const line of tableLines(columns, rows, width)) output.line(paint.dim(line));
  output.line();
}

const marks: Readonly<Record<CheckStep['state'], string>> = {
  good: '✔',
  warning: '!',
  failed: '✘',
  'not checked': '–',
};

/** What was looked at, and what to click where something is wrong. */
export function printCheck(output: Output, check: ConnectCheck, guide: Guide): void {
  const { paint, width } = output;
  const paints: Readonly<Record<CheckStep['state'], (line: string) => string>> = {
    good: paint.good,
    warning: paint.warn,
    failed: paint.bad,
    'not checked': paint.dim,
  };
  output.line(paint.bold('Check'));
  for (const { step, state, found, remedy } of check.steps) {
    const [first = '', ...rest] = wrapped(`${step}: ${found}`, width, '  ');
    output.line(paints[state](`${marks[state]} ${first.trimStart()}`));
    for (const line of rest) output.line(line);
    if (remedy !== null) for (const line of wrapped(remedy, width, '    ')) output.line(line);
  }
  if (!check.ok) output.aside(`samestory: failed at "${check.failedAt}". Nothing was saved.`);
  if (check.failedAt === 'scopes') output.line(guide.scopes.map(({ scope }) => scope).join(','));
}
