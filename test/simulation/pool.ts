import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { z } from 'zod';

const resultSchema = z.object({
  seed: z.number(),
  problems: z.array(z.string()),
  events: z.number(),
  digest: z.string(),
  processes: z.number(),
});

export type PooledResult = z.infer<typeof resultSchema>;

/** Runs seeds in `jobs` processes; each takes the next one when it is free. Rejects when a process ends by itself. */
export async function runSeeds(
  seeds: Iterable<number>,
  jobs: number,
  onResult: (result: PooledResult) => void,
): Promise<void> {
  const waiting = [...seeds];
  const workers = Array.from({ length: Math.min(jobs, waiting.length) }, () =>
    fork(new URL('./seed-worker.ts', import.meta.url), { serialization: 'advanced' }),
  );
  try {
    await Promise.all(workers.map((worker) => work(worker, waiting, onResult)));
  } finally {
    for (const worker of workers) worker.disconnect();
    await Promise.all(workers.map((worker) => worker.exitCode ?? once(worker, 'exit')));
  }
}

async function work(worker: ChildProcess, waiting: number[], onResult: (result: PooledResult) => void): Promise<void> {
  const ended = once(worker, 'exit').then(([code]) => {
    throw new Error(`a process that ran seeds ended by itself with code ${code}`);
  });
  // Whoever waits for an answer gets the error; at the end nobody waits any more.
  ended.catch(() => undefined);
  for (let seed = waiting.shift(); seed !== undefined; seed = waiting.shift()) {
    worker.send(seed);
    const [message]: unknown[] = await Promise.race([once(worker, 'message'), ended]);
    onResult(resultSchema.parse(message));
  }
}

/** The command that runs a seed again, exactly as it was. */
function replayCommand(seed: number): string {
  return `npm run simulate -- --seeds 1 --from ${seed}`;
}

/** What differed, and how to see it again. */
export function failureText({ seed, problems }: PooledResult): string {
  const lines = problems.map((problem) => `    ${problem}`);
  return [`seed ${seed} failed; replay it with: ${replayCommand(seed)}`, ...lines].join('\n');
}
