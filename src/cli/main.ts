import { CommanderError } from 'commander';
import { exitCodes } from '../app/failures.ts';
import { createProgram } from './program.ts';

try {
  const program = await createProgram(process.argv[2]);
  await program.parseAsync(process.argv);
} catch (error) {
  // Commander has printed its message already; it throws for help and version too, with code 0.
  if (!(error instanceof CommanderError)) throw error;
  process.exitCode = error.exitCode === 0 ? exitCodes.ok : exitCodes.usage;
}
