import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import type { Command } from 'commander';
import { CommandError, type ExitCode, exitCodes } from '../app/failures.ts';
import type { EraseDocument, PersonDocument } from '../app/privacy/documents.ts';
import { writePersonFile } from '../app/privacy/person-file.ts';
import { withAnswers } from '../app/with-answers.ts';
import { agree } from './ask.ts';
import { type CommandContext, runCommand } from './command.ts';
import type { Output } from './output.ts';
import { wrapped } from './table.ts';

interface PersonOptions {
  readonly file?: string;
  readonly requests?: boolean;
  readonly answered?: boolean;
  readonly json?: boolean;
}

interface EraseOptions {
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const who = 'a customer number of the Shopify admin, a Shopify ID, or an exact e-mail address';

export function registerPerson(program: Command): void {
  program
    .command('person', { hidden: true })
    .description('everything that the ledger holds about one person, for whoever asks for their data')
    .argument('[customer or e-mail]', who)
    .option('--requests', 'list the customers who have asked for their data and have no answer yet')
    .option('--answered', 'say that this customer has been answered')
    .option('--file <file>', 'write it into a file that only its owner can read; one that exists is refused')
    .option('--json', 'print one JSON document')
    .action((text: string | undefined, options: PersonOptions) =>
      runCommand(options, (context) => {
        if (options.requests === true) return listRequests(context);
        if (text === undefined) throw new CommandError(`Say who: ${who}; or --requests.`, exitCodes.usage);
        return options.answered === true ? answered(context, text) : show(context, text, options);
      }),
    );
  program
    .command('erase', { hidden: true })
    .description('forget one person: empties what the ledger holds about them, and learns none of it again')
    .argument('<customer or e-mail>', who)
    .option('--dry-run', 'say what would be erased and stop')
    .option('--yes', 'agree without being asked')
    .option('--json', 'print one JSON document')
    .action((text: string, options: EraseOptions) => runCommand(options, (context) => erase(context, text, options)));
}

async function listRequests(context: CommandContext): Promise<ExitCode> {
  const { output, runtime } = context;
  const requests = await withAnswers(context.configuration(), runtime, (answers) => answers.dataRequests());
  if (requests.length === 0) output.line('No customer waits for an answer.');
  for (const { key, orders, askedAt } of requests) {
    const about = orders.length === 0 ? '' : `, about the orders ${orders.join(', ')}`;
    line(output, `${key} asked on ${askedAt.slice(0, 10)}${about}`);
  }
  output.document(requests);
  return requests.length === 0 ? exitCodes.ok : exitCodes.needsYou;
}

async function answered(context: CommandContext, text: string): Promise<ExitCode> {
  const { output, runtime } = context;
  const done = await withAnswers(context.configuration(), runtime, (answers) => answers.answeredRequest(text));
  if (done.answered === 0) throw new CommandError('No request of that customer waits.', exitCodes.needsYou);
  output.line(`Answered: ${counted(done.answered, 'request')}.`);
  output.document(done);
  return exitCodes.ok;
}

async function show(context: CommandContext, text: string, options: PersonOptions): Promise<ExitCode> {
  const { output, runtime } = context;
  const file = options.file === undefined ? null : resolve(options.file);
  if (file !== null && existsSync(file)) {
    throw new CommandError(`${file} exists already: name another file.`, exitCodes.usage);
  }
  const held = await withAnswers(context.configuration(), runtime, (answers) => answers.person(text));
  printPerson(output, held);
  if (file !== null) {
    await writePersonFile(file, held);
    output.line(`Everything is in ${file}; only its owner can read it.`);
  }
  output.document(held);
  return exitCodes.ok;
}

function printPerson(output: Output, { records, orders, crm, history }: PersonDocument): void {
  output.line(output.paint.bold('What the ledger holds about this person'));
  for (const { key, values } of records) line(output, `${key}: ${named(values)}`);
  for (const { key, values } of orders) line(output, `${key}: ${named(values)}`);
  if (crm !== null) line(output, `${crm.url}, written there: ${named(crm.values)}`);
  line(output, `${history.length} entries of what was changed in the CRM, and why.`);
  if (records.length === 0) line(output, 'Nothing personal is left: this person was erased.');
}

/** Values are for the file and for --json; on a screen their names are enough. */
function named(values: Readonly<Record<string, unknown>>): string {
  const filled = Object.entries(values).filter(([, value]) => value !== null && value !== '');
  return filled.map(([name]) => name).join(', ');
}

async function erase(context: CommandContext, text: string, options: EraseOptions): Promise<ExitCode> {
  const { output, runtime } = context;
  return withAnswers(context.configuration(), runtime, async (answers) => {
    const plan = await answers.erase({ text, dryRun: true });
    printPlan(output, plan);
    if (options.dryRun === true || plan.keys.length === 0) {
      output.document(plan);
      return exitCodes.ok;
    }
    await agree(output, {
      message: 'Erase it? Nothing brings it back.',
      advice: 'Add --yes to erase, or --dry-run to only look.',
      yes: options.yes === true,
    });
    const done = await answers.erase({ text, dryRun: false });
    const rows = Object.values(done.erased ?? {}).reduce((sum, count) => sum + count, 0);
    output.line();
    line(
      output,
      output.paint.good(`Erased: ${rows} rows of the ledger are empty. The ids stay, so that nobody learns it again.`),
    );
    output.document(done);
    return exitCodes.ok;
  });
}

function printPlan(output: Output, { keys, orders, changes, crmUrl }: EraseDocument): void {
  const { paint } = output;
  if (keys.length === 0) {
    line(output, 'Nothing personal is left: this person was erased.');
    return;
  }
  output.line(paint.bold('Erased from the ledger'));
  line(
    output,
    `${counted(keys.length - orders, 'customer')} and ${counted(orders, 'order')}: names, addresses, numbers and amounts (${keys.join(', ')})`,
  );
  line(output, `${changes} entries of what was changed in the CRM`);
  line(output, 'From then on these records are left out as "redacted": no change of theirs reaches the CRM any more.');
  output.line();
  output.line(paint.bold('Not erased, because it is not in the ledger'));
  line(
    output,
    'Shopify: the customer and the orders. samestory only reads there; Shopify admin, customer, "Erase personal data".',
  );
  if (crmUrl !== null)
    line(
      output,
      `The CRM: ${crmUrl} and the orders that are linked to it. Delete them there for good if that is your decision.`,
    );
  line(output, 'Dumps: those of the night go by the eighth night, those that you made are yours to delete.');
  line(output, 'Files of "export" and "report" that lie in your folders.');
  line(output, 'decisions.jsonl holds ids only, nothing that names anybody.');
}

function line(output: Output, text: string): void {
  for (const part of wrapped(text, output.width, '  ')) output.line(part);
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
