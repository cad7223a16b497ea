import { type Command, Option } from 'commander';
import { type ExportOutcome, exportStem, type LayoutName, mapFor, runExport } from '../app/exports/export.ts';
import { type InputRequest, openInput } from '../app/exports/open-input.ts';
import { CommandError, type ExitCode, exitCodes } from '../app/failures.ts';
import { isFilesOnly } from '../app/permission.ts';
import { layoutNames } from '../config/schema.ts';
import { orderPartsOf } from '../field-map/project.ts';
import type { FieldMap } from '../field-map/types.ts';
import { readable } from '../report/document.ts';
import { type CommandContext, runCommand } from './command.ts';
import type { Output } from './output.ts';
import { printRows } from './report-text.ts';
import { inRhythm, keptVersions, type ScheduleOptions, withSchedule } from './schedule-options.ts';
import { runFiles, runWatchedFiles } from './start-files.ts';
import { watched } from './stopping-progress.ts';
import { tableLines } from './table.ts';

interface Options extends ScheduleOptions {
  readonly layout: LayoutName;
  readonly to?: string;
  readonly scheduled?: boolean;
  readonly store?: string;
  readonly shop?: string;
  readonly json?: boolean;
}

export function registerExport(program: Command): void {
  const command = program
    .command('export', { hidden: true })
    .description("orders and contacts as CSV files, from the store or from Shopify's own exports")
    .argument('[files...]', 'orders and customers exports of Shopify; none = read the store itself')
    .addOption(new Option('--layout <name>', 'for whom the files are').choices([...layoutNames]).default('generic'))
    .option('--to <folder>', 'where a folder with the files is made')
    .option('--scheduled', 'write what is due of the files that samestory.yaml asks for, then end (for cron)')
    .option('--store <number>', 'number of the shop, for files: "samestory status --json" shows it')
    .option('--shop <name>', 'name of the shop before .myshopify.com, for files: makes links into the admin')
    .option('--json', 'print the manifest as one JSON document');
  withSchedule(command).action((files: readonly string[], options: Options) =>
    runCommand(options, (context) => exportFiles(context, files, options)),
  );
}

async function exportFiles(context: CommandContext, files: readonly string[], options: Options): Promise<ExitCode> {
  const { output, runtime } = context;
  if (options.scheduled === true) return exportScheduled(context, files, options);
  const { to: folder } = options;
  if (folder === undefined) throw new CommandError('export needs a folder: add --to <folder>.', exitCodes.usage);
  const { env, fields } = context.configuration();
  const map = fields.files;
  const request = requestOf(files, map, options);
  const keep = keptVersions(options);
  const opened = await openInput(request, env, runtime);
  let leftOut = 0;
  await watched(output, ({ signal, onProgress, end }) => {
    const place = { folder, stem: exportStem, timeZone: opened.timeZone, signal };
    return inRhythm(context, options, place, async (times) => {
      // Opened again for every version: a file or the store may have moved on.
      const { input } = times.nextDue === null ? opened : await openInput(request, env, runtime);
      const run = { input, layout: options.layout, map, folder, times, keep, signal, onProgress };
      const outcome = await runExport(run);
      end();
      leftOut = outcome.resolution.accounts.leftOut.length;
      print(output, outcome);
      output.document({ path: outcome.path, ...outcome.manifest });
    });
  });
  return files.length > 0 && leftOut > 0 ? exitCodes.needsYou : exitCodes.ok;
}

/** What is due now of everything that the configuration asks for. */
async function exportScheduled(context: CommandContext, files: readonly string[], options: Options): Promise<ExitCode> {
  const { output } = context;
  if (files.length > 0 || options.to !== undefined || options.every !== undefined) {
    const message = '--scheduled takes everything from samestory.yaml: leave out files, --to and --every.';
    throw new CommandError(message, exitCodes.usage);
  }
  const configuration = context.configuration();
  const { exports } = configuration.data;
  if (exports.length === 0) {
    throw new CommandError('samestory.yaml has no "exports": add one, or use export --to <folder>.', exitCodes.usage);
  }
  // Beside a live sync its service tells of late files.
  const write = isFilesOnly(configuration) ? runWatchedFiles : runFiles;
  await watched(output, ({ signal }) => write(context, configuration, signal, true));
  output.document({ exports });
  return exitCodes.ok;
}

function requestOf(files: readonly string[], configured: FieldMap, { layout, store, shop }: Options): InputRequest {
  if (files.length > 0 && layout === 'hubspot' && store === undefined) {
    const why = "HubSpot finds records again by the shop's number, which Shopify's files do not tell.";
    const how =
      'Add --store <number>: "samestory status --json" shows it, and so does https://<shop>.myshopify.com/shop.json.';
    throw new CommandError(`${why} ${how}`, exitCodes.usage);
  }
  if (store !== undefined && !/^\d{1,15}$/.test(store)) {
    throw new CommandError(`--store takes the number of the shop; found "${store}".`, exitCodes.usage);
  }
  const map = mapFor(layout, configured);
  const name = shop?.replace(/^https:\/\//, '').replace(/\.myshopify\.com.*$/, '') ?? null;
  return { files, store: { number: store ?? null, name }, map, orderParts: orderPartsOf(map), needsIds: true };
}

function print(output: Output, { path, manifest, resolution }: ExportOutcome): void {
  const { paint, width } = output;
  output.line(paint.bold(path));
  const columns = [
    { title: 'file', align: 'left' as const },
    { title: 'rows', align: 'right' as const },
    { title: 'bytes', align: 'right' as const },
  ];
  const rows = manifest.files.map(({ name, rows: count, bytes }) => [name, readable(count), readable(bytes)]);
  for (const line of tableLines(columns, rows, width)) output.line(line);
  for (const { currency, orders, gross, refunded, grossMinusRefunded } of manifest.totals) {
    output.line(
      `${currency}: ${readable(orders)} orders, gross ${readable(gross)}, refunded ${readable(refunded)}, gross − refunded ${readable(grossMinusRefunded)}`,
    );
  }
  for (const [field, count] of Object.entries(manifest.notComputed))
    output.line(paint.warn(`not computed, therefore empty: ${readable(count)} × ${field}`));
  const { accounts } = resolution;
  if (manifest.read.length > 0) {
    output.line();
    printRows(output, { files: manifest.read, rowsLeftOut: accounts.leftOut, decisions: accounts.decisions });
  } else {
    for (const [reason, count] of Object.entries(manifest.leftOut))
      output.line(`left out: ${readable(count)} ${reason}`);
  }
}
