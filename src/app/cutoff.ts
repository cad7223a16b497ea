import type { Configuration } from './configuration.ts';
import { CommandError, exitCodes } from './failures.ts';

/**
 * The first day of a history: what was asked for, else what the configuration says. Throws CommandError where neither says
 * one, or where more is asked for than the configuration allows.
 */
export function historySince(asked: string | null, { data, file }: Configuration): string {
  const { cutoff } = data.history;
  if (asked === null && cutoff === undefined) {
    const message = 'From which day on? Give --since 2026-01-01, or say history.cutoff in samestory.yaml.';
    throw new CommandError(message, exitCodes.usage);
  }
  if (asked !== null && cutoff !== undefined && asked < cutoff) {
    const message = `--since ${asked} is before history.cutoff, which ${file} sets to ${cutoff}. Ask for a later day, or change the file.`;
    throw new CommandError(message, exitCodes.usage);
  }
  return asked ?? cutoff ?? '';
}
