import type { Command } from 'commander';
import { exitCodes } from '../app/failures.ts';
import type { CoverageDocument } from '../app/readiness/coverage.ts';
import { withAnswers } from '../app/with-answers.ts';
import { runCommand } from './command.ts';
import type { Output } from './output.ts';
import { grouped, tableLines, wrapped } from './table.ts';

export function registerCoverage(program: Command): void {
  program
    .command('coverage', { hidden: true })
    .description('every event of Shopify: subscribed or not, last received, last carried out, proved by which test')
    .option('--json', 'print one JSON document')
    .action((options: { readonly json?: boolean }) =>
      runCommand(options, async ({ output, configuration, runtime }) => {
        const document = await withAnswers(configuration(), runtime, (answers) => answers.coverage());
        print(output, document);
        output.document(document);
        return document.ok ? exitCodes.ok : exitCodes.needsYou;
      }),
    );
}

function print(output: Output, { address, topics, looks, untold, ok }: CoverageDocument): void {
  const { paint, width } = output;
  const paragraph = (text: string, indent = '') => {
    for (const line of wrapped(text, width, indent)) output.line(line);
  };
  output.line(
    paint.bold(address === null ? 'Webhooks are off: everything is found by looking' : `Webhooks to ${address}`),
  );
  const columns = [
    { title: 'topic', align: 'left' as const },
    { title: 'subscribed', align: 'left' as const },
    { title: '30 days', align: 'right' as const },
    { title: 'last received', align: 'left' as const },
    { title: 'last change', align: 'left' as const },
  ];
  const rows = topics.map(({ topic, subscribed, scope, received, lastReceivedAt, lastAppliedAt }) => [
    topic,
    scope ?? subscribed,
    grouped(received),
    time(lastReceivedAt),
    time(lastAppliedAt),
  ]);
  for (const line of tableLines(columns, rows, width)) output.line(line);
  paragraph(
    'Times are UTC. "last change" = the last value in the CRM that a delivery changed; a delivery that finds nothing to change leaves none. Each topic is proved, alone, by the case of its name in test/event-coverage.test.ts.',
  );
  if (!ok) output.line(paint.warn('Topics are missing: samestory setup subscribes to them.'));
  output.line();
  output.line(paint.bold('When a webhook never comes'));
  for (const { look, text, provedBy } of looks) paragraph(`${look}: ${text} (${provedBy.file})`, '  ');
  output.line();
  output.line(paint.bold('Found by looking alone: Shopify sends no webhook'));
  for (const { event, foundBy, provedBy } of untold) paragraph(`${event}: ${foundBy} (${provedBy.file})`, '  ');
}

function time(moment: string | null): string {
  return moment === null ? '–' : moment.slice(0, 16).replace('T', ' ');
}
