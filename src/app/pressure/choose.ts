import { CommandError, exitCodes } from '../failures.ts';
import { pressureCases } from './cases.ts';
import type { PressureCase } from './stage.ts';

/** The cases by name, all where none is named; commas may join names. Throws CommandError for one that is not there. */
export function chosenCases(names: readonly string[]): readonly PressureCase[] {
  const wanted = names.flatMap((name) => name.split(',')).map((name) => name.trim());
  if (wanted.length === 0) return pressureCases;
  const unknown = wanted.filter((name) => !pressureCases.some(({ id }) => id === name));
  if (unknown.length > 0) {
    const known = pressureCases.map(({ id }) => id).join(', ');
    throw new CommandError(
      `--only: found ${unknown.map((name) => `"${name}"`).join(', ')}; allowed: ${known}.`,
      exitCodes.usage,
    );
  }
  return pressureCases.filter(({ id }) => wanted.includes(id));
}
