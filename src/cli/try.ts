import type { Command } from 'commander';
import { openInput } from '../app/exports/open-input.ts';
import { type TryDocument, tryFiles } from '../app/exports/try.ts';
import { type ExitCode, exitCodes } from '../app/failures.ts';
import { readable } from '../report/document.ts';
import { type CommandContext, runCommand } from './command.ts';
import type { Output } from './output.ts';
import { printBuyers, printDimension, printRows } from './report-text.ts';
import { watched } from './stopping-progress.ts';
import { wrapped } from './table.ts';

export function registerTry(program: Command): void {
  program
    .command('try')
    .description("what the CRM would hold, from Shopify's own orders export; no account, nothing leaves this computer")
    .argument('<files...>', 'orders_export.csv, and customers_export.csv if you have it')
    .option('--json', 'print one JSON document')
    .action((files: readonly string[], options: { readonly json?: boolean }) =>
      runCommand(options, (context) => tryOut(context, files)),
    );
}

async function tryOut({ output, configuration, runtime }: CommandContext, files: readonly string[]): Promise<ExitCode> {
  const { fields, env } = configuration();
  const request = { files, store: { number: null, name: null }, map: fields.files, orderParts: [], needsIds: false };
  const { input, from } = await openInput(request, env, runtime);
  const asOf = runtime.clock.now();
  const document = await watched(output, ({ signal, onProgress }) =>
    tryFiles({ input, from, asOf, signal, onProgress }),
  );
  print(output, document, input.knowsCustomers, files);
  output.document(document);
  return document.rowsLeftOut.length > 0 ? exitCodes.needsYou : exitCodes.ok;
}

function print(output: Output, document: TryDocument, knowsCustomers: boolean, files: readonly string[]): void {
  const { paint } = output;
  const { report, contacts } = document;
  output.line(paint.bold(`${document.from}: what your CRM would hold`));
  const span = report.firstDay === null ? 'no orders' : `orders from ${report.firstDay} to ${report.lastDay ?? ''}`;
  output.line(paint.dim(`${span}; nothing left this computer`));
  output.line();
  printContacts(output, contacts, knowsCustomers);
  output.line();
  printDimension(output, report, 'total');
  output.line(
    paint.dim(`"gross − refunded" counts orders that were never paid: an export of Shopify has no net amount.`),
  );
  output.line();
  printBuyers(output, report);
  output.line();
  printRows(output, document);
  output.line();
  output.line(paint.bold('Next'));
  const names = files.map(quoted).join(' ');
  output.line(`  the figures as a page to print:  samestory report ${names} --to reports`);
  output.line(
    `  the files for HubSpot:           samestory export ${names} --layout hubspot --store <shop number> --to exports`,
  );
  output.line(`  the files for anything else:     samestory export ${names} --to exports`);
}

function quoted(path: string): string {
  return /^[\w./-]+$/.test(path) ? path : `'${path.replaceAll("'", "'\\''")}'`;
}

function printContacts(output: Output, contacts: TryDocument['contacts'], knowsCustomers: boolean): void {
  const sentences = [
    `${counted(contacts.total, 'person', 'people')}, after everybody with the same e-mail was joined.`,
    knowsCustomers
      ? `${readable(contacts.customers)} with a customer record in Shopify, ${readable(contacts.guests)} who only left an e-mail with their orders.`
      : 'The customers export was not given: people are told apart by the e-mail of their orders alone.',
    `Duplicates found: ${counted(contacts.joined, 'order', 'orders')} went to a person who was there already instead of making another.`,
    ...(contacts.sharingPhone > 0
      ? [
          `${counted(contacts.sharingPhone, 'person has', 'people have')} the phone number of somebody else: look whether they are the same.`,
        ]
      : []),
    ...(contacts.ordersWithoutBuyer > 0
      ? [`${counted(contacts.ordersWithoutBuyer, 'order names', 'orders name')} nobody.`]
      : []),
    ...(contacts.decisions > 0
      ? [`${counted(contacts.decisions, 'record is', 'records are')} for a person to decide.`]
      : []),
  ];
  const [first = '', ...rest] = wrapped(sentences.join(' '), output.width - 16);
  output.line(`${output.paint.bold('Contacts'.padEnd(14))}  ${first}`);
  for (const line of rest) output.line(`${' '.repeat(16)}${line}`);
}

function counted(count: number, one: string, more: string): string {
  return `${readable(count)} ${count === 1 ? one : more}`;
}
