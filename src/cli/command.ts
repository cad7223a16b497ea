import { type Configuration, loadConfiguration } from '../app/configuration.ts';
import { CommandError, type ExitCode, exitCodes, verdictOf } from '../app/failures.ts';
import { createLogger, type LogLevel } from '../app/log.ts';
import { type Runtime, systemRuntime } from '../app/runtime.ts';
import { withEnvFile } from '../config/env-file.ts';
import type { Environment } from '../config/reader.ts';
import { createOutput, type Output } from './output.ts';

export interface CommandContext {
  readonly output: Output;
  /** Read at the first call, so that commands which need none run beside a broken one. Throws ConfigError. */
  readonly configuration: () => Configuration;
  readonly env: Environment;
  readonly runtime: Runtime;
}

/**
 * Runs a command: gives it output, environment and runtime, and turns whatever it throws into one message on stderr and
 * an exit code. SAMESTORY_DEBUG=1 adds the stack, for whoever mends this program.
 */
export async function runCommand(
  options: { readonly json?: boolean | undefined; readonly logLevel?: LogLevel },
  work: (context: CommandContext) => Promise<ExitCode>,
): Promise<void> {
  const output = createOutput({ json: options.json === true });
  const debug = process.env['SAMESTORY_DEBUG'] === '1';
  try {
    const env = withEnvFile(process.env, process.cwd());
    const logger = createLogger(debug ? 'info' : (options.logLevel ?? 'error'));
    let loaded: Configuration | null = null;
    const configuration = () => {
      loaded ??= loadConfiguration(env, process.cwd());
      return loaded;
    };
    process.exitCode = await work({ output, env, configuration, runtime: systemRuntime(logger) });
  } catch (error) {
    const { message, exitCode } = verdictOf(error);
    output.aside(`samestory: ${message}`);
    if (exitCode === exitCodes.unexpected) {
      output.aside('This should not happen. Run it again with SAMESTORY_DEBUG=1 and report what it prints.');
    }
    if (debug && error instanceof Error) output.aside(error.stack ?? '');
    process.exitCode = exitCode;
  }
}

/** A whole number of at least `least`, from an option. Throws CommandError. */
export function wholeNumber(name: string, text: string, least: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= least) return value;
  throw new CommandError(`${name} takes a whole number from ${least}; found "${text}".`, exitCodes.usage);
}
