import type { Configuration } from '../app/configuration.ts';
import { CommandError, exitCodes } from '../app/failures.ts';
import { launchChecklist } from '../app/readiness/launch.ts';
import { launchOf, launchStateOf, rememberLaunch } from '../app/readiness/launch-state.ts';
import type { Route } from '../sync/types.ts';
import { printChecklist } from './checklist-text.ts';
import type { Output } from './output.ts';

/**
 * Shows the checklist before the first live run of a store into an account. Throws CommandError when the scope is too wide
 * and nobody has put a name to going live all the same.
 */
export async function ensureLaunch(
  output: Output,
  route: Route,
  configuration: Configuration,
  confirmedBy: string | undefined,
): Promise<void> {
  const { ledger, clock } = route;
  if ((await launchOf(ledger, route)) !== null) return;
  const name = confirmedBy?.replace(/\s+/g, ' ').trim() ?? null;
  if (name === '') throw new CommandError('--confirmed-by takes the name of whoever decides it.', exitCodes.usage);
  const checklist = await launchChecklist(configuration, await launchStateOf(route));
  printChecklist(output, checklist);
  if (checklist.whyTooWide !== null && name === null) {
    throw new CommandError(
      `Not started. ${checklist.whyTooWide} Answer with samestory checklist, or start with --confirmed-by "Your Name" to go live all the same.`,
      exitCodes.needsYou,
    );
  }
  const at = clock.now().toISOString();
  await rememberLaunch(ledger, route, { at, confirmedBy: checklist.tooWide ? name : null, missing: checklist.missing });
}
