import { DatabaseAwayError, LaneLostError } from '../ledger/errors.ts';
import { type LaneEvents, runLane } from '../sync/lane.ts';
import type { Route } from '../sync/types.ts';
import { LaneTakenError } from '../sync/with-lane.ts';

/** How often a process that waits asks for the lane; a holder that died is followed within its lease and this. */
const askMs = 2_000;

/**
 * Works the lane; while another process has it, waits and takes over when that one ends. Only on a database that several
 * processes can have: in a folder of its own a service never meets another. Tells `onStandby` whom it waits for, and null
 * once it works. A database that went away is waited for, and the lane then taken anew: whatever was under way is looked
 * up as after a crash. Resolves when the signal aborts, rejects when the loop ends by itself.
 */
export async function workOrStandBy(
  route: Route,
  events: LaneEvents & { readonly holder: string; readonly signal: AbortSignal; readonly startedAt: Date },
  onStandby: (holder: string | null) => void,
): Promise<void> {
  let waitingFor: string | null = null;
  const follow = (holder: string | null) => {
    if (holder === waitingFor) return;
    waitingFor = holder;
    if (holder !== null) route.log.info('standing by: another process has the lane', { holder });
    else route.log.info('took over the lane', { holder: events.holder });
    onStandby(holder);
  };
  let away = false;
  const onLane = () => {
    if (away) route.log.info('the database answers again', { holder: events.holder });
    away = false;
    follow(null);
  };
  while (!events.signal.aborted) {
    try {
      await runLane(route, { ...events, onLane });
    } catch (error) {
      if (events.signal.aborted) return;
      if (error instanceof DatabaseAwayError) {
        if (!away) route.log.error('waiting for the database', { reason: error.message });
        away = true;
      } else if (error instanceof LaneTakenError) follow(error.holder);
      else if (error instanceof LaneLostError && !route.ledger.exclusive) follow('another process');
      else throw error;
      await route.clock.sleep(askMs, events.signal).catch(() => undefined);
    }
  }
}
