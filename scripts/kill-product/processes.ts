import { type ChildProcess, spawn } from 'node:child_process';
import { homedir } from 'node:os';
import { systemClock } from '../../src/lib/clock.ts';
import type { Random } from '../../src/lib/random.ts';
import type { Place } from './place.ts';

const bin = new URL('../../bin/samestory.js', import.meta.url).pathname;

export interface Product {
  readonly child: ChildProcess;
  /** Exit code; null = a signal ended it. */
  readonly ended: Promise<number | null>;
  /** The last of what it said to people. */
  said(): string;
}

/** The real command in a process of its own. */
export function launch(place: Place, parameters: readonly string[], more: Record<string, string> = {}): Product {
  const env = { PATH: process.env['PATH'] ?? '', HOME: homedir(), ...place.env, ...more };
  const child = spawn(process.execPath, [bin, ...parameters], {
    cwd: place.home,
    env,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  const keep = (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-4_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  return { child, ended, said: () => said };
}

/** Runs a command to its end. Throws when it fails. */
export async function runToEnd(place: Place, parameters: readonly string[]): Promise<void> {
  const product = launch(place, parameters);
  const code = await product.ended;
  if (code !== 0) throw new Error(`samestory ${parameters.join(' ')} ended with ${code}:\n${product.said()}`);
}

/** Runs a command and kills it after a while. Throws when it ended by itself with a failure. */
async function runUntilKilled(
  place: Place,
  parameters: readonly string[],
  afterMs: number,
): Promise<'killed' | 'ended'> {
  const product = launch(place, parameters);
  const stop = new AbortController();
  const killing = systemClock.sleep(afterMs, stop.signal).then(
    () => product.child.kill('SIGKILL'),
    () => undefined,
  );
  const code = await product.ended;
  stop.abort();
  await killing;
  if (code !== 0 && code !== null) {
    throw new Error(`samestory ${parameters.join(' ')} ended with ${code}:\n${product.said()}`);
  }
  return code === null ? 'killed' : 'ended';
}

export interface Kills {
  readonly times: number;
  /** A kill comes this much later than 1.5 seconds after the start, at most: before that nothing has begun. */
  readonly spanMs: number;
  readonly random: Random;
}

/** Starts the command anew after each kill; one that ended by itself is begun again, so that the count is kept. */
export async function killTimes(
  place: Place,
  command: readonly string[],
  { times, spanMs, random }: Kills,
): Promise<void> {
  for (let kill = 1; kill <= times; kill += 1) {
    const after = 1_500 + random.int(spanMs);
    const how = await runUntilKilled(place, command, after);
    console.log(`  ${command[0]} ${how} after ${after} ms (${kill} of ${times})`);
  }
}
