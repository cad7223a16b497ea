import type { Checklist } from '../readiness/checklist/checklist.ts';
import type { Output } from './output.ts';
import { wrapped } from './table.ts';

/** Every item with what it was judged by; what is missing with how to mend it, and what to drop when there is too much. */
export function printChecklist(output: Output, checklist: Checklist): void {
  const { paint, width } = output;
  const lines = (text: string, indent: string, color: (line: string) => string = (line) => line) => {
    for (const line of wrapped(text, width, indent)) output.note(color(line));
  };
  output.note(paint.bold('Before launch'));
  checklist.items.forEach(({ title, state, from, evidence, mend }, index) => {
    const mark = state === 'there' ? paint.good('there  ') : paint.bad('missing');
    output.note(`${mark}  ${index + 1} ${title}`);
    lines(`${evidence} (${from})`, '           ', paint.dim);
    if (mend !== null) lines(mend, '           ');
  });
  output.note('');
  if (checklist.whyTooWide === null) {
    const rest =
      checklist.missing === 0 ? 'Nothing is missing.' : `${checklist.missing} missing: launch, and mend them soon.`;
    output.note(checklist.missing === 0 ? paint.good(rest) : paint.warn(rest));
    return;
  }
  lines(checklist.whyTooWide, '', paint.bad);
  for (const step of checklist.narrow) lines(`- ${step}`, '  ');
}
