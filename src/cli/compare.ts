import type { Command } from 'commander';
import { compareFile } from '../app/exports/compare.ts';
import { mapFor } from '../app/exports/export.ts';
import { openInput } from '../app/exports/open-input.ts';
import { type ExitCode, exitCodes } from '../app/failures.ts';
import type { Comparison } from '../export/compare/compare.ts';
import { orderPartsOf } from '../field-map/project.ts';
import { readable } from '../report/document.ts';
import { type CommandContext, runCommand } from './command.ts';
import type { Output } from './output.ts';
import { watched } from './stopping-progress.ts';
import { tableLines, wrapped } from './table.ts';

/** Records that are named one by one in the terminal; --json names more. */
const named = 20;

export function registerCompare(program: Command): void {
  program
    .command('compare', { hidden: true })
    .description(
      "lay a CSV (the CRM's export, or one of ours) beside the store or beside Shopify's export; never writes",
    )
    .argument('<file>', 'CSV with orders or with contacts')
    .argument('[exports...]', 'orders and customers exports of Shopify to compare with; none = read the store itself')
    .option('--json', 'print one JSON document')
    .action((file: string, exports: readonly string[], options: { readonly json?: boolean }) =>
      runCommand(options, (context) => compare(context, file, exports)),
    );
}

async function compare(context: CommandContext, file: string, exports: readonly string[]): Promise<ExitCode> {
  const { output, runtime } = context;
  const { env, fields } = context.configuration();
  const map = mapFor('generic', fields.files);
  const open = async (source: string | null) => {
    const store = { number: source, name: null };
    const request = { files: exports, store, map, orderParts: orderPartsOf(map), needsIds: true };
    return (await openInput(request, env, runtime)).input;
  };
  const comparison = await watched(output, ({ signal, onProgress }) =>
    compareFile({ path: file, open, map, signal, onProgress }),
  );
  print(output, file, comparison);
  output.document(comparison);
  return agrees(comparison) ? exitCodes.ok : exitCodes.needsYou;
}

function agrees({ different, missing, extra, duplicates, totals }: Comparison): boolean {
  return different + missing + extra + duplicates === 0 && totals.every(({ store, file }) => store === file);
}

function print(output: Output, file: string, comparison: Comparison): void {
  const { paint, width } = output;
  const verdict = agrees(comparison) ? paint.good('The same on both sides.') : paint.warn('Not the same.');
  output.line(`${paint.bold(`${file}: ${readable(comparison.rows)} rows of ${comparison.object}s`)}  ${verdict}`);
  output.line();
  const counts = [
    ['matching', comparison.matching],
    ['different', comparison.different],
    ['missing in the file', comparison.missing],
    ['only in the file', comparison.extra],
    ['twice in the file', comparison.duplicates],
    ['without a Shopify ID, not ours', comparison.withoutKey],
  ] as const;
  for (const [label, count] of counts) output.line(`${readable(count).padStart(12)}  ${label}`);
  printTotals(output, comparison);
  const lines = [
    ...comparison.differences
      .slice(0, named)
      .flatMap(({ line, key, fields }) =>
        fields.map(
          ({ field, store, file: held }) =>
            `line ${line}, ${key}, ${field}: ${held ?? 'empty'} in the file, ${store ?? 'empty'} in the store`,
        ),
      ),
    ...comparison.missingKeys.slice(0, named).map((key) => `missing in the file: ${key}`),
    ...comparison.extraRows.slice(0, named).map(({ line, key }) => `only in the file: line ${line}, ${key}`),
    ...comparison.duplicateRows
      .slice(0, named)
      .map(({ line, firstLine }) => `twice: line ${line} repeats line ${firstLine}`),
  ];
  if (lines.length > 0) output.line();
  for (const line of lines) for (const part of wrapped(line, width, '  ')) output.line(paint.warn(part));
  output.line();
  for (const line of wrapped(`Compared: ${comparison.comparedFields.join(', ')}`, width)) output.line(paint.dim(line));
  if (comparison.unknownColumns.length > 0) {
    const text = `Not compared, because it is not ours: ${comparison.unknownColumns.join(', ')}`;
    for (const line of wrapped(text, width)) output.line(paint.dim(line));
  }
}

function printTotals(output: Output, { totals }: Comparison): void {
  if (totals.length === 0) return;
  output.line();
  const columns = [
    { title: 'sum of', align: 'left' as const },
    { title: 'currency', align: 'left' as const },
    { title: 'store', align: 'right' as const },
    { title: 'file', align: 'right' as const },
  ];
  const rows = totals.map(({ field, currency, store, file }) => [field, currency, readable(store), readable(file)]);
  for (const line of tableLines(columns, rows, output.width)) output.line(line);
}
