import type { Command } from 'commander';
import { CommandError, exitCodes } from '../app/failures.ts';
import { withAnswers } from '../app/with-answers.ts';
import { runCommand } from './command.ts';
import { printExplanations } from './explain-text.ts';

export function registerExplain(program: Command): void {
  program
    .command('explain')
    .description('what Shopify says and the CRM holds of an order or a person, and why')
    .argument('<order or e-mail>', 'an order name like "#1001", an e-mail address, a Shopify id or key')
    .option('--json', 'print one JSON document')
    .action((text: string, options: { readonly json?: boolean }) =>
      runCommand(options, async ({ output, configuration, runtime }) => {
        const found = await withAnswers(configuration(), runtime, (answers) => answers.explain(text));
        if (found.length === 0) {
          const advice = 'Try the order name as the buyer sees it, the Shopify id, or the exact e-mail address.';
          throw new CommandError(`Nothing is known about "${text}". ${advice}`, exitCodes.needsYou);
        }
        printExplanations(output, found);
        output.document(found);
        return exitCodes.ok;
      }),
    );
}
