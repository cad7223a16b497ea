import type { Command } from 'commander';
import { type ExitCode, exitCodes } from '../app/failures.ts';
import { isFilesOnly, requireWorkingPattern } from '../app/permission.ts';
import { chosenCases } from '../app/pressure/choose.ts';
import { type PressureDocument, runPressureTest } from '../app/pressure/run.ts';
import { runFilesPressureTest } from '../app/pressure/run-files.ts';
import { stopOnSignals } from '../app/stopping.ts';
import { httpApps } from '../http/apps.ts';
import { type CommandContext, runCommand } from './command.ts';
import type { Output } from './output.ts';
import { createProgress } from './progress.ts';
import { wrapped } from './table.ts';

interface Options {
  readonly only?: readonly string[];
  readonly json?: boolean;
}

export function registerPressureTest(program: Command): void {
  program
    .command('pressure-test', { hidden: true })
    .description(
      'refunds, cancellations, returns, edits, merges, one buyer in three ways, lost webhooks and outages, played with this configuration against a simulated store and CRM; no account needed',
    )
    .option('--only <cases...>', 'play only these, by name')
    .option('--json', 'print one JSON document')
    .action((options: Options) => runCommand(options, (context) => pressureTest(context, options)));
}

async function pressureTest({ output, runtime, configuration }: CommandContext, options: Options): Promise<ExitCode> {
  const settings = configuration();
  requireWorkingPattern(settings);
  const cases = chosenCases(options.only ?? []);
  const stop = stopOnSignals(() => output.aside('Stopping. Press Ctrl-C again to end at once.'));
  const view = createProgress(output);
  try {
    const tools = {
      apps: httpApps,
      map: settings.map,
      identity: settings.data.identity,
      runtime,
      signal: stop.signal,
      onProgress: view.onProgress,
    };
    const document = isFilesOnly(settings)
      ? await runFilesPressureTest(cases, settings, tools)
      : await runPressureTest(cases, tools);
    view.end();
    if (isFilesOnly(settings))
      output.line('Files only: what the files say, after everything has happened in the store.');
    print(output, document);
    output.document(document);
    return document.ok ? exitCodes.ok : exitCodes.needsYou;
  } finally {
    view.end();
    stop.forget();
  }
}

function print(output: Output, document: PressureDocument): void {
  const { paint, width } = output;
  const column = Math.max(...document.cases.map(({ id }) => id.length));
  for (const { id, title, ok, differences } of document.cases) {
    const verdict = ok ? paint.good('pass') : paint.bad('FAIL');
    const [first = '', ...rest] = wrapped(title, width - column - 8);
    output.line(`${verdict}  ${id.padEnd(column)}  ${first}`);
    for (const line of rest) output.line(`${' '.repeat(column + 8)}${line}`);
    for (const { record, field, expected, found } of differences) {
      const what = field === null ? record : `${record}, ${field}`;
      for (const line of wrapped(`${what}: expected ${expected}, found ${found}`, width, '      ')) {
        output.line(paint.bad(line));
      }
    }
  }
  output.line();
  for (const problem of document.problems) output.line(paint.bad(problem));
  const failed = document.cases.filter(({ ok }) => !ok).length;
  const values = document.cases.reduce((total, entry) => total + entry.values, 0);
  const told = `${document.cases.length} cases, ${values} values compared with what really happened, fields ${document.fieldMap}, ${document.seconds} seconds`;
  output.line(failed === 0 ? paint.good(`All passed: ${told}.`) : paint.bad(`${failed} failed: ${told}.`));
}
