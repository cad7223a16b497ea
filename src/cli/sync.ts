import type { Command } from 'commander';
import type { SyncDocument, TakeBackDocument } from '../app/control-documents.ts';
import { CommandError, type ExitCode, exitCodes } from '../app/failures.ts';
import type { Answers } from '../app/http-apps.ts';
import { requireWriter } from '../app/permission.ts';
import { withAnswers } from '../app/with-answers.ts';
import { agree } from './ask.ts';
import { type CommandContext, runCommand } from './command.ts';
import { printPair } from './consent-prompt.ts';
import { printDone, printPlan, printTakeBack } from './sync-text.ts';

interface Options {
  readonly undo?: boolean;
  readonly dryRun?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function registerSync(program: Command): void {
  program
    .command('sync', { hidden: true })
    .description('bring one order, its buyer and their link to the CRM, or take them back; shows everything first')
    .argument('<order>', 'the order as the buyer sees it, like "#1001", or its number in the admin')
    .option('--undo', 'take back what sync brought')
    .option('--dry-run', 'show what would be written and stop')
    .option('--yes', 'agree without being asked')
    .option('--json', 'print one JSON document')
    .action((text: string, options: Options) =>
      runCommand(options, (context) => {
        const configuration = context.configuration();
        // Looking is free, and a way back stays open.
        if (options.undo !== true && options.dryRun !== true) requireWriter(configuration);
        return withAnswers(configuration, context.runtime, async (answers) => {
          printPair(context.output, await answers.pair());
          return options.undo === true ? undo(context, answers, text, options) : bring(context, answers, text, options);
        });
      }),
    );
}

async function bring({ output }: CommandContext, answers: Answers, text: string, options: Options): Promise<ExitCode> {
  const plan = await answers.sync({ text, dryRun: true });
  printPlan(output, plan);
  if (plan.leftOut !== null || plan.records.some(({ act }) => act === 'hold' || act === 'leave out')) {
    output.document(plan);
    return exitCodes.needsYou;
  }
  if (options.dryRun === true) {
    output.document(plan);
    return exitCodes.ok;
  }
  if (writes(plan)) {
    await agree(output, {
      message: `Write this to the CRM? "samestory sync --undo '${plan.order.name}'" takes it back.`,
      advice: 'Add --yes to write it, or --dry-run to only look.',
      yes: options.yes === true,
    });
  }
  const said = await answers.sync({ text, dryRun: false });
  printDone(output, said);
  output.document(said);
  return said.done?.standing === 'matching' ? exitCodes.ok : exitCodes.needsYou;
}

function writes({ records, link }: SyncDocument): boolean {
  return link === 'would be made' || records.some(({ act }) => act !== 'nothing');
}

async function undo({ output }: CommandContext, answers: Answers, text: string, options: Options): Promise<ExitCode> {
  const plan: TakeBackDocument = await answers.undo({ text, dryRun: true });
  if (plan.refused !== null) {
    throw new CommandError(`Not taken back: ${plan.refused}.`, exitCodes.needsYou);
  }
  printTakeBack(output, plan);
  if (options.dryRun === true) {
    output.document(plan);
    return exitCodes.ok;
  }
  await agree(output, {
    message: 'Take it back?',
    advice: 'Add --yes to take it back, or --dry-run to only look.',
    yes: options.yes === true,
  });
  const said = await answers.undo({ text, dryRun: false });
  output.line();
  output.line(output.paint.good(`Done: ${said.order.name} is taken back.`));
  output.document(said);
  return exitCodes.ok;
}
