import { Worker } from 'node:worker_threads';
import { z } from 'zod';
import type { Log } from '../sync/types.ts';
import { CommandError, exitCodes } from './failures.ts';
import type { Served } from './listen.ts';

/** What the thread is given. The lane is the destination account; milliseconds. */
export const intakeThreadData = z.object({
  databaseUrl: z.string(),
  host: z.string(),
  port: z.number(),
  secrets: z.array(z.string()),
  source: z.string(),
  domain: z.string(),
  lane: z.string(),
  debounceMs: z.number(),
});

export type IntakeThreadData = z.infer<typeof intakeThreadData>;

const levels = ['info', 'warn', 'error'] as const;

const toldByThread = z.discriminatedUnion('type', [
  z.object({ type: z.literal('serving'), url: z.string().nullable() }),
  /** It cannot begin; `isUsage`: the configuration names a place that is not to be had. */
  z.object({ type: z.literal('refused'), message: z.string(), isUsage: z.boolean() }),
  z.object({
    type: z.literal('log'),
    level: z.enum(levels),
    message: z.string(),
    fields: z.record(z.string(), z.unknown()),
  }),
]);

export type ToldByIntakeThread = z.infer<typeof toldByThread>;

/** What tells the thread to end: it answers what it has begun. */
export const closeIntake = 'close';

export interface ServedApart extends Served {
  /** Rejects when the thread ends by itself; never settles otherwise. */
  readonly broken: Promise<never>;
}

/**
 * Answers webhooks in a thread of its own, whose module is given. Whoever sends one waits for the answer: not for what the
 * loop computes, which keeps the main thread's sockets waiting for tens of milliseconds at a time.
 * @throws CommandError when the place is taken.
 */
export async function serveIntakeApart(module: URL, data: IntakeThreadData, log: Log): Promise<ServedApart> {
  const worker = new Worker(module, { workerData: data, name: 'samestory webhooks' });
  const serving = Promise.withResolvers<string | null>();
  const broken = Promise.withResolvers<never>();
  const exited = new Promise<void>((resolve) => worker.once('exit', () => resolve()));
  let closing = false;
  const fail = (error: Error) => {
    serving.reject(error);
    if (!closing) broken.reject(error);
  };
  // Whoever waits for one of them gets the error there.
  serving.promise.catch(() => undefined);
  broken.promise.catch(() => undefined);
  worker.on('error', (error: unknown) => fail(new Error('the thread that answers webhooks broke', { cause: error })));
  worker.on('exit', () => fail(new Error('the thread that answers webhooks ended by itself')));
  worker.on('message', (message: unknown) => {
    const told = toldByThread.parse(message);
    if (told.type === 'serving') serving.resolve(told.url);
    else if (told.type === 'log') log[told.level](told.message, told.fields);
    else serving.reject(told.isUsage ? new CommandError(told.message, exitCodes.usage) : new Error(told.message));
  });
  const close = async () => {
    closing = true;
    worker.postMessage(closeIntake);
    await exited;
  };
  try {
    return { url: await serving.promise, close, broken: broken.promise };
  } catch (error) {
    closing = true;
    await worker.terminate();
    throw error;
  }
}
