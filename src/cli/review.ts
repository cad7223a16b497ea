import { userInfo } from 'node:os';
import type { Command } from 'commander';
import { CommandError, type ExitCode, exitCodes } from '../app/failures.ts';
import type { Answers } from '../app/http-apps.ts';
import type { ReviewDocument, ReviewOrder } from '../app/identity/documents.ts';
import { withAnswers } from '../app/with-answers.ts';
import { type CommandContext, runCommand } from './command.ts';
import { printPair } from './consent-prompt.ts';
import { printCases, printDecided, printDecisions } from './review-text.ts';

interface Options {
  readonly link?: string;
  readonly apart?: boolean;
  readonly merge?: string | boolean;
  readonly undo?: string;
  readonly by?: string;
  readonly json?: boolean;
}

export function registerReview(program: Command): void {
  program
    .command('review', { hidden: true })
    .description('who may be whom: the cases that wait for you, with the evidence, and what you decide')
    .argument('[case]', 'a case, as the list names it')
    .option('--link <contact>', 'this person is that contact of the CRM')
    .option('--apart', 'this person is none of those whom the case names')
    .option('--merge [case]', 'this person and that one of the store are one')
    .option('--undo <n>', 'undo a decision by its number')
    .option('--by <name>', 'who decides; the user of this computer where it is not given')
    .option('--json', 'print one JSON document')
    .action((name: string | undefined, options: Options) =>
      runCommand(options, async (context) => {
        const order = orderOf(name, options);
        return withAnswers(context.configuration(), context.runtime, async (answers) => {
          printPair(context.output, await answers.pair());
          if (options.undo !== undefined) return undo(context, answers, options.undo, decider(options));
          return order === null ? list(context, answers, name) : decide(context, answers, order);
        });
      }),
    );
}

/** Null = only look. Throws CommandError for what cannot be meant. */
function orderOf(name: string | undefined, options: Options): ReviewOrder | null {
  const acts = [
    ...(options.link === undefined ? [] : [{ act: 'link' as const, target: options.link }]),
    ...(options.apart === true ? [{ act: 'apart' as const, target: null }] : []),
    ...(options.merge === undefined || options.merge === false
      ? []
      : [{ act: 'merge' as const, target: options.merge === true ? null : options.merge }]),
  ];
  const [only, second] = acts;
  if (options.undo !== undefined) {
    if (only === undefined && name === undefined) return null;
    throw new CommandError('--undo takes the number of a decision and nothing else.', exitCodes.usage);
  }
  if (second !== undefined) {
    throw new CommandError('A case has one outcome: --link, --apart or --merge, not several.', exitCodes.usage);
  }
  if (only === undefined) return null;
  if (name === undefined) {
    const advice = 'samestory review lists the cases; name one before the option.';
    throw new CommandError(`--${only.act} decides a case, and none is named. ${advice}`, exitCodes.usage);
  }
  return { case: name, ...only, by: decider(options) };
}

function decider({ by }: Options): string {
  const given = by?.trim() ?? '';
  return given === '' ? userInfo().username : given;
}

async function list({ output }: CommandContext, answers: Answers, name: string | undefined): Promise<ExitCode> {
  const all = await answers.review();
  const document: ReviewDocument =
    name === undefined ? all : { ...all, cases: all.cases.filter(({ id }) => id === name || id.endsWith(`-${name}`)) };
  if (name !== undefined && document.cases.length === 0) {
    throw new CommandError(`No case goes by "${name}". samestory review lists what waits.`, exitCodes.needsYou);
  }
  printCases(output, document);
  printDecisions(output, document);
  output.document(document);
  return all.waiting === 0 ? exitCodes.ok : exitCodes.needsYou;
}

async function decide({ output }: CommandContext, answers: Answers, order: ReviewOrder): Promise<ExitCode> {
  const decided = await answers.decide(order);
  printDecided(output, `Decided by ${order.by}.`, decided);
  output.line(`Undo it with: samestory review --undo ${decided.id}`);
  output.document(decided);
  return exitCodes.ok;
}

async function undo({ output }: CommandContext, answers: Answers, id: string, by: string): Promise<ExitCode> {
  const undone = await answers.undoDecision({ id, by });
  printDecided(output, `Decision ${id} is undone.`, undone);
  output.document(undone);
  return exitCodes.ok;
}
