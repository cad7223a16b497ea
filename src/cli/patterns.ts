import { Argument, type Command } from 'commander';
import { exitCodes } from '../app/failures.ts';
import { type PatternName, patternNames } from '../field-map/catalogue/entry.ts';
import { type PatternTable, patternTable } from '../field-map/pattern-table.ts';
import { runCommand } from './command.ts';
import type { Output } from './output.ts';
import { tableLines, wrapped } from './table.ts';

interface Options {
  readonly json?: boolean;
}

export function registerPatterns(program: Command): void {
  program
    .command('patterns', { hidden: true })
    .description('what each store pattern brings, what it leaves out on purpose, and what is asked before')
    .addArgument(new Argument('[name]', 'one pattern').choices([...patternNames]))
    .option('--json', 'print one JSON document')
    .action((name: PatternName | undefined, options: Options) =>
      runCommand(options, async ({ output }) => {
        const tables = (name === undefined ? patternNames : [name]).map(patternTable);
        for (const [index, table] of tables.entries()) {
          if (index > 0) output.line();
          print(output, table);
        }
        output.document(tables);
        return exitCodes.ok;
      }),
    );
}

function print(output: Output, table: PatternTable): void {
  const { paint, width } = output;
  output.line(paint.bold(table.name));
  const say = (text: string) => {
    for (const line of wrapped(text, width)) output.line(line);
  };
  say(table.fits);
  if (table.cannotStart !== null) {
    for (const line of wrapped(`Cannot start yet: ${table.cannotStart}`, width)) output.line(paint.warn(line));
  }
  if (table.asks !== null) say(`Asked before it is chosen: ${table.asks}`);
  if (table.beyond !== null) say(table.beyond);
  const left = (title: string) => ({ title, align: 'left' as const });
  const rows = table.brings.map(({ name, label, owner }) => [name, label, owner]);
  if (rows.length > 0) {
    for (const line of tableLines(['brings', 'as', 'owner'].map(left), rows, width)) output.line(line);
  }
  output.line('Left out on purpose:');
  for (const { what, why } of table.leavesOut) {
    for (const line of wrapped(`- ${what}: ${why}`, width)) output.line(line);
  }
}
