import { ConfigError } from '../config/problems.ts';
import { ConnectorError, type Failure } from '../connector/failure.ts';

/** Exit codes of all commands; `help all` and docs/commands.md print them. */
export const exitCodes = { ok: 0, unexpected: 1, usage: 2, needsYou: 3, connection: 4, held: 5, stopped: 130 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** Ends a command with a message for people (what, where, how to mend it) and an exit code. */
export class CommandError extends Error {
  readonly exitCode: ExitCode;

  constructor(message: string, exitCode: ExitCode, options?: { cause?: unknown }) {
    super(message, options);
    this.name = 'CommandError';
    this.exitCode = exitCode;
  }
}

/** A person stopped the command before it was done; 130 is what shells report for an end by Ctrl-C. */
export class StoppedError extends CommandError {
  constructor() {
    super('Stopped before it was done.', exitCodes.stopped);
    this.name = 'StoppedError';
  }
}

/** What errors of the ledger and the loop mean to whoever gave the command. */
const codes = new Map<string, ExitCode>([
  ['LaneTakenError', exitCodes.held],
  ['LaneLostError', exitCodes.held],
  ['LedgerOpenError', exitCodes.usage],
  ['DatabaseAwayError', exitCodes.connection],
  ['DumpError', exitCodes.usage],
  ['BackfillTooLongError', exitCodes.usage],
  ['PausedError', exitCodes.needsYou],
  ['ReviewError', exitCodes.needsYou],
]);

/** What to print and which code to end with, for anything that a command may throw. */
export function verdictOf(error: unknown): { readonly message: string; readonly exitCode: ExitCode } {
  if (error instanceof CommandError) return { message: error.message, exitCode: error.exitCode };
  if (error instanceof ConfigError) return { message: error.message, exitCode: exitCodes.usage };
  if (error instanceof ConnectorError) return { message: error.message, exitCode: codeOf(error.failure) };
  if (!(error instanceof Error)) return { message: String(error), exitCode: exitCodes.unexpected };
  return { message: error.message, exitCode: codes.get(error.name) ?? exitCodes.unexpected };
}

function codeOf(failure: Failure): ExitCode {
  switch (failure.class) {
    case 'credential':
    case 'transient':
    case 'quota':
      return exitCodes.connection;
    case 'bug':
      return exitCodes.unexpected;
    default:
      return exitCodes.needsYou;
  }
}
