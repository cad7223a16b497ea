import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { type ExitCode, exitCodes } from '../app/failures.ts';
import type { Answers } from '../app/http-apps.ts';
import type { PlanDocument } from '../app/identity/plan.ts';
import { withAnswers } from '../app/with-answers.ts';
import { agree } from './ask.ts';
import { type CommandContext, runCommand } from './command.ts';
import { printPair } from './consent-prompt.ts';
import type { Output } from './output.ts';
import { createProgress } from './progress.ts';
import { type Column, grouped, tableLines, wrapped } from './table.ts';

interface Options {
  readonly accept?: boolean;
  readonly by?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function registerPlan(program: Command): void {
  program
    .command('plan', { hidden: true })
    .description('what a changed field map or identity rule would rewrite; nothing of it is written before --accept')
    .option('--accept', 'put it in force and rewrite the older records')
    .option('--by <name>', 'who accepts; the user of this computer where it is not given')
    .option('--yes', 'agree without being asked')
    .option('--json', 'print one JSON document')
    .action((options: Options) =>
      runCommand(options, async (context) =>
        withAnswers(context.configuration(), context.runtime, async (answers) => {
          printPair(context.output, await answers.pair());
          return plan(context, answers, options);
        }),
      ),
    );
}

async function plan({ output }: CommandContext, answers: Answers, options: Options): Promise<ExitCode> {
  const view = createProgress(output);
  const document = await answers.plan({ onProgress: view.onProgress }).finally(() => view.end());
  output.line();
  if (document === null) {
    output.line('Field map and identity rules are in force as they are configured: nothing to accept.');
    const running =
      'A service that runs goes by the configuration that it was started with: restart it after a change.';
    for (const line of wrapped(running, output.width)) output.line(line);
    output.document({ plan: null, due: null });
    return exitCodes.ok;
  }
  printPlan(output, document);
  if (options.accept !== true) {
    output.line();
    output.line('Nothing of it is written. Accept it with: samestory plan --accept');
    output.document({ plan: document, due: null });
    return exitCodes.needsYou;
  }
  await agree(output, {
    message: 'Put this version in force and rewrite the older records?',
    advice: 'Add --yes to accept the plan.',
    yes: options.yes === true,
  });
  const by = options.by?.trim() || userInfo().username;
  const { due } = await answers.acceptPlan({ by });
  output.line();
  output.line(output.paint.good(`In force. ${grouped(due)} records are due; samestory start writes them.`));
  output.document({ plan: document, due });
  return exitCodes.ok;
}

const left = (title: string): Column => ({ title, align: 'left' });
const right = (title: string): Column => ({ title, align: 'right' });

function printPlan(output: Output, document: PlanDocument): void {
  const { from, to, fields, records, values, examples, identity } = document;
  const { paint, width } = output;
  const print = (text: string, indent = '') => {
    for (const line of wrapped(text, width, indent)) output.line(line);
  };
  output.line(paint.bold('A new version waits to be accepted'));
  output.line(`Fields ${from.fieldMap} → ${to.fieldMap}, identity rules ${from.identity} → ${to.identity}`);
  for (const [what, names] of [
    ['New', fields.added],
    ['Changed', fields.changed],
    ['No longer written, what is there stays', fields.removed],
  ] as const) {
    if (names.length > 0) print(`${what}: ${names.join(', ')}`);
  }
  output.line();
  const rows = (['contact', 'order'] as const).map((object) => {
    const { older, looked, changing } = records[object];
    return [`${object}s`, grouped(older), grouped(looked), grouped(changing)];
  });
  const columns = [left('records'), right('by older versions'), right('looked at'), right('would change')];
  for (const line of tableLines(columns, rows, width)) output.line(line);
  if (values.length > 0) {
    output.line();
    const cells = values.map(({ label, changing, replacing }) => [label, grouped(changing), grouped(replacing)]);
    const titles = [left('values, of those looked at'), right('would change'), right('replace another value')];
    for (const line of tableLines(titles, cells, width)) output.line(line);
  }
  if (examples.length > 0) {
    output.line();
    output.line(paint.bold('For instance'));
    for (const { key, crmUrl, field, from: old, to: value, masked } of examples) {
      const change = masked ? 'another value' : `${old ?? 'nothing'} → ${value ?? 'nothing'}`;
      print(`${key}, ${field}: ${change}`, '  ');
      output.line(`    ${paint.dim(crmUrl)}`);
    }
  }
  if (identity.changed) {
    output.line();
    print(
      `Groups of people who become one person: ${grouped(identity.joined)}; people taken out of another: ${grouped(identity.parted)}.`,
    );
    for (const group of identity.examples) print(group.join(', '), '  ');
  }
  output.line();
  output.line(
    `Calls of the CRM: some ${grouped(document.calls)}; minutes: about ${grouped(Math.max(1, document.minutes))}.`,
  );
}
