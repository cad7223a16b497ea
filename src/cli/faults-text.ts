import { type FaultEntry, faultList } from '../app/faults.ts';
import type { Output } from './output.ts';

const endings: Readonly<Record<FaultEntry['recovery'], string>> = {
  'by itself': '',
  'in time': ' Takes a while.',
  'by a person': ' Ends with work for a person.',
};

/** The catalogue of faults, as `simulator --list-faults` prints it. */
export function printFaults(output: Output): void {
  const { paint } = output;
  for (const [platform, faults] of Object.entries(faultList.platforms)) {
    output.line(paint.bold(`${platform}: ${faults.length} faults`));
    for (const { name, happens, promise, recovery } of faults) {
      printEntry(output, name, happens, `${promise}.${endings[recovery]}`);
    }
    output.line();
  }
  output.line(paint.bold('Nothing to set up, and tested as well'));
  for (const { name, happens, promise } of faultList.conditions) printEntry(output, name, happens, `${promise}.`);
  output.line();
  output.line(paint.bold('Faults of CRMs that have no connector yet'));
  for (const { fault, platform, reason } of faultList.notApplicable) {
    printEntry(output, platform, fault, `not applicable: ${reason}.`);
  }
  output.line();
  output.line('Set up: samestory simulator --faults shopify-throttled,hubspot-lost-answer:times=3:after=10');
  output.line(
    'Doses:  after=<occasions to pass> times=<occasions to strike> share=<0 to 1> minutes=<how late or long>',
  );
}

function printEntry(output: Output, name: string, happens: string, promise: string): void {
  output.line(`  ${output.paint.bold(name)}`);
  for (const line of wrapped(happens, output.width - 4)) output.line(`    ${line}`);
  for (const line of wrapped(promise, output.width - 6)) output.line(output.paint.dim(`      ${line}`));
}

function wrapped(text: string, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const last = lines.at(-1);
    if (last === undefined || last.length + 1 + word.length > width) lines.push(word);
    else lines[lines.length - 1] = `${last} ${word}`;
  }
  return lines;
}
