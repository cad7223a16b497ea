import type { Command } from 'commander';
import { type ExitCode, exitCodes } from '../app/failures.ts';
import { isFilesOnly } from '../app/permission.ts';
import { keepAnswers, readAnswers } from '../app/readiness/keep-answers.ts';
import { launchChecklist } from '../app/readiness/launch.ts';
import { stateIfReachable } from '../app/readiness/reach-launch.ts';
import type { LaunchAnswers } from '../readiness/checklist/checklist.ts';
import { askMissing } from './checklist-ask.ts';
import { printChecklist } from './checklist-text.ts';
import { type CommandContext, runCommand } from './command.ts';
import { wrapped } from './table.ts';

interface Options {
  readonly answer?: readonly string[];
  readonly json?: boolean;
}

export function registerChecklist(program: Command): void {
  program
    .command('checklist', { hidden: true })
    .description('what has to be there before the first live run: judged from configuration and ledger, else asked')
    .option('--answer <item=text...>', 'answers, kept in samestory.yaml: history=…, same-day=…, export=<folder>')
    .option('--json', 'print one JSON document')
    .action((options: Options) => runCommand(options, (context) => run(context, options)));
}

async function run(context: CommandContext, options: Options): Promise<ExitCode> {
  const { output, configuration, runtime } = context;
  const settings = configuration();
  const given = readAnswers(options.answer ?? []);
  if (isFilesOnly(settings)) {
    output.line('Files only: nothing goes live, so there is no launch to check.');
    output.document({ items: [], missing: 0, tooWide: false, whyTooWide: null, narrow: [], launched: null });
    return exitCodes.ok;
  }
  const { state, why } = await stateIfReachable(settings, runtime);
  const first = await launchChecklist(settings, state, given);
  const asks = process.stdin.isTTY === true && output.attended && !output.json && state?.launched == null;
  const answers: LaunchAnswers = asks ? { ...given, ...(await askMissing(first)) } : given;
  const checklist = asks ? await launchChecklist(settings, state, answers) : first;
  const told = Object.keys(answers).length > 0;
  if (told && settings.file !== null) await keepAnswers(settings.file, answers);
  printChecklist(output, checklist);
  if (why !== null) {
    for (const line of wrapped(`The accounts could not be asked: ${why}`, output.width))
      output.line(output.paint.warn(line));
  }
  if (told) {
    output.line(
      settings.file === null
        ? 'There is no samestory.yaml: the answers counted this once. samestory init makes one.'
        : `The answers are kept in ${settings.file} under "launch".`,
    );
  }
  if (state?.launched != null) output.line(`Live since ${state.launched.at.slice(0, 10)}.`);
  output.document({ ...checklist, launched: state?.launched ?? null, accountsAsked: why === null });
  return checklist.tooWide ? exitCodes.needsYou : exitCodes.ok;
}
