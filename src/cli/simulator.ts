import type { Command } from 'commander';
import { demoDefaults } from '../app/demo/options.ts';
import { exitCodes } from '../app/failures.ts';
import { faultList, readFaults } from '../app/faults.ts';
import { runSimulators } from '../app/run-simulators.ts';
import { stopOnSignals } from '../app/stopping.ts';
import { runCommand, wholeNumber } from './command.ts';
import { printFaults } from './faults-text.ts';

interface Options {
  readonly seed: string;
  readonly orders: string;
  readonly load?: string;
  readonly faults?: string;
  readonly listFaults?: boolean;
  readonly json?: boolean;
}

export function registerSimulator(program: Command): void {
  program
    .command('simulator', { hidden: true })
    .description('run the simulated store and CRM alone, and print their addresses and credentials')
    .option('--seed <n>', 'chooses the merchant', String(demoDefaults.seed))
    .option('--orders <n>', 'orders of the merchant; 0 leaves the store empty', '200')
    .option('--load <folder>', 'files of a real shop instead: Shopify CSV exports, or orders as JSON')
    .option('--faults <plan>', 'what both do wrong: names with commas between them, or a .json file')
    .option('--list-faults', 'print every fault, what happens and what the product must make of it')
    .option('--json', 'print one JSON document')
    .action((options: Options) =>
      runCommand(options, async ({ output, runtime }) => {
        if (options.listFaults === true) {
          printFaults(output);
          output.document(faultList);
          return exitCodes.ok;
        }
        const settings = {
          seed: wholeNumber('--seed', options.seed, 0),
          orders: wholeNumber('--orders', options.orders, 0),
          from: options.load ?? null,
          faults: options.faults === undefined ? [] : await readFaults(options.faults),
        };
        const stop = stopOnSignals(() => undefined);
        try {
          await runSimulators(settings, runtime, stop.signal, (started) => {
            for (const line of started.environment) output.line(line);
            if (settings.faults.length > 0)
              output.line(`# Faults: ${settings.faults.map(({ fault }) => fault).join(', ')}`);
            output.aside('Both simulators run until Ctrl-C.');
            output.document(started);
          });
        } finally {
          stop.forget();
        }
        return exitCodes.ok;
      }),
    );
}
