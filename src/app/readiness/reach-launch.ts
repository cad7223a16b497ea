import { ConfigError } from '../../config/problems.ts';
import { ConnectorError } from '../../connector/failure.ts';
import type { Configuration } from '../configuration.ts';
import { CommandError, exitCodes } from '../failures.ts';
import type { Runtime } from '../runtime.ts';
import { withAnswers } from '../with-answers.ts';
import type { LaunchState } from './launch-state.ts';

/**
 * Asks accounts and ledger, through the service where one runs. Before credentials or set-up there is nothing to ask, which
 * is no failure of a checklist: then `why` says so.
 */
export async function stateIfReachable(
  configuration: Configuration,
  runtime: Runtime,
): Promise<{ readonly state: LaunchState | null; readonly why: string | null }> {
  try {
    return { state: await withAnswers(configuration, runtime, (answers) => answers.launch()), why: null };
  } catch (error) {
    const early =
      error instanceof ConfigError ||
      error instanceof ConnectorError ||
      (error instanceof CommandError && error.exitCode === exitCodes.needsYou);
    if (!early) throw error;
    return { state: null, why: error.message.split('\n')[0] ?? '' };
  }
}
