import type { Command } from 'commander';
import type { PausedDocument } from '../app/control-documents.ts';
import { CommandError, exitCodes } from '../app/failures.ts';
import { withAnswers } from '../app/with-answers.ts';
import { agree } from './ask.ts';
import { runCommand } from './command.ts';
import type { Output } from './output.ts';
import { grouped, wrapped } from './table.ts';

interface Options {
  readonly reason?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

const crmArgument = 'the CRM, for instance hubspot; needed only when there could be a doubt';

export function registerPause(program: Command): void {
  program
    .command('pause', { hidden: true })
    .description('write nothing to the CRM until "resume"; changes go on being noticed and wait')
    .argument('[crm]', crmArgument)
    .option('--reason <text>', 'why, for whoever looks at the status')
    .option('--json', 'print one JSON document')
    .action((crm: string | undefined, options: Options) =>
      runCommand(options, async ({ output, configuration, runtime }) => {
        const said = await withAnswers(configuration(), runtime, async (answers) => {
          requireSame(crm, await answers.paused());
          return answers.pause(options.reason?.trim() || 'no reason given');
        });
        printPause(output, said);
        output.line('Resume with: samestory resume');
        output.document(said);
        return exitCodes.ok;
      }),
    );
  program
    .command('resume', { hidden: true })
    .description('write again; says first what that lets happen when the brake had stopped it')
    .argument('[crm]', crmArgument)
    .option('--yes', 'agree without being asked')
    .option('--json', 'print one JSON document')
    .action((crm: string | undefined, options: Options) =>
      runCommand(options, async ({ output, configuration, runtime }) => {
        const said = await withAnswers(configuration(), runtime, async (answers) => {
          const before = await answers.paused();
          requireSame(crm, before);
          if (before.pause === null) return before;
          printPause(output, before);
          if (before.pause.by === 'brake') await agreeToMassChange(output, before, options.yes === true);
          return answers.resume();
        });
        const waiting = said.waiting === 0 ? '' : ` ${grouped(said.waiting)} changes wait to be written.`;
        output.line(`Writing to ${said.destination} goes on.${waiting}`);
        output.document(said);
        return exitCodes.ok;
      }),
    );
}

async function agreeToMassChange(output: Output, before: PausedDocument, yes: boolean): Promise<void> {
  const what =
    `Resuming lets it happen: ${grouped(before.waiting)} changes that wait are written, ` +
    'and mass changes are not stopped again for 24 hours.';
  for (const line of wrapped(what, output.width)) output.line(output.paint.warn(line));
  await agree(output, {
    message: 'Let it happen?',
    advice: 'Add --yes to let happen what the brake has stopped.',
    yes,
  });
}

function printPause(output: Output, { destination, pause, waiting }: PausedDocument): void {
  if (pause === null) return;
  const who = pause.by === 'brake' ? 'the brake' : pause.by;
  const since = `${pause.since.slice(0, 19).replace('T', ' ')} UTC`;
  const text = `Writing to ${destination} is paused since ${since} by ${who}: ${pause.reason}`;
  for (const line of wrapped(text, output.width)) output.line(output.paint.warn(line));
  output.line(`${grouped(waiting)} changes wait.`);
}

/** Somebody who names a CRM must not pause another one. */
function requireSame(crm: string | undefined, { destination }: PausedDocument): void {
  if (crm === undefined || crm === destination || destination.startsWith(`${crm}/`)) return;
  throw new CommandError(`The CRM of this folder is ${destination}, not ${crm}. Nothing was changed.`, exitCodes.usage);
}
