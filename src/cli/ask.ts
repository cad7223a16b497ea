import { confirm, isCancel } from '@clack/prompts';
import { CommandError, exitCodes } from '../app/failures.ts';
import type { Output } from './output.ts';

/**
 * Asks for a yes. Throws CommandError when the answer is no, or when nobody is there to answer and `yes` was not given;
 * `advice` then says what `--yes` agrees to. Enter means no, unless yes is `preferred`.
 */
export async function agree(
  output: Output,
  question: { readonly message: string; readonly advice: string; readonly yes: boolean; readonly preferred?: boolean },
): Promise<void> {
  if (question.yes) return;
  if (!process.stdin.isTTY || !output.attended) {
    throw new CommandError(`Nobody is here to answer. ${question.advice}`, exitCodes.usage);
  }
  const answer = await confirm({
    message: question.message,
    initialValue: question.preferred === true,
    output: process.stderr,
  });
  if (isCancel(answer) || !answer) throw new CommandError('Not agreed: nothing was changed.', exitCodes.usage);
}
