import { type MessagePort, parentPort, receiveMessageOnPort, workerData } from 'node:worker_threads';
import type { PGlite } from '@electric-sql/pglite';
import type { Kysely } from 'kysely';
import type { Database } from './database.ts';
import { embeddedKysely, startEmbedded } from './embedded-database.ts';
import { LaneLostError } from './errors.ts';
import type { Input, OperationName } from './inputs.ts';
import { migrate } from './migrate.ts';
import { runOperation } from './operations.ts';
import { RequestQueue } from './request-queue.ts';
import { upkeep } from './upkeep.ts';
import { isRequest, type Reply, type Request, type SentError } from './worker-messages.ts';

const answersBetweenUpkeep = 100;

/**
 * The worker thread of the embedded database. Its calls block a thread for milliseconds, which would starve the sockets
 * and timers of the main one. One message is one transaction; request-queue.ts says in which order they are worked.
 */
async function serve(port: MessagePort, dataDir: string, compiled: WebAssembly.Module): Promise<void> {
  const send = (reply: Reply) => port.postMessage(reply);
  let db: Kysely<Database>;
  try {
    const pglite: PGlite = await startEmbedded(dataDir, compiled);
    db = embeddedKysely(pglite);
    await migrate(db);
  } catch (error) {
    send({ id: 0, ok: false, error: sentError(error) });
    return;
  }
  const queue = new RequestQueue();
  let working = false;
  let answered = 0;
  const take = (message: unknown) => {
    if (isRequest(message)) queue.push(message);
  };
  // The database never lets the thread's events happen between two requests: what came meanwhile has to be fetched, or a
  // webhook waits for everything that was asked before it.
  const next = () => {
    for (let sent = receiveMessageOnPort(port); sent !== undefined; sent = receiveMessageOnPort(port))
      take(sent.message);
    return queue.next();
  };
  const work = async () => {
    working = true;
    for (let request = next(); request !== undefined; request = next()) {
      send(await answer(db, request));
      answered += 1;
      if (request.type === 'close') port.close();
      // A table that could not be worked now is worked next time; nobody waits for it.
      else if (answered % answersBetweenUpkeep === 0) await upkeep(db).catch(() => undefined);
    }
    working = false;
  };
  port.on('message', (message: unknown) => {
    take(message);
    if (!working) void work();
  });
  send({ id: 0, ok: true, output: null });
}

async function answer(db: Kysely<Database>, request: Request): Promise<Reply> {
  const { id } = request;
  try {
    if (request.type === 'close') {
      await db.destroy();
      return { id, ok: true, output: null };
    }
    return { id, ok: true, output: await run(db, request.name, request.input) };
  } catch (error) {
    return { id, ok: false, error: sentError(error) };
  }
}

async function run(db: Kysely<Database>, name: OperationName, input: unknown): Promise<unknown> {
  // The sender's types tie the input to the name; after the thread's border only this line knows it.
  return await runOperation(db, name, input as Input<OperationName>);
}

function sentError(error: unknown): SentError {
  if (!(error instanceof Error)) return { name: 'Error', message: String(error), destination: null };
  const destination = error instanceof LaneLostError ? error.destination : null;
  return { name: error.name, message: error.message, destination };
}

const start: unknown = workerData;
if (parentPort !== null) {
  if (typeof start !== 'object' || start === null || !('dataDir' in start) || typeof start.dataDir !== 'string') {
    throw new TypeError('the folder of the database was not named');
  }
  if (!('compiled' in start) || !(start.compiled instanceof WebAssembly.Module)) {
    throw new TypeError('the compiled database was not handed over');
  }
  await serve(parentPort, start.dataDir, start.compiled);
}
