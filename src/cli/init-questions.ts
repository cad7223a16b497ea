import type { Readable, Writable } from 'node:stream';
import { select, text } from '@clack/prompts';
import { mailAddress } from '../alerts/responsible.ts';
import { CommandError, exitCodes } from '../app/failures.ts';
import { exportRhythms } from '../config/schema.ts';
import type { InitAnswers } from '../config/template.ts';

/** Where questions are asked and answered. */
interface Terminal {
  readonly input?: Readable;
  readonly output: Writable;
}

const rhythmLabels: Readonly<Record<InitAnswers['rhythm'], string>> = {
  live: 'at once',
  hourly: 'every hour',
  daily: 'every day',
  export: 'no CRM, files only',
};

/** A few questions; Enter takes what `known` says. Throws CommandError when somebody stops. */
export async function askInit(terminal: Terminal, known: InitAnswers): Promise<InitAnswers> {
  const responsible = await askResponsible(terminal, known.responsible);
  const rhythm = answered(
    await select({
      ...terminal,
      message: 'How soon must the CRM show what happens in the store?',
      options: rhythmOptions,
      initialValue: known.rhythm,
    }),
  );
  const backup = answered(
    await select<NonNullable<InitAnswers['backup']> | 'none'>({
      ...terminal,
      message: 'Everything as files too, as a backup?',
      options: [
        ...exportRhythms.map((value) => ({ value })),
        ...(rhythm === 'export' ? [] : [{ value: 'none' as const }]),
      ],
      initialValue: known.backup ?? 'none',
    }),
  );
  return { responsible, rhythm, backup: backup === 'none' ? null : backup };
}

const rhythmOptions = (['live', 'hourly', 'daily', 'export'] as const).map((value) => ({
  value,
  label: value,
  hint: rhythmLabels[value],
}));

async function askResponsible(
  terminal: Terminal,
  known: InitAnswers['responsible'],
): Promise<InitAnswers['responsible']> {
  const name = answered(
    await text({
      ...terminal,
      message: 'Who is told when something needs a person? (a name; Enter decides later)',
      ...(known === null ? {} : { initialValue: known.name }),
    }),
  )?.trim();
  if (name === undefined || name === '') return null;
  const email = answered(
    await text({
      ...terminal,
      message: `E-mail address of ${name}`,
      validate: (value) =>
        mailAddress.safeParse(value?.trim()).success ? undefined : 'Write it like jane@example.com.',
      ...(known === null ? {} : { initialValue: known.email }),
    }),
  );
  return { name, email: email.trim() };
}

function answered<T>(answer: T): Exclude<T, symbol> {
  if (isAnswer(answer)) return answer;
  throw new CommandError('Stopped: nothing was written.', exitCodes.usage);
}

/** Whoever presses Ctrl-C answers with a symbol. */
function isAnswer<T>(answer: T): answer is Exclude<T, symbol> {
  return typeof answer !== 'symbol';
}
