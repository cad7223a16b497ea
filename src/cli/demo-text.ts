import type { DemoDocument } from '../app/demo/document.ts';
import type { FilesDemoDocument } from '../app/demo/run-files.ts';
import { printBalance, printMoney } from './balance-text.ts';
import { printExplanations } from './explain-text.ts';
import type { Output } from './output.ts';
import { grouped, wrapped } from './table.ts';

/** The demo's numbers for people. */
export function printDemo(output: Output, document: DemoDocument): void {
  const { paint, width } = output;
  output.line();
  printBalance(output, {
    at: '',
    depth: 'full',
    inconclusive: false,
    balance: document.balance,
    money: [],
    differences: [],
    named: document.named,
  });
  output.line();
  printMoney(output, document.money);
  if (document.explain !== null) {
    output.line();
    printExplanations(output, [document.explain]);
  }
  output.line();
  output.line(paint.bold('Also proved'));
  for (const line of proofLines(document)) {
    for (const part of wrapped(line, width, '  ')) output.line(part);
  }
  printLoaded(output, document);
  output.line();
  if (document.ok) output.line(paint.good(`Both sides tell the same story (${document.seconds} seconds).`));
  else {
    output.line(paint.bad('Not as it should be:'));
    for (const problem of document.problems) output.line(paint.bad(`  ${problem}`));
    for (const difference of document.truth?.differences.slice(0, 10) ?? []) output.line(`  ${difference}`);
    for (const violation of document.untouched.violations.slice(0, 10)) output.line(`  ${violation}`);
  }
}

/** The numbers of a demo that writes files and nothing else. */
export function printFilesDemo(output: Output, document: FilesDemoDocument): void {
  const { paint, width } = output;
  const { rows, truth, calls, seconds } = document;
  output.line();
  for (const line of [
    `Files only: ${grouped(rows.orders)} orders and ${grouped(rows.contacts)} people are in the files.`,
    `${grouped(truth.values)} values laid beside what really happened: ${grouped(truth.different)} differences`,
    `Calls: ${grouped(calls.shopify)} to Shopify, ${grouped(calls.crm)} to the CRM; no webhooks, no polling`,
  ])
    for (const part of wrapped(line, width)) output.line(part);
  printLoaded(output, { loaded: document.loaded, parked: [], named: [] });
  output.line();
  if (document.ok) output.line(paint.good(`The files tell the same story as the store (${seconds} seconds).`));
  else {
    output.line(paint.bad('Not as it should be:'));
    for (const problem of document.problems) output.line(paint.bad(`  ${problem}`));
    for (const difference of truth.differences.slice(0, 10)) output.line(`  ${difference}`);
  }
}

function proofLines({ truth, untouched, changeToCrmSeconds: latency, calls }: DemoDocument): string[] {
  const compared =
    truth === null
      ? []
      : [
          `${grouped(truth.orders)} orders and ${grouped(truth.persons)} people are in the CRM as they really are: ${truth.different} differences`,
        ];
  const seconds =
    latency === null
      ? []
      : [
          `From a change to the CRM: half within ${latency.p50} s, 95 % within ${latency.p95} s, the slowest ${latency.max} s (${latency.measured} changes)`,
        ];
  return [
    ...compared,
    `${grouped(untouched.records)} records and ${grouped(untouched.values)} values: ${untouched.violated} that belong to the team were written by us, told by the CRM's own history`,
    ...seconds,
    `Calls: ${grouped(calls.shopify)} to Shopify, ${grouped(calls.crm)} to the CRM (${grouped(calls.crmPer1000Orders)} for 1,000 orders)`,
  ];
}

function printLoaded(
  output: Output,
  { loaded, parked, named }: Pick<DemoDocument, 'loaded' | 'parked' | 'named'>,
): void {
  const { paint, width } = output;
  const list = (text: string) => {
    for (const line of wrapped(text, width, '  ')) output.line(line);
  };
  for (const { key, field, message } of parked) list(`parked: ${key}${field === null ? '' : `, ${field}`}: ${message}`);
  if (loaded === null) return;
  for (const { key, name, reason } of named.filter(({ state }) => state === 'left out')) {
    list(`left out: ${key.kind} ${name ?? key.id}: ${reason}`);
  }
  output.line();
  output.line(paint.bold('Files'));
  for (const { file, format, rows, rowsLoaded } of loaded.files) {
    list(`${file} (${format}): ${rows} rows, ${rowsLoaded} used`);
  }
  for (const { file, reason } of loaded.ignored) list(`${file} ignored: ${reason}`);
  for (const { file, line, record, reason, count } of loaded.notUsed) {
    const place = [file, line === null ? null : `line ${line}`, record].filter((part) => part !== null).join(', ');
    list(`not used: ${place} (${count}): ${reason}`);
  }
  for (const { file, order, note } of loaded.notes) list(`note: ${file}, ${order}: ${note}`);
}
