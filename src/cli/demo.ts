import { type Command, Option } from 'commander';
import type { DemoDocument } from '../app/demo/document.ts';
import { type DemoReporter, demoDefaults } from '../app/demo/options.ts';
import { runDemo } from '../app/demo/run.ts';
import { type FilesDemoDocument, runFilesDemo } from '../app/demo/run-files.ts';
import { readHealingFaults } from '../app/faults.ts';
import { isFilesOnly, requireWorkingPattern } from '../app/permission.ts';
import { stopOnSignals } from '../app/stopping.ts';
import { httpApps } from '../http/apps.ts';
import { type CommandContext, runCommand, wholeNumber } from './command.ts';
import { printDemo, printFilesDemo } from './demo-text.ts';
import type { Output } from './output.ts';
import { createProgress } from './progress.ts';

interface Options {
  readonly once?: boolean;
  readonly json?: boolean;
  readonly seed: string;
  readonly orders: string;
  readonly webhooks: string;
  readonly from?: string;
  readonly faults?: string;
  readonly hold: string;
}

export function registerDemo(program: Command): void {
  program
    .command('demo')
    .description('see it work: a simulated store and CRM, set up, filled, kept true and proved; no account needed')
    .option('--once', 'end after the proof instead of running until Ctrl-C')
    .option('--seed <n>', 'chooses merchant and story', String(demoDefaults.seed))
    .option('--orders <n>', 'orders of the merchant', String(demoDefaults.orders))
    .addOption(new Option('--webhooks <mode>', 'off = find changes by polling').choices(['on', 'off']).default('on'))
    .option('--from <folder>', 'files of a real shop instead: Shopify CSV exports, or orders as JSON')
    .option(
      '--faults <plan>',
      'what both do wrong, of the faults that come right by themselves (simulator --list-faults)',
    )
    .option('--hold <seconds>', 'keep both simulators up for so long after the last line', '0')
    .option('--json', 'print one JSON document')
    .action((options: Options) => runCommand(options, (context) => demo(context, options)));
}

async function demo({ output, runtime, configuration }: CommandContext, options: Options) {
  const configured = configuration();
  requireWorkingPattern(configured);
  const settings = {
    once: options.once === true,
    seed: wholeNumber('--seed', options.seed, 0),
    orders: wholeNumber('--orders', options.orders, 50),
    webhooks: options.webhooks === 'on',
    from: options.from ?? null,
    faults: options.faults === undefined ? [] : await readHealingFaults(options.faults),
    holdSeconds: wholeNumber('--hold', options.hold, 0),
  };
  const stop = stopOnSignals(() => output.aside('Stopping. Press Ctrl-C again to end at once.'));
  const view = createProgress(output);
  const onDocument = (document: DemoDocument) => {
    view.end();
    printDemo(output, document);
    output.document(document);
  };
  try {
    const reporter = reporterOf(output, view);
    if (isFilesOnly(configured)) {
      const onFiles = (document: FilesDemoDocument) => {
        view.end();
        printFilesDemo(output, document);
        output.document(document);
      };
      const tools = { configuration: configured, reporter, runtime, signal: stop.signal, onDocument: onFiles };
      return await runFilesDemo(settings, tools);
    }
    const { map, data } = configured;
    const tools = { apps: httpApps, map, identity: data.identity, reporter, runtime, signal: stop.signal, onDocument };
    return await runDemo(settings, tools);
  } finally {
    view.end();
    stop.forget();
  }
}

function reporterOf(output: Output, view: ReturnType<typeof createProgress>): DemoReporter {
  return {
    step: (title) => {
      view.end();
      output.note(output.paint.bold(`\n${title}`));
    },
    line: (text) => {
      view.end();
      output.note(text);
    },
    progress: view.onProgress,
    aside: (text) => {
      view.end();
      output.aside(text);
    },
  };
}
