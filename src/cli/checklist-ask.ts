import { isCancel, text } from '@clack/prompts';
import { CommandError, exitCodes } from '../app/failures.ts';
import { readAnswers } from '../app/readiness/keep-answers.ts';
import type { Checklist, LaunchAnswers } from '../readiness/checklist/checklist.ts';
import { launchItems } from '../readiness/checklist/items.ts';

/** Asks for every item that people answer and nobody has answered yet. Throws CommandError when the person stops. */
export async function askMissing({ items }: Checklist): Promise<LaunchAnswers> {
  const given: string[] = [];
  for (const { id, asks } of launchItems) {
    if (asks === null || items.find((item) => item.id === id)?.from !== 'not answered') continue;
    const answer = await text({
      message: `${asks} (empty = later)`,
      defaultValue: '',
      validate: (value) => ((value ?? '').length > 300 ? 'At most 300 characters.' : undefined),
      output: process.stderr,
    });
    if (isCancel(answer)) throw new CommandError('Stopped: nothing was kept.', exitCodes.stopped);
    if (answer.trim() !== '') given.push(`${id}=${answer}`);
  }
  return readAnswers(given);
}
