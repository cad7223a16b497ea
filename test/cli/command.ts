import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';

const bin = join(import.meta.dirname, '../../bin/samestory.js');

/** Optimizing the embedded database's machine code in the background costs a third of what a short command takes. */
const forShortLives = ['--liftoff-only'];

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
  /** Resolves with what was printed so far once it holds the text; rejects when the command ends before. */
  printed(text: string): Promise<string>;
  /** The same, resolving with what stands on stderr. */
  printedAside(text: string): Promise<string>;
}

/** An empty folder for a command to work in. */
export function newFolder(): string {
  return mkdtempSync(join(tmpdir(), 'samestory-cli-'));
}

/** Starts the command as a person would, with nothing of this process's own settings. */
export function start(parameters: readonly string[], options: { cwd: string; env?: Record<string, string> }): Running {
  // The home holds nothing but caches, and without them each command compiles the product and makes a database anew.
  const env = { PATH: process.env['PATH'] ?? '', HOME: homedir(), ...options.env };
  const child = spawn(process.execPath, [...forShortLives, bin, ...parameters], {
    cwd: options.cwd,
    env,
    stdio: 'pipe',
  });
  let stdout = '';
  let stderr = '';
  const waiting = new Set<() => void>();
  const hear = () => {
    for (const check of waiting) check();
  };
  child.stdout.on('data', (chunk: Buffer) => {
    stdout += chunk.toString('utf8');
    hear();
  });
  child.stderr.on('data', (chunk: Buffer) => {
    stderr += chunk.toString('utf8');
    hear();
  });
  child.stdin.end();
  const ended = new Promise<Ended>((resolve) => {
    child.on('close', (code) => resolve({ code, stdout, stderr }));
  });
  const until = (text: string): Promise<void> =>
    new Promise((resolve, reject) => {
      const check = () => {
        if (!stdout.includes(text) && !stderr.includes(text)) return;
        waiting.delete(check);
        resolve();
      };
      waiting.add(check);
      check();
      ended.then(({ code }) =>
        reject(new Error(`ended with ${code} before it printed "${text}"\n${stdout}\n${stderr}`)),
      );
    });
  return {
    child,
    ended,
    printed: async (text) => {
      await until(text);
      return stdout;
    },
    printedAside: async (text) => {
      await until(text);
      return stderr;
    },
  };
}

/** Runs the command to its end. */
export function run(
  parameters: readonly string[],
  options: { cwd: string; env?: Record<string, string> },
): Promise<Ended> {
  return start(parameters, options).ended;
}
