import { dirname, join, relative } from 'node:path';
import { type Command, Option } from 'commander';
import { mailAddress } from '../alerts/responsible.ts';
import { CommandError, type ExitCode, exitCodes } from '../app/failures.ts';
import { checkConfig, writeConfig } from '../config/file-writer.ts';
import { configFileName, configPath } from '../config/load.ts';
import { exportRhythms, rhythms } from '../config/schema.ts';
import { configText, type InitAnswers, safeAnswers } from '../config/template.ts';
import { patternNames } from '../field-map/catalogue/entry.ts';
import { patterns } from '../field-map/patterns.ts';
import { agree } from './ask.ts';
import { type CommandContext, runCommand } from './command.ts';
import { askInit } from './init-questions.ts';

interface Options {
  readonly name?: string;
  readonly email?: string;
  readonly pattern?: InitAnswers['pattern'];
  readonly rhythm?: InitAnswers['rhythm'];
  readonly backup?: NonNullable<InitAnswers['backup']> | 'none';
  readonly overwrite?: boolean;
  readonly yes?: boolean;
  readonly json?: boolean;
}

export function registerInit(program: Command): void {
  program
    .command('init')
    .description('a few questions, then samestory.yaml: what is kept true, how soon, and who is told of failures')
    .option('--name <name>', 'who is told when something needs a person')
    .option('--email <address>', 'their e-mail address')
    .addOption(new Option('--pattern <name>', 'what the CRM is for').choices([...patternNames]))
    .addOption(new Option('--rhythm <rhythm>', 'how soon the CRM shows what happens').choices([...rhythms]))
    .addOption(new Option('--backup <rhythm>', 'everything as files too').choices([...exportRhythms, 'none']))
    .option('--overwrite', 'replace a file that is there; it is kept beside it')
    .option('--yes', 'ask nothing: what is not given is the simplest safe set-up')
    .option('--json', 'print one JSON document')
    .action((options: Options) => runCommand(options, (context) => init(context, options)));
}

async function init({ output, env }: CommandContext, options: Options): Promise<ExitCode> {
  const path = configPath(env, process.cwd()) ?? join(process.cwd(), configFileName);
  const asks = options.yes !== true && process.stdin.isTTY === true && output.attended && !output.json;
  const given = answersFrom(options);
  const answers = asks ? await askInit({ output: process.stderr }, given) : given;
  const text = configText(answers, schemaBeside(path));
  checkConfig(text);
  for (const line of text.trimEnd().split('\n')) output.line(line);
  output.line();
  const known = configPath(env, process.cwd()) !== null;
  if (known && options.overwrite !== true) {
    if (!asks) {
      const message = `${path} is there already: nothing was written. Add --overwrite to replace it; it is kept beside it.`;
      throw new CommandError(message, exitCodes.usage);
    }
    await agree(output, {
      message: `${path} is there already. Replace it? It is kept beside it.`,
      advice: '',
      yes: false,
    });
  } else {
    const advice = 'Add --yes to write the file without questions.';
    await agree(output, { message: `Write this to ${path}?`, advice, yes: options.yes === true, preferred: true });
  }
  const old = writeConfig(path, text);
  output.line(`Written: ${path}${old === null ? '' : ` (the file before is ${old})`}`);
  if (answers.responsible === null && answers.rhythm !== 'export') {
    output.line(output.paint.warn('Before anything is written to the CRM, say in it who is responsible.'));
  }
  const { cannotStart } = patterns[answers.pattern];
  if (cannotStart !== null) output.line(output.paint.warn(`${answers.pattern} cannot start yet: ${cannotStart}`));
  else output.line('Next: samestory connect shopify');
  output.document({ path, old, answers, cannotStart });
  return exitCodes.ok;
}

/** Throws CommandError for what does not go together. */
function answersFrom({ name, email, pattern, rhythm, backup }: Options): InitAnswers {
  if ((name === undefined) !== (email === undefined)) {
    throw new CommandError('--name and --email belong together.', exitCodes.usage);
  }
  if (email !== undefined && !mailAddress.safeParse(email).success) {
    throw new CommandError(`--email takes an address like jane@example.com; found "${email}".`, exitCodes.usage);
  }
  const wanted = backup === undefined ? safeAnswers.backup : backup;
  return {
    responsible: name === undefined || email === undefined ? null : { name, email },
    pattern: pattern ?? safeAnswers.pattern,
    rhythm: rhythm ?? (pattern === 'reporting' ? 'export' : safeAnswers.rhythm),
    backup: wanted === 'none' ? null : wanted,
  };
}

/** Editors take a path relative to the file. */
function schemaBeside(path: string): string {
  const schema = join(import.meta.dirname, '../../schema/samestory.schema.json');
  return relative(dirname(path), schema).replaceAll('\\', '/');
}
