import { runningWriters, type WriterContext } from '../sync/other-writers.ts';
import { CommandError, exitCodes } from './failures.ts';

/** How a person says that another connection is off although its last write is recent. */
export const offFlag = '--other-sync-off';

/** Refuses to write while another connection brings this store's records. Throws CommandError that says where it is switched off. */
export async function refuseOtherWriters(context: WriterContext): Promise<void> {
  const running = await runningWriters(context);
  if (running.length === 0) return;
  const sentences = running.map(({ sentence }) => sentence).join(' ');
  throw new CommandError(`${sentences} Then run "samestory setup ${offFlag}".`, exitCodes.needsYou);
}
