import type { DecidedDocument, ReviewDocument } from '../app/identity/documents.ts';
import type { Output } from './output.ts';
import { grouped, wrapped } from './table.ts';

type Case = ReviewDocument['cases'][number];

/** Every case with its evidence and what can be decided about it. */
export function printCases(output: Output, { waiting, cases }: ReviewDocument): void {
  output.line();
  if (cases.length === 0) {
    output.line(output.paint.good('Nobody waits for a decision about who they are.'));
    return;
  }
  const shown = cases.length < waiting ? `; ${grouped(cases.length)} are shown` : '';
  const open = waiting === 1 ? '1 question is open' : `${grouped(waiting)} questions are open`;
  output.line(output.paint.bold(`${open} about who somebody is${shown}`));
  for (const one of cases) printCase(output, one);
}

function printCase(output: Output, { id, since, reason, store, others, contacts, choices, decided }: Case): void {
  const { paint } = output;
  output.line();
  output.line(paint.bold(`${id}, waiting since ${since.slice(0, 10)}`));
  print(output, `${reason}.`, '  ');
  printRecords(output, 'Store', store);
  for (const other of others) printRecords(output, `Could be ${other.id}, by ${other.shares}`, other.store);
  for (const { id: crmId, url, who, shares, standsFor } of contacts) {
    const taken = standsFor === null ? '' : `; it stands for ${standsFor}`;
    print(output, `CRM contact ${crmId}: ${who}`, '  ');
    print(output, `${shares}${taken}`, '    ');
    output.line(`    ${paint.dim(url)}`);
  }
  if (decided !== null) {
    print(output, `Decided by ${decided.by} (number ${decided.id}): samestory start carries it out.`, '  ');
    output.line(`    samestory review --undo ${decided.id}`);
    return;
  }
  if (choices.length === 0) return;
  output.line('  Decide with one of:');
  for (const choice of choices) output.line(`    ${choice}`);
}

function printRecords(output: Output, title: string, records: Case['store']): void {
  output.line(`  ${title}:`);
  for (const { id, url, who } of records) {
    print(output, `${id}: ${who}`, '    ');
    output.line(`      ${output.paint.dim(url)}`);
  }
}

function print(output: Output, text: string, indent = ''): void {
  for (const line of wrapped(text, output.width, indent)) output.line(line);
}

export function printDecisions(output: Output, { decisions }: ReviewDocument): void {
  if (decisions.length === 0) return;
  output.line();
  output.line(output.paint.bold('Decided'));
  for (const { id, at, by, kind, keys, otherKeys, crmIds, undone } of decisions) {
    const about = keys.join(', ');
    const who = [...otherKeys, ...crmIds.map((crmId) => `contact ${crmId}`)].join(', ');
    const what = { link: 'is', apart: 'is not', merge: 'is one with' }[kind];
    const after = undone === null ? '' : `; undone ${undone.at.slice(0, 10)} by ${undone.by}`;
    print(output, `${id}: ${about} ${what} ${who} (${at.slice(0, 10)}, ${by}${after})`, '  ');
  }
}

export function printDecided(output: Output, title: string, { notes }: DecidedDocument): void {
  output.line();
  output.line(output.paint.good(title));
  for (const note of notes) print(output, note);
}
