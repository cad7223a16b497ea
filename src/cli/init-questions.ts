import type { Readable, Writable } from 'node:stream';
import { select, text } from '@clack/prompts';
import { mailAddress } from '../alerts/responsible.ts';
import { CommandError, exitCodes } from '../app/failures.ts';
import { exportRhythms, rhythms } from '../config/schema.ts';
import type { InitAnswers } from '../config/template.ts';
import { patternNames } from '../field-map/catalogue/entry.ts';
import { patterns } from '../field-map/patterns.ts';

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
  const pattern = answered(
    await select({
      ...terminal,
      message: 'What is the CRM for?',
      options: patternOptions,
      initialValue: known.pattern,
    }),
  );
  const rhythm = pattern === 'reporting' ? 'export' : await askRhythm(terminal, known.rhythm, pattern);
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
  return { responsible, pattern, rhythm, backup: backup === 'none' ? null : backup };
}

/** Patterns that work in full; the others say in `samestory patterns` what they wait for. */
const patternOptions = patternNames.flatMap((value) => {
  const { cannotStart, fits } = patterns[value];
  return cannotStart === null ? [{ value, label: value, hint: fits }] : [];
});

async function askRhythm(
  terminal: Terminal,
  known: InitAnswers['rhythm'],
  pattern: InitAnswers['pattern'],
): Promise<InitAnswers['rhythm']> {
  // What service acts on comes the same day.
  const possible = rhythms.filter((value) => pattern !== 'support' || value === 'live' || value === 'hourly');
  return answered(
    await select<InitAnswers['rhythm']>({
      ...terminal,
      message: 'How soon must the CRM show what happens in the store?',
      options: possible.map((value) => ({ value, label: value, hint: rhythmLabels[value] })),
      initialValue: known,
    }),
  );
}

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
