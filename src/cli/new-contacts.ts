import { CommandError, exitCodes } from '../app/failures.ts';
import type { Answers } from '../app/http-apps.ts';
import { contactsUnasked } from '../app/identity/new-contacts.ts';
import { agree } from './ask.ts';
import { type CommandContext, wholeNumber } from './command.ts';
import type { Output } from './output.ts';
import { createProgress } from './progress.ts';
import { grouped } from './table.ts';

export const newContactsHelp = `agree to this many new contacts; above ${grouped(contactsUnasked)} somebody has to`;

/** What --new-contacts says; null = it was not given. Throws CommandError. */
export function allowedContacts(text: string | undefined): number | null {
  return text === undefined ? null : wholeNumber('--new-contacts', text, 0);
}

/** Counts the contacts that a history would make, and asks where they are many. Throws CommandError when the answer is no. */
export async function agreeToContacts(
  { output }: CommandContext,
  answers: Answers,
  since: string,
  allowed: number | null,
): Promise<void> {
  const view = createProgress(output);
  const request = { since, agreed: allowed ?? 0, onProgress: view.onProgress };
  const contacts = await answers.newContacts(request).finally(() => view.end());
  if (contacts !== null) await agreeToNumber(output, contacts, allowed);
}

/** `--yes` says nothing about a number, so it does not agree to one. */
export async function agreeToNumber(output: Output, contacts: number, allowed: number | null): Promise<void> {
  if (contacts <= Math.max(contactsUnasked, allowed ?? 0)) return;
  const number = grouped(contacts);
  if (allowed !== null) {
    const message = `${number} new contacts would be made, and --new-contacts allows ${grouped(allowed)}. Look at samestory identity preview.`;
    throw new CommandError(message, exitCodes.needsYou);
  }
  await agree(output, {
    message: `Make ${number} new contacts in the CRM? samestory identity preview shows what they are and may cost.`,
    advice: `${number} new contacts would be made. Look at samestory identity preview, then add --new-contacts ${contacts}.`,
    yes: false,
  });
}
