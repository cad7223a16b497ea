import type { ConnectionConfig } from '../../config/connection.ts';
import type { Ledger } from '../../ledger/contract.ts';
import { LaneLostError } from '../../ledger/errors.ts';
import { unfinishedRebuild } from '../../sync/rebuild/rebuild.ts';
import type { Route } from '../../sync/types.ts';
import { LaneTakenError, withLane } from '../../sync/with-lane.ts';
import type { Configuration } from '../configuration.ts';
import { CommandError, exitCodes } from '../failures.ts';
import type { Platforms } from '../platforms.ts';
import { configuredBy, openRoute } from '../route.ts';
import type { Runtime } from '../runtime.ts';
import { holderName } from '../service.ts';
import { type Keeping, keepDecisions, refuseLost } from './keep.ts';
import { decisionsPath } from './place.ts';

/** The parts of a session that matter here. */
interface Opened {
  readonly configuration: Pick<Configuration, 'file' | 'map' | 'data'>;
  readonly config: ConnectionConfig;
  readonly platforms: Platforms;
  readonly ledger: Ledger;
}

export function keepingOf(route: Route, { config, configuration }: Pick<Opened, 'config' | 'configuration'>): Keeping {
  return { ...route, path: decisionsPath(config.ledger.home, configuration.file) };
}

/**
 * The route of a session whose ledger is whole. Throws CommandError when a rebuild was begun and not finished, or when the
 * ledger was lost and its decisions are still there.
 */
export async function openKeptRoute(session: Opened, runtime: Runtime): Promise<Route> {
  const route = await openRoute(session.platforms, session.ledger, configuredBy(session.configuration), runtime);
  const unfinished = await unfinishedRebuild(route);
  if (unfinished !== null) {
    const begun = unfinished.begunAt.toISOString().slice(0, 16).replace('T', ' ');
    const advice = 'Run "samestory rebuild" again: it goes on where it stopped.';
    throw new CommandError(`The rebuild begun at ${begun} UTC is not finished. ${advice}`, exitCodes.needsYou);
  }
  await refuseLost(keepingOf(route, session));
  return route;
}

/** How long a new decision may wait to be written beside the configuration. */
const everyMs = 10_000;

/** Keeps decisions in a rhythm, for the holder of the lane; a file that cannot be written is logged and tried again. */
export function decisionKeeper(keeping: Keeping): { due(): Promise<void>; now(): Promise<void> } {
  let last: number | null = null;
  const now = async () => {
    try {
      await keepDecisions(keeping);
    } catch (error) {
      if (error instanceof CommandError) throw error;
      const reason = error instanceof Error ? error.message : String(error);
      keeping.log.error('decisions could not be kept beside the configuration', { path: keeping.path, reason });
    }
    last = keeping.clock.now().getTime();
  };
  return {
    now,
    due: async () => {
      if (last === null || keeping.clock.now().getTime() - last >= everyMs) await now();
    },
  };
}

/** Keeps decisions once, after a command; whoever else has the lane does it themselves. */
export async function keepAfterwards(route: Route, session: Pick<Opened, 'config' | 'configuration'>): Promise<void> {
  try {
    await withLane(route, holderName(), () => decisionKeeper(keepingOf(route, session)).now());
  } catch (error) {
    if (!(error instanceof LaneTakenError || error instanceof LaneLostError)) throw error;
  }
}
