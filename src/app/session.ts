import { type ConnectionConfig, loadConnection } from '../config/connection.ts';
import type { Environment } from '../config/reader.ts';
import type { Ledger } from '../ledger/contract.ts';
import { withLane } from '../sync/lane.ts';
import { answersOf } from './answers.ts';
import { runningService } from './control-client.ts';
import { type FolderGuard, guardFolder } from './folder-guard.ts';
import type { Answers } from './http-apps.ts';
import { type Platforms, reachPlatforms } from './platforms.ts';
import { openLedgerOf, openRoute } from './route.ts';
import type { Runtime } from './runtime.ts';
import { holderName } from './service.ts';
import type { LaneAccess } from './turns.ts';

/** What a command works with: both platforms reached, the folder held, the ledger open. */
export interface Session {
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
  env: Environment,
  runtime: Runtime,
  work: (session: Session) => Promise<T>,
): Promise<T> {
  const config = loadConnection(env);
  const guard = config.ledger.databaseUrl === null ? await guardFolder(config.ledger.home, runtime.clock) : null;
  try {
    const platforms = await reachPlatforms(config, runtime);
    const ledger = await openLedgerOf(config.ledger);
    try {
      return await work({ config, platforms, ledger, guard });
    } finally {
      await ledger.close();
    }
  } finally {
    await guard?.release();
  }
}

/**
 * Answers questions: through the service that holds the folder, or with a session of its own where none runs.
 * Throws CommandError when the folder is held by a process that answers nothing.
 */
export async function withAnswers<T>(
  env: Environment,
  runtime: Runtime,
  work: (answers: Answers) => Promise<T>,
): Promise<T> {
  const config = loadConnection(env);
  if (config.ledger.databaseUrl === null) {
    const service = await runningService(config.ledger.home);
    if (service !== null) return work(service);
  }
  return withSession(env, runtime, async (session) => work(await ownAnswers(session, runtime)));
}

/** Answers of this process itself, which takes the lane whenever something has to be written. */
export async function ownAnswers({ platforms, ledger, config }: Session, runtime: Runtime): Promise<Answers> {
  const route = await openRoute(platforms, ledger, runtime);
  const lane: LaneAccess = { looping: false, alone: (work) => withLane(route, holderName(), work) };
  return answersOf(route, config.webhookAddress, lane);
}
