import { spawn } from 'node:child_process';
import { delimiter, join } from 'node:path';
import type { Tally } from './tally.ts';

export interface Check {
  readonly name: string;
  /** Program and arguments; the program is looked for in node_modules/.bin first, as npm does. */
  readonly command: readonly [string, ...string[]];
}

const root = join(import.meta.dirname, '../..');

/** Runs a program; it passes with exit code 0. Its output is shown only when it fails. */
export async function runCheck({ name, command }: Check, signal: AbortSignal): Promise<Tally> {
  const [program, ...parameters] = command;
  const started = performance.now();
  const { code, output } = await new Promise<{ code: number; output: string }>((resolve) => {
    const path = `${join(root, 'node_modules/.bin')}${delimiter}${process.env['PATH'] ?? ''}`;
    const child = spawn(program, parameters, { cwd: root, signal, env: { ...process.env, PATH: path } });
    const chunks: Buffer[] = [];
    child.stdout.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => chunks.push(chunk));
    child.on('error', (error) => resolve({ code: 1, output: error.message }));
    child.on('close', (exit) => resolve({ code: exit ?? 1, output: Buffer.concat(chunks).toString('utf8') }));
  });
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${code === 0 ? '✔' : '✖'} ${name} (${seconds} s)`);
  if (code !== 0) console.log(output.trimEnd());
  return { passed: code === 0 ? 1 : 0, failed: code === 0 ? 0 : 1, skipped: 0 };
}
