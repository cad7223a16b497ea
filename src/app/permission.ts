import type { Configuration } from './configuration.ts';
import { CommandError, exitCodes } from './failures.ts';

/**
 * Writing to a CRM is for set-ups that somebody watches: throws CommandError where nobody is named to be told of failures,
 * or where the configuration says that there are only files.
 */
export function requireWriter({ data, file }: Configuration): void {
  if (data.rhythm === 'export') {
    const message = `${file} says "rhythm: export": files only, nothing is written to a CRM. Choose another rhythm there, or use samestory export.`;
    throw new CommandError(message, exitCodes.usage);
  }
  if (data.responsible !== undefined) return;
  const why = 'Nobody is named who is told when something fails, so nothing is written to the CRM.';
  const place = file === null ? 'Run samestory init' : `Add "responsible:" with a name and an email to ${file}`;
  const rest = 'try, export, report, compare and status work without.';
  throw new CommandError(
    `${why} ${place}, or set SAMESTORY_RESPONSIBLE="Jane Doe <jane@example.com>". ${rest}`,
    exitCodes.usage,
  );
}
