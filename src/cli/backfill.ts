import type { Command } from 'commander';
import { pairOf } from '../app/consent.ts';
import type { MonthDocument } from '../app/control-documents.ts';
import { historySince } from '../app/cutoff.ts';
import { CommandError, type ExitCode, exitCodes } from '../app/failures.ts';
import type { Answers } from '../app/http-apps.ts';
import { requireWriter } from '../app/permission.ts';
import { agrees } from '../app/status.ts';
import { stopOnSignals } from '../app/stopping.ts';
import { productVersion } from '../app/version.ts';
import { withAnswers } from '../app/with-answers.ts';
import { httpApps } from '../http/apps.ts';
import { printBalance, printMoney } from './balance-text.ts';
import { type CommandContext, runCommand } from './command.ts';
import { ensureConsent, printPair } from './consent-prompt.ts';
import { day } from './day.ts';
import { agreeToContacts, allowedContacts, newContactsHelp } from './new-contacts.ts';
import { createProgress } from './progress.ts';

interface Options {
  readonly since?: string;
  readonly newContacts?: string;
  readonly json?: boolean;
  readonly yes?: boolean;
}

export function registerBackfill(program: Command): void {
  program
    .command('backfill', { hidden: true })
    .description('bring history into the CRM, month by month, with the balance after each')
    .option(
      '--since <date>',
      'first day of the history, like 2026-01-01, at most 12 months back (default: history.cutoff)',
    )
    .option('--new-contacts <n>', newContactsHelp)
    .option('--yes', 'agree without being asked')
    .option('--json', 'print one JSON document')
    .action((options: Options) =>
      runCommand(options, async (context) => {
        const configuration = context.configuration();
        const since = historySince(options.since === undefined ? null : day('--since', options.since), configuration);
        requireWriter(configuration);
        const allowed = allowedContacts(options.newContacts);
        const { output, runtime } = context;
        return withAnswers(
          configuration,
          runtime,
          async (answers) => {
            await agreeToContacts(context, answers, since, allowed);
            return run(context, answers, since);
          },
          async ({ platforms, ledger, guard }, answers) => {
            const pair = pairOf(platforms);
            printPair(output, pair);
            await ensureConsent({ output, ledger, clock: runtime.clock, pair }, options.yes === true);
            // History takes its time: from now on a second terminal can look at it, or pause it.
            await guard?.answer(httpApps.control({ pid: process.pid, version: productVersion, answers }));
          },
        );
      }),
    );
}

async function run({ output }: CommandContext, answers: Answers, since: string): Promise<ExitCode> {
  const stop = stopOnSignals(() =>
    output.aside('Stopping after the batch that is running. Press Ctrl-C again to end at once.'),
  );
  const view = createProgress(output);
  const months: MonthDocument[] = [];
  const onMonth = (month: MonthDocument) => {
    months.push(month);
    view.end();
    output.line();
    output.line(output.paint.bold(`${month.month}: ${month.orders} orders`));
    printBalance(output, month.balance, { partial: true });
    printMoney(output, month.balance.money);
  };
  try {
    await answers.backfill({ since, onProgress: view.onProgress, onMonth, signal: stop.signal });
    // It ends early and quietly when it is stopped.
    stop.signal.throwIfAborted();
  } catch (error) {
    if (!stop.signal.aborted) throw error;
    throw new CommandError('Stopped. Run the same command again: it goes on where it stopped.', exitCodes.stopped, {
      cause: error,
    });
  } finally {
    view.end();
    stop.forget();
  }
  output.document({ pair: await answers.pair(), months });
  const last = months.at(-1);
  return last === undefined || agrees(last.balance) ? exitCodes.ok : exitCodes.needsYou;
}
