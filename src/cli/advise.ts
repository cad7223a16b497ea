import type { Command } from 'commander';
import { CommandError, type ExitCode, exitCodes } from '../app/failures.ts';
import { answersFrom, isTaken, readMapping, writeBrief } from '../app/readiness/advice-files.ts';
import { advise } from '../readiness/advice/advise.ts';
import type { Answers } from '../readiness/advice/answers.ts';
import { integrationBrief } from '../readiness/advice/brief.ts';
import { type Question, questions } from '../readiness/advice/questions.ts';
import { askQuestions } from './advise-ask.ts';
import { printAdvice } from './advise-text.ts';
import { agree } from './ask.ts';
import { type CommandContext, runCommand } from './command.ts';

interface Options {
  readonly answers?: string;
  readonly out?: string;
  readonly yes?: boolean;
  readonly json?: boolean;
  readonly [question: string]: unknown;
}

export function registerAdvise(program: Command): void {
  const command = program
    .command('advise', { hidden: true })
    .description(
      'which way to go: native connector, middleware, this product, a CSV or nothing, by what it costs to keep; asks, or takes answers',
    )
    .option('--answers <file>', 'answers as JSON or YAML, keys named like the options below');
  for (const question of questions) command.option(`--${question.flag} <${placeholder(question)}>`, help(question));
  command
    .option('--out <file>', 'write the integration brief as Markdown, for instance integration-brief.md')
    .option('--yes', 'replace the file of --out without being asked')
    .option('--json', 'print one JSON document')
    .action((options: Options) => runCommand(options, (context) => run(context, options)));
}

function placeholder({ shape }: Question): string {
  const words = { one: 'which', many: 'list', number: 'n', 'yes or no': 'yes|no', person: 'who' } as const;
  return words[shape.kind];
}

function help({ short, shape }: Question): string {
  if (shape.kind === 'one') return `${short}: ${shape.choices.map(({ value }) => value).join(', ')}`;
  if (shape.kind === 'many') {
    return `${short}: ${shape.none.value}, or some of ${shape.choices.map(({ value }) => value).join(',')}`;
  }
  return short;
}

async function run({ output, runtime }: CommandContext, options: Options): Promise<ExitCode> {
  const { out } = options;
  const taken = out === undefined ? false : await isTaken(out);
  const answers = await answersOf(options, process.stdin.isTTY === true && output.attended && !output.json);
  const advice = advise(answers);
  printAdvice(output, advice);
  if (out !== undefined) {
    if (taken) {
      const advice = `${out} is there already and was not touched. Add --yes to replace it, or name another file.`;
      await agree(output, { message: `Replace ${out}?`, advice, yes: options.yes === true });
    }
    await writeBrief(out, integrationBrief(advice, runtime.clock.now().toISOString().slice(0, 10)), taken);
    output.line();
    output.line(`Written: ${out}`);
  }
  output.document({ ...advice, brief: out ?? null });
  return exitCodes.ok;
}

/** From file and options; asked for where nothing was given and somebody is there. Throws CommandError otherwise. */
async function answersOf(options: Options, attended: boolean): Promise<Answers> {
  const given = Object.fromEntries(
    questions.map(({ flag }) => [flag, options[camelCase(flag)]] as const).filter(([, value]) => value !== undefined),
  );
  const file = options.answers === undefined ? {} : await readMapping(options.answers, 'answers');
  const answers = answersFrom(file, given);
  if (Object.keys(answers).length > 0) return answers;
  if (attended && options.answers === undefined) return askQuestions();
  throw new CommandError(
    'No question was answered, so nothing can be advised. Give some, for instance: samestory advise --relationship sales --use same-day',
    exitCodes.usage,
  );
}

/** As commander names the value of an option. */
function camelCase(flag: string): string {
  return flag.replace(/-([a-z])/g, (_, letter: string) => letter.toUpperCase());
}
