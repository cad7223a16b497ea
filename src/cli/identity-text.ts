import type { PreviewDocument } from '../app/identity/documents.ts';
import { type IdentityRules, identityVersion } from '../identity/rules.ts';
import type { Output } from './output.ts';
import { type Column, grouped, tableLines, wrapped } from './table.ts';

type Example = PreviewDocument['examples']['create'][number];

const columns: readonly Column[] = [
  { title: 'people', align: 'right' },
  { title: 'what happens', align: 'left' },
];

/** What a history would do to the contacts, with examples and what it may cost. */
export function printPreview(output: Output, document: PreviewDocument): void {
  const { people, merged, read, examples, cost, ordersLeftOut } = document;
  const { paint } = output;
  output.line();
  output.line(paint.bold(`History since ${document.since.slice(0, 10)}, identity rules ${document.identityVersion}`));
  const records = `${grouped(read.customers)} customers, ${grouped(read.guests)} guests of orders, ${grouped(read.orders)} orders`;
  print(output, `Read from the store: ${records}. Nothing was written.`);
  output.line();
  const rows = [
    [grouped(people.create), 'get a new contact'],
    [grouped(people.adopt), 'have a contact already, which is taken over'],
    [grouped(people.hold), 'wait for you: samestory review will list them'],
    [grouped(people.there), 'are in the CRM by us already'],
    [grouped(people.leaveOut), 'stay out'],
  ];
  for (const line of tableLines(columns, rows, output.width)) output.line(line);
  output.line();
  print(
    output,
    `${grouped(merged.records)} records of the store go with another one of the same person: ${grouped(merged.people)} people are known by several.`,
  );
  for (const [reason, count] of Object.entries(ordersLeftOut)) {
    output.line(`${grouped(count)} orders bring nobody: ${reason}.`);
  }
  printExamples(output, 'New contacts, for instance', examples.create);
  printExamples(output, 'Taken over, for instance', examples.adopt);
  printExamples(output, 'Joined, for instance', examples.merged);
  printExamples(output, 'Waiting for you, for instance', examples.hold);
  printCost(output, cost);
}

function print(output: Output, text: string, indent = ''): void {
  for (const line of wrapped(text, output.width, indent)) output.line(line);
}

/** An entry of a list; what follows in it is indented by two. */
function item(output: Output, text: string): void {
  const lines = wrapped(text, output.width, '  ');
  for (const [index, line] of lines.entries()) output.line(index === 0 ? `- ${line.slice(2)}` : line);
}

function printExamples(output: Output, title: string, examples: readonly Example[]): void {
  if (examples.length === 0) return;
  output.line();
  output.line(output.paint.bold(title));
  for (const { store, crm, reason } of examples) {
    store.forEach(({ id, url, who }, index) => {
      if (index === 0) item(output, `${id}: ${who}`);
      else print(output, `${id}: ${who}`, '  ');
      output.line(`    ${output.paint.dim(url)}`);
    });
    for (const { id, url } of crm) {
      output.line(`  contact ${id} of the CRM`);
      output.line(`    ${output.paint.dim(url)}`);
    }
    if (reason !== null) print(output, reason, '    ');
  }
}

function printCost(output: Output, cost: PreviewDocument['cost']): void {
  output.line();
  output.line(output.paint.bold('What it may cost'));
  const room =
    cost.contacts === null
      ? ''
      : `; the account holds ${grouped(cost.contacts.used)} of ${grouped(cost.contacts.limit)}`;
  item(output, `${grouped(cost.newContacts)} new contacts${room}`);
  const left = cost.callsLeftToday === null ? '' : ` of ${grouped(cost.callsLeftToday)} that are left today`;
  item(output, `some ${grouped(cost.calls)} calls for the contacts${left}`);
  for (const note of cost.notes) item(output, `${note}`);
}

/** The rules as people read them, and the same as JSON. */
export function printRules(output: Output, rules: IdentityRules): { version: string; rules: IdentityRules } {
  const version = identityVersion(rules);
  output.line(output.paint.bold(`Identity rules, version ${version}`));
  const none = 'none besides those that are known';
  const lines = [
    'One key: the Shopify ID of the customer. Addresses and numbers are attributes and may change.',
    'A guest, an order without a customer, joins the person with the same e-mail address; guests of one address are one person.',
    rules.stores === 'join'
      ? 'Customers of two stores with one address are one person. Two of one store never are: a person decides.'
      : 'Customers of two stores with one address: a person decides. So for two of one store.',
    'A contact that the CRM has already is taken over when it carries our key, else when it is the only one with the address, also as a further one.',
    rules.people.includes('phone')
      ? 'A phone number joins nobody. It finds a contact where there is one, the name agrees and no address speaks against it; in doubt a person decides.'
      : 'Phone numbers are not looked at.',
    `Addresses that name nobody: those of marketplaces; further domains: ${rules.relays.join(', ') || none}; shared mailboxes: ${rules.mailboxes.join(', ') || 'none'}.`,
    `Phone numbers in the CRM that say no country: ${rules.country ?? 'are not compared'}.`,
    `Companies go by ${rules.companies.join(', then ')}.`,
  ];
  for (const line of lines) item(output, `${line}`);
  return { version, rules };
}
