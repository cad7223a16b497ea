import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';

const resultSchema = z.object({
  seed: z.number(),
  problems: z.array(z.string()),
  events: z.number(),
  digest: z.string(),
  processes: z.number(),
  struck: z.record(z.string(), z.number()),
  crashPoints: z.array(z.string()),
});

export type PooledResult = z.infer<typeof resultSchema>;

/** Processes that run seeds. Each opens one database, which costs as much as several seeds, and keeps it. */
export class SeedPool {
  readonly #workers: readonly ChildProcess[];

  /** `worker`: the file that each process runs; another copy of the tree has its own. */
  constructor(jobs: number, worker: URL = new URL('./seed-worker.ts', import.meta.url)) {
    this.#workers = Array.from({ length: jobs }, () => fork(worker, { serialization: 'advanced' }));
  }

  /**
   * Each process takes the next seed when it is free; a seed is asked for only then, so that a generator can stop.
   * Rejects when a process ends by itself.
   */
  async run(seeds: Iterable<number>, onResult: (result: PooledResult) => void): Promise<void> {
    const waiting = seeds[Symbol.iterator]();
    await Promise.all(this.#workers.map((worker) => work(worker, waiting, onResult)));
  }

  /** Ends the processes in the middle of what they do. */
  kill(): void {
    for (const worker of this.#workers) worker.kill('SIGKILL');
  }

  async close(): Promise<void> {
    for (const worker of this.#workers) if (worker.connected) worker.disconnect();
    // One that was killed has a signal instead of a code.
    const living = this.#workers.filter(({ exitCode, signalCode }) => exitCode === null && signalCode === null);
    await Promise.all(living.map((worker) => once(worker, 'exit')));
  }
}

async function work(
  worker: ChildProcess,
  waiting: Iterator<number>,
  onResult: (result: PooledResult) => void,
): Promise<void> {
  const stop = new AbortController();
  const ended = once(worker, 'exit', { signal: stop.signal }).then(([code]) => {
    throw new Error(`a process that ran seeds ended by itself with code ${code}`);
  });
  // Whoever waits for an answer gets the error; at the end nobody waits any more.
  ended.catch(() => undefined);
  for (let next = waiting.next(); next.done !== true; next = waiting.next()) {
    worker.send(next.value);
    const [message]: unknown[] = await Promise.race([once(worker, 'message'), ended]);
    onResult(resultSchema.parse(message));
  }
  stop.abort();
}

/** The command that runs a seed again, exactly as it was. */
function replayCommand(seed: number): string {
  return `npm run simulate -- --seeds 1 --from ${seed}`;
}

/** What differed, and how to see it again. */
export function failureText({
  seed,
  problems,
}: {
  readonly seed: number;
  readonly problems: readonly string[];
}): string {
  const lines = problems.map((problem) => `    ${problem}`);
  return [`seed ${seed} failed; replay it with: ${replayCommand(seed)}`, ...lines].join('\n');
}
