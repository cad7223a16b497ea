import { patterns } from '../field-map/patterns.ts';
import type { Configuration } from './configuration.ts';
import { CommandError, exitCodes } from './failures.ts';

/** Patterns whose objects are not synced yet are refused whole, never done by half. Throws CommandError. */
export function requireWorkingPattern({ data: { pattern } }: Configuration): void {
  const { cannotStart } = patterns[pattern];
  if (cannotStart === null) return;
  const instead = 'Until then choose core, dtc, support or reporting';
  throw new CommandError(
    `The pattern ${pattern} cannot start yet. ${cannotStart} ${instead}; "samestory patterns ${pattern}" shows what it will bring.`,
    exitCodes.usage,
  );
}

/** Whether the configuration asks for files alone: nothing live, and nothing of the CRM. */
export function isFilesOnly({ data }: Configuration): boolean {
  return data.rhythm === 'export';
}

/** Throws CommandError where the configuration keeps a CRM out of it: files only, or a pattern that cannot work yet. */
export function requireCrm(configuration: Configuration): void {
  const { data, file } = configuration;
  requireWorkingPattern(configuration);
  if (!isFilesOnly(configuration)) return;
  const said = data.pattern === 'reporting' ? 'pattern: reporting' : 'rhythm: export';
  const message = `${file} says "${said}": files only, nothing is written to a CRM. Change that there, or use samestory start, which writes the files.`;
  throw new CommandError(message, exitCodes.usage);
}

/**
 * Writing to a CRM is for set-ups that somebody watches: throws CommandError where nobody is named to be told of failures,
 * and where the configuration keeps the CRM out of it.
 */
export function requireWriter(configuration: Configuration): void {
  const { data, file } = configuration;
  requireCrm(configuration);
  if (data.responsible !== undefined) return;
  const why = 'Nobody is named who is told when something fails, so nothing is written to the CRM.';
  const place = file === null ? 'Run samestory init' : `Add "responsible:" with a name and an email to ${file}`;
  const rest = 'try, export, report, compare and status work without.';
  throw new CommandError(
    `${why} ${place}, or set SAMESTORY_RESPONSIBLE="Jane Doe <jane@example.com>". ${rest}`,
    exitCodes.usage,
  );
}
