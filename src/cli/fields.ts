import { writeFile } from 'node:fs/promises';
import { type Command, Option } from 'commander';
import { withFileErrors } from '../app/exports/open-input.ts';
import { CommandError, type ExitCode, exitCodes } from '../app/failures.ts';
import { fieldCosts } from '../app/fields/costs.ts';
import { type FieldsDocument, fieldsDocument } from '../app/fields/document.ts';
import { fieldsMarkdown } from '../app/fields/markdown.ts';
import { fieldsPage } from '../app/fields/page.ts';
import { type CommandContext, runCommand } from './command.ts';
import { printFields } from './fields-text.ts';

interface Options {
  readonly all?: boolean;
  readonly markdown?: boolean;
  readonly html?: boolean;
  readonly to?: string;
  readonly json?: boolean;
}

export function registerFields(program: Command): void {
  program
    .command('fields', { hidden: true })
    .description('which field goes where, who owns it, why it is there, what happens when it is emptied, what it costs')
    .option('--all', 'also the fields that nobody has asked for')
    .addOption(new Option('--markdown', 'as Markdown, for a wiki').conflicts(['html', 'json']))
    .addOption(new Option('--html', 'as a page that needs nothing else').conflicts(['markdown', 'json']))
    .addOption(new Option('--to <file>', 'write the page there; Markdown where the name ends in .md'))
    .option('--json', 'print one JSON document')
    .action((options: Options) => runCommand(options, (context) => fields(context, options)));
}

async function fields(context: CommandContext, options: Options): Promise<ExitCode> {
  const { output, runtime } = context;
  if (options.to !== undefined) requirePage(options.to);
  const configuration = context.configuration();
  const costs = await fieldCosts(configuration.env, runtime);
  const document = fieldsDocument(configuration, costs, { asOf: runtime.clock.now(), folder: process.cwd() });
  const text = formOf(options)?.(document) ?? null;
  if (options.to !== undefined && text !== null) {
    const path = options.to;
    await withFileErrors(() => writeFile(path, text));
    output.note(`Written: ${path}`);
  } else if (text !== null) output.line(text.trimEnd());
  else printFields(output, document, options.all === true);
  output.document(document);
  return exitCodes.ok;
}

/** A page replaces the one before it, and nothing else: a slip of the hand would have replaced samestory.yaml. */
function requirePage(path: string): void {
  if (/\.(?:html?|md)$/i.test(path)) return;
  throw new CommandError(`--to takes a file that ends in .html or .md; found "${path}".`, exitCodes.usage);
}

/** How the page is written; null = on the screen. */
function formOf({ markdown, html, to }: Options): ((document: FieldsDocument) => string) | null {
  if (markdown === true || (html !== true && /\.md$/i.test(to ?? ''))) return fieldsMarkdown;
  return html === true || to !== undefined ? fieldsPage : null;
}
