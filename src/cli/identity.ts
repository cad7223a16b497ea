import type { Command } from 'commander';
import { CommandError, type ExitCode, exitCodes } from '../app/failures.ts';
import { stopOnSignals } from '../app/stopping.ts';
import { withAnswers } from '../app/with-answers.ts';
import { systemClock } from '../lib/clock.ts';
import { type CommandContext, runCommand } from './command.ts';
import { printPair } from './consent-prompt.ts';
import { day } from './day.ts';
import { printPreview, printRules } from './identity-text.ts';
import { createProgress } from './progress.ts';

interface Options {
  readonly since?: string;
  readonly json?: boolean;
}

export function registerIdentity(program: Command): void {
  program
    .command('identity', { hidden: true })
    .description('who is the same person: the rules, or what bringing a history would do to the contacts of the CRM')
    .argument('<what>', '"preview" = count before anything is written; "rules" = the rules in force')
    .option('--since <date>', 'preview: first day of the history; 12 months where it is not given')
    .option('--json', 'print one JSON document')
    .action((what: string, options: Options) =>
      runCommand(options, async (context) => {
        if (what === 'rules') return rules(context);
        if (what === 'preview') return preview(context, options);
        const advice = 'Use: samestory identity preview, or samestory identity rules.';
        throw new CommandError(`identity does not know "${what}". ${advice}`, exitCodes.usage);
      }),
    );
}

function rules({ output, configuration }: CommandContext): ExitCode {
  const document = printRules(output, configuration().data.identity);
  output.document(document);
  return exitCodes.ok;
}

async function preview({ output, runtime, configuration }: CommandContext, options: Options): Promise<ExitCode> {
  const since = options.since === undefined ? yearBefore(systemClock.now()) : day('--since', options.since);
  const stop = stopOnSignals(() => output.aside('Stopping. Nothing was written.'));
  const view = createProgress(output);
  try {
    return await withAnswers(configuration(), runtime, async (answers) => {
      printPair(output, await answers.pair());
      const request = { since, onProgress: view.onProgress, signal: stop.signal };
      const document = await answers.previewIdentity(request).finally(() => view.end());
      printPreview(output, document);
      output.document(document);
      return exitCodes.ok;
    });
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    throw new CommandError('Stopped. Nothing was written.', exitCodes.stopped, { cause: error });
  } finally {
    stop.forget();
  }
}

/** As far back as a backfill may go. */
function yearBefore(now: Date): string {
  const then = new Date(now);
  then.setUTCFullYear(then.getUTCFullYear() - 1);
  return then.toISOString().slice(0, 10);
}
