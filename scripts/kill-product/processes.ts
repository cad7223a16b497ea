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
  // A script that fails leaves no product behind that would go on writing.
  const end = () => child.kill('SIGKILL');
  process.once('exit', end);
  let said = '';
  const keep = (chunk: Buffer) => {
    said = (said + chunk.toString('utf8')).slice(-4_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve)).finally(() =>
    process.off('exit', end),
  );
  return { child, ended, said: () => said };
}

/** Runs a command to its end. Throws when it fails. */
export async function runToEnd(place: Place, parameters: readonly string[]): Promise<void> {
  const product = launch(place, parameters);
  const code = await product.ended;
  if (code !== 0) throw new Error(`samestory ${parameters.join(' ')} ended with ${code}:\n${product.said()}`);
}

export interface Killing {
  readonly times: number;
  /** How many calls both platforms have had: a kill comes after a drawn number of the process's own. */
  readonly calls: () => number;
  /** At most this many; set-up alone takes a dozen. */
  readonly mostCalls: number;
  readonly random: Random;
}

/** Between two calls there is work in the ledger, which is to be hit too. */
const betweenCallsMs = 250;
/** A process with nothing more to do makes no calls, and is killed all the same; a busy machine takes long to start one. */
const longestMs = 20_000;
const longestStartMs = 120_000;

/**
 * Starts the command anew after each kill, until it has been killed so often or has come to its end by itself. Returns how
 * often it was killed. Throws when it ended with a failure.
 */
export async function killTimes(place: Place, command: readonly string[], killing: Killing): Promise<number> {
  const { times, random, calls, mostCalls } = killing;
  for (let kills = 0; kills < times; kills += 1) {
    const before = calls();
    const product = launch(place, command);
    const over = new AbortController();
    const wanted = 1 + random.int(mostCalls);
    const lagMs = random.int(betweenCallsMs);
    const made = () => calls() - before;
    const killed = killAfter(product, made, { wanted, lagMs, signal: over.signal });
    const code = await product.ended;
    over.abort();
    await killed;
    if (code !== null) {
      if (code !== 0) throw new Error(`samestory ${command.join(' ')} ended with ${code}:\n${product.said()}`);
      return kills;
    }
    console.log(`  ${command[0]} killed after ${made()} calls (${kills + 1} of ${times})`);
  }
  return times;
}

async function killAfter(
  product: Product,
  made: () => number,
  { wanted, lagMs, signal }: { readonly wanted: number; readonly lagMs: number; readonly signal: AbortSignal },
): Promise<void> {
  const waitFor = async (calls: number, limitMs: number) => {
    const latest = systemClock.now().getTime() + limitMs;
    while (!signal.aborted && made() < calls && systemClock.now().getTime() < latest) await pause(5, signal);
  };
  await waitFor(1, longestStartMs);
  await waitFor(wanted, longestMs);
  await pause(lagMs, signal);
  if (!signal.aborted) product.child.kill('SIGKILL');
}

function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return systemClock.sleep(milliseconds, signal).catch(() => undefined);
}
