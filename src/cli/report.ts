import { type Command, Option } from 'commander';
import { openInput } from '../app/exports/open-input.ts';
import { makeReport, reportParts, reportStem, writeReport } from '../app/exports/report.ts';
import { CommandError, type ExitCode, exitCodes } from '../app/failures.ts';
import { orderPartsOf } from '../field-map/project.ts';
import type { ReportDocument } from '../report/document.ts';
import { type PeriodUnit, periodUnits } from '../report/period.ts';
import { dimensions } from '../report/report.ts';
import { type CommandContext, runCommand } from './command.ts';
import type { Output } from './output.ts';
import { printBuyers, printDefinitions, printDimension } from './report-text.ts';
import { inRhythm, keptVersions, type ScheduleOptions, withSchedule } from './schedule-options.ts';
import { watched } from './stopping-progress.ts';

interface Options extends ScheduleOptions {
  readonly by: PeriodUnit;
  readonly to?: string;
  readonly json?: boolean;
}

export function registerReport(program: Command): void {
  const command = program
    .command('report', { hidden: true })
    .description("revenue, orders and customers by period and channel, from the store or from Shopify's own exports")
    .argument('[files...]', 'orders and customers exports of Shopify; none = read the store itself')
    .addOption(new Option('--by <period>', 'length of a row').choices([...periodUnits]).default('month'))
    .option('--to <folder>', 'write it as a page to print, CSV and JSON too')
    .option('--json', 'print one JSON document');
  withSchedule(command).action((files: readonly string[], options: Options) =>
    runCommand(options, (context) => report(context, files, options)),
  );
}

async function report(context: CommandContext, files: readonly string[], options: Options): Promise<ExitCode> {
  const { output, runtime } = context;
  const { fields, env } = context.configuration();
  const map = fields.files;
  const folder = options.to ?? null;
  if (folder === null && options.every !== undefined) {
    throw new CommandError('--every needs a folder to write into: add --to <folder>.', exitCodes.usage);
  }
  const keep = keptVersions(options);
  const orderParts = [...new Set([...orderPartsOf(map), ...reportParts])];
  const request = { files, store: { number: null, name: null }, map, orderParts, needsIds: false };
  const opened = await openInput(request, env, runtime);
  let leftOut = 0;
  await watched(output, ({ signal, onProgress, end }) => {
    const place = { folder: folder ?? '', stem: reportStem, timeZone: opened.timeZone, signal };
    return inRhythm(context, options, place, async (times) => {
      const { input, from } = times.nextDue === null ? opened : await openInput(request, env, runtime);
      const made = await makeReport({ input, from, unit: options.by, times, signal, onProgress });
      end();
      leftOut = made.resolution.accounts.leftOut.length;
      print(output, made.document);
      if (folder !== null) output.note(`Written: ${await writeReport(made.document, { ...times, folder, keep })}`);
      output.document(made.document);
    });
  });
  return files.length > 0 && leftOut > 0 ? exitCodes.needsYou : exitCodes.ok;
}

function print(output: Output, document: ReportDocument): void {
  const { paint } = output;
  output.line(paint.bold(`Orders of ${document.from}`));
  const due = document.nextDue === null ? '' : `, next due ${document.nextDue}`;
  output.line(paint.dim(`as of ${document.asOf}${due}`));
  output.line();
  for (const dimension of dimensions) printDimension(output, document.report, dimension);
  printDefinitions(output, document);
  printBuyers(output, document.report);
  for (const [reason, count] of Object.entries(document.leftOut))
    output.line(paint.warn(`left out: ${count} ${reason}`));
}
