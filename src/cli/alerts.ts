import type { Command } from 'commander';
import { alertingOf } from '../app/alerts/desk.ts';
import { type Tried, tryAlerts } from '../app/alerts/try.ts';
import { CommandError, exitCodes } from '../app/failures.ts';
import { withAnswers } from '../app/with-answers.ts';
import { printAlerts } from './alerts-text.ts';
import { runCommand } from './command.ts';
import type { Output } from './output.ts';

interface Options {
  readonly test?: boolean;
  readonly json?: boolean;
}

export function registerAlerts(program: Command): void {
  program
    .command('alerts', { hidden: true })
    .description('what people have been told, and whether messages arrive')
    .option('--test', 'send everybody who may be told a test message now')
    .option('--json', 'print one JSON document')
    .action((options: Options) =>
      runCommand(options, async ({ output, configuration, runtime }) => {
        const configured = configuration();
        if (options.test !== true) {
          const { alerts } = await withAnswers(configured, runtime, (answers) =>
            answers.status({ full: false, onProgress: () => undefined }),
          );
          printAlerts(output, alerts);
          output.document(alerts);
          return alerts.open.length > 0 ? exitCodes.needsYou : exitCodes.ok;
        }
        const alerting = alertingOf(configured);
        if (alerting === null) {
          const message =
            'Nobody is responsible, so there is nobody to send a message to. Run samestory init, or set SAMESTORY_RESPONSIBLE.';
          throw new CommandError(message, exitCodes.usage);
        }
        const tried = await tryAlerts(alerting, configured.data.store.shop ?? 'this store', runtime.clock);
        printTried(output, tried);
        output.document({ messages: tried });
        return tried.every(({ error }) => error === null) ? exitCodes.ok : exitCodes.connection;
      }),
    );
}

function printTried(output: Output, tried: readonly Tried[]): void {
  for (const { name, channel, error } of tried) {
    const line = `${channel} to ${name}: ${error ?? 'sent'}`;
    output.line(error === null ? output.paint.good(line) : output.paint.bad(line));
  }
}
