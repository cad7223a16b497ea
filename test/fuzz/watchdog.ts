import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { z } from 'zod';
import { replayCommand } from './replay-command.ts';

/**
 * A thread that watches for a case without end: a loop that starves the main thread stops its timers too. `position`
 * holds the target, the case, and how many cases have begun.
 */
const { position, seed, targets } = z
  .object({ position: z.instanceof(Int32Array), seed: z.number(), targets: z.array(z.string()) })
  .parse(workerData);

const stdout = 1;
const patienceMs = 60_000;
let last = -1;

setInterval(() => {
  const begun = Atomics.load(position, 2);
  if (begun === last && begun > 0) {
    const target = targets[Atomics.load(position, 0)] ?? '';
    writeSync(stdout, `a case does not end\n  replay: ${replayCommand(target, seed, Atomics.load(position, 1))}\n`);
    process.kill(process.pid, 'SIGKILL');
  }
  last = begun;
}, patienceMs);
