import { loadConnection } from '../config/connection.ts';
import type { Configuration } from './configuration.ts';
import { runningService } from './control-client.ts';
import type { Answers } from './http-apps.ts';
import type { Runtime } from './runtime.ts';
import type { Session } from './session.ts';

/**
 * Answers questions: through the service that holds the folder, or with a session of its own where none runs; `onOwn` is
 * then called before `work`. Throws CommandError when the folder is held by a process that answers nothing.
 */
export async function withAnswers<T>(
  configuration: Configuration,
  runtime: Runtime,
  work: (answers: Answers) => Promise<T>,
  onOwn?: (session: Session, answers: Answers) => Promise<void>,
): Promise<T> {
  const config = loadConnection(configuration.env);
  if (config.ledger.databaseUrl === null) {
    const service = await runningService(config.ledger.home);
    if (service !== null) return work(service);
  }
  // Half of the product, which a second terminal does not need.
  const { withOwnAnswers } = await import('./session.ts');
  return withOwnAnswers(configuration, runtime, work, onOwn);
}
