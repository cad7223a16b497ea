import { type ConnectionConfig, loadConnection } from '../config/connection.ts';
import type { Environment } from '../config/reader.ts';
import type { Ledger } from '../ledger/contract.ts';
import { runningService } from './control-client.ts';
import { type FolderGuard, guardFolder } from './folder-guard.ts';
import type { Answers } from './http-apps.ts';
import { type Platforms, reachPlatforms } from './platforms.ts';
import { openLedgerOf, openRoute } from './route.ts';
import type { Runtime } from './runtime.ts';
import { answersOf } from './status.ts';

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
  return withSession(env, runtime, async ({ platforms, ledger }) =>
    work(answersOf(await openRoute(platforms, ledger, runtime), config.webhookAddress)),
  );
}
