import { isCancel, multiselect, select, text } from '@clack/prompts';
import { CommandError, exitCodes } from '../app/failures.ts';
import { answersFrom } from '../app/readiness/advice-files.ts';
import type { Answers } from '../readiness/advice/answers.ts';
import { parseAnswers } from '../readiness/advice/parse.ts';
import { type Question, questions } from '../readiness/advice/questions.ts';

const open = 'not known yet';
const output = process.stderr;

/** Asks every question; each can be left open. Throws CommandError when the person stops. */
export async function askQuestions(): Promise<Answers> {
  const given: Record<string, unknown> = {};
  for (const question of questions) {
    const answer = await ask(question);
    if (isCancel(answer)) throw new CommandError('Stopped: nothing was written.', exitCodes.stopped);
    given[question.flag] = answer;
  }
  return answersFrom({}, given);
}

function ask({ ask: message, flag, shape }: Question): Promise<unknown> {
  switch (shape.kind) {
    case 'one':
    case 'yes or no': {
      const choices =
        shape.kind === 'one'
          ? shape.choices
          : [
              { value: 'yes', label: 'yes' },
              { value: 'no', label: 'no' },
            ];
      return select({ message, options: [...choices, { value: '', label: open }], output });
    }
    case 'many':
      return multiselect({
        message: `${message} (space chooses, Enter goes on; nothing chosen = ${open})`,
        options: [shape.none, ...shape.choices],
        required: false,
        output,
      }).then((chosen) => (Array.isArray(chosen) && chosen.length === 0 ? '' : chosen));
    default:
      return text({
        message: `${message} (empty = ${open})`,
        defaultValue: '',
        validate: (value) => {
          const parsed = parseAnswers({ [flag]: value });
          return parsed.ok ? undefined : parsed.problems.map(({ allowed }) => `It takes ${allowed}.`).join(' ');
        },
        output,
      });
  }
}
