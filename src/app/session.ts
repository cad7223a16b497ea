import { type ConnectionConfig, loadConnection } from '../config/connection.ts';
import type { Ledger } from '../ledger/contract.ts';
import type { Route } from '../sync/types.ts';
import { withLane } from '../sync/with-lane.ts';
import { alertingOf } from './alerts/desk.ts';
import { answersOf } from './answers.ts';
import type { Configuration } from './configuration.ts';
import { keepAfterwards, openKeptRoute } from './decisions/kept-route.ts';
import { CommandError, exitCodes } from './failures.ts';
import { type FolderGuard, guardFolder } from './folder-guard.ts';
import type { Answers } from './http-apps.ts';
import { type Platforms, reachPlatforms } from './platforms.ts';
import { webhooksOf } from './rhythm.ts';
import { openLedgerOf } from './route.ts';
import type { Runtime } from './runtime.ts';
import { holderName } from './service.ts';
import type { LaneAccess } from './turns.ts';

/** What a command works with: both platforms reached, the folder held, the ledger open. */
export interface Session {
  readonly configuration: Configuration;
  readonly config: ConnectionConfig;
  readonly platforms: Platforms;
  readonly ledger: Ledger;
  /** Null with a PostgreSQL ledger: there the lane alone keeps processes apart. */
  readonly guard: FolderGuard | null;
}

/**
 * Opens a session, runs `work` and closes everything again, also after a failure. The folder is taken before anything
 * else, so that a second process is refused before it reaches any platform.
 */
export async function withSession<T>(
  configuration: Configuration,
  runtime: Runtime,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const connection = loadConnection(configuration.env);
  const webhookAddress = webhooksOf(configuration.data.rhythm, connection.webhookAddress);
  const config = { ...connection, webhookAddress };
  const guard = config.ledger.databaseUrl === null ? await guardFolder(config.ledger.home, runtime.clock) : null;
  try {
    const platforms = await reachPlatforms(config, configuration.map, runtime);
    const ledger = await openLedgerOf(config.ledger);
    try {
      return await work({ configuration, config, platforms, ledger, guard });
    } finally {
      await ledger.close();
    }
  } finally {
    await guard?.release();
  }
}

/**
 * Answers of this process itself, with a session of its own; `onOwn` is called before `work`. Throws CommandError when the
 * folder is held by a process that answers nothing.
 */
export async function withOwnAnswers<T>(
  configuration: Configuration,
  runtime: Runtime,
  work: (answers: Answers) => Promise<T>,
  onOwn?: (session: Session, answers: Answers) => Promise<void>,
): Promise<T> {
  return withSession(configuration, runtime, async (session) => {
    const route = await openKeptRoute(session, runtime);
    const answers = ownAnswers(route, session);
    await onOwn?.(session, answers);
    try {
      return await work(answers);
    } finally {
      await keepAfterwards(route, session);
    }
  });
}

/** Takes the lane whenever something has to be written, for one thing at a time. */
function ownAnswers(route: Route, { config, configuration }: Session): Answers {
  let busy = false;
  const lane: LaneAccess = {
    looping: false,
    alone: async (work) => {
      // The same process would be given the lane a second time, and the first work lose it.
      if (busy) throw new CommandError(`Process ${process.pid} is writing already: wait for it.`, exitCodes.held);
      busy = true;
      try {
        return await withLane(route, holderName(), work);
      } finally {
        busy = false;
      }
    },
  };
  return answersOf(route, { webhookAddress: config.webhookAddress, alerting: alertingOf(configuration) }, lane);
}
