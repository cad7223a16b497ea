import { Worker } from 'node:worker_threads';
import { compiledDatabase } from './compiled-database.ts';
import type { Connection } from './connection.ts';
import { DatabaseDamagedError, LaneLostError, LedgerOpenError } from './errors.ts';
import type { Input, OperationName, Output } from './inputs.ts';
import { siblingModule } from './sibling-module.ts';
import { isReply, type Request, type SentError } from './worker-messages.ts';

interface Pending {
  readonly resolve: (output: unknown) => void;
  readonly reject: (error: Error) => void;
}

/** Opens the embedded database in a worker thread of its own. Throws LedgerOpenError. */
export async function connectEmbedded(dataDir: string): Promise<Connection> {
  const compiled = await compiledDatabase();
  const worker = new Worker(siblingModule('worker'), { workerData: { dataDir, compiled }, name: 'samestory ledger' });
  const pending = new Map<number, Pending>();
  let gone: Error | null = null;
  let lastId = 0;
  const fail = (error: Error) => {
    gone ??= error;
    for (const { reject } of pending.values()) reject(gone);
    pending.clear();
  };
  worker.on('error', (error) => fail(stopped(error)));
  worker.on('exit', () => fail(gone ?? stopped(null)));
  worker.on('message', (message: unknown) => {
    if (!isReply(message)) return;
    const waiting = pending.get(message.id);
    pending.delete(message.id);
    if (message.ok) waiting?.resolve(message.output);
    else waiting?.reject(errorOf(message.error));
  });
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  const wait = (id: number) => new Promise<unknown>((resolve, reject) => pending.set(id, { resolve, reject }));
  const ask = (request: Request): Promise<unknown> => {
    if (gone !== null) return Promise.reject(gone);
    const answer = wait(request.id);
    worker.postMessage(request);
    return answer;
  };
  try {
    await wait(0);
  } catch (error) {
    await worker.terminate();
    throw openError(error);
  }
  const run = async <Name extends OperationName>(name: Name, input: Input<Name>): Promise<Output<Name>> => {
    const output = await ask({ id: ++lastId, type: 'run', name, input });
    // What the worker's operation of that name returned; the types end at the thread's border.
    return output as Output<Name>;
  };
  return {
    // The folder's guard lets one process in.
    exclusive: true,
    run,
    // Each message is a transaction: a thread that waits inside one would keep everybody else waiting too.
    snapshot: (work) => work(run),
    atOnce: (work) => work(run),
    close: async () => {
      if (gone !== null) return;
      const closed = ask({ id: ++lastId, type: 'close' });
      gone = new Error('the ledger is closed');
      await closed;
      await exited;
    },
  };
}

function errorOf({ name, message, destination }: SentError): Error {
  if (name === 'LaneLostError' && destination !== null) return new LaneLostError(destination);
  if (name === 'LedgerOpenError') return new LedgerOpenError(message);
  const error = new Error(message);
  error.name = name;
  return error;
}

function openError(error: unknown): LedgerOpenError {
  if (error instanceof LedgerOpenError) return error;
  const reason = error instanceof Error ? error.message : String(error);
  return new DatabaseDamagedError(`the embedded database does not start: ${reason}`, { cause: error });
}

function stopped(cause: Error | null): Error {
  const reason = cause === null ? '' : `: ${cause.message}`;
  return new Error(`the thread of the embedded database has ended${reason}`, { cause });
}
