import { CommandError, exitCodes } from '../app/failures.ts';

/** '2026-01-31' or '2026-01' as a day. Throws CommandError for anything that is no date. */
export function day(option: string, text: string): string {
  const written = /^\d{4}-\d{2}$/.test(text.trim()) ? `${text.trim()}-01` : text.trim();
  const parsed = new Date(`${written}T00:00:00Z`);
  // A day that does not exist, such as 31 February, reads back as another one.
  const exists =
    /^\d{4}-\d{2}-\d{2}$/.test(written) && !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(written);
  if (exists) return written;
  throw new CommandError(
    `${option} takes a date like 2026-01-31 or a month like 2026-01; found "${text}".`,
    exitCodes.usage,
  );
}
