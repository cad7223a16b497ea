import { globSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { runFile } from './run-file.ts';
import type { Tally } from './tally.ts';

/** The folder to which the paths of test files are relative. */
export const rootOfTests = join(import.meta.dirname, '../..');

/** The longest, each of 20 seconds and more of a processor: first, so that the last minute is not one of them alone. */
export const longest: readonly string[] = [
  'test/faults/healing.test.ts',
  'test/readme.e2e.test.ts',
  'test/control.e2e.test.ts',
  'test/rebuild-cli.e2e.test.ts',
  'test/checklist.e2e.test.ts',
  'test/demo-once.e2e.test.ts',
  'test/pressure-test.e2e.test.ts',
  'test/cli-service.e2e.test.ts',
  'src/ledger/new-database.db.test.ts',
  'test/faults/people.test.ts',
  'test/faults/history.test.ts',
];

/** What starts processes or servers comes before what computes. */
const slowEndings = ['.pg.test.ts', '.e2e.test.ts', '.db.test.ts'];

/** Every test file of the repository, relative to its root, in the order in which they are started. */
export function testFiles(): string[] {
  const place = (path: string): number => {
    if (longest.includes(path)) return longest.indexOf(path) - longest.length;
    return slowEndings.some((ending) => path.endsWith(ending)) ? 0 : 1;
  };
  return globSync('{src,simulator,scripts,test}/**/*.test.ts', { cwd: rootOfTests })
    .map((path) => path.replaceAll('\\', '/'))
    .sort((a, b) => place(a) - place(b) || a.localeCompare(b));
}

/** Whether a file runs the product's commands, as processes of their own. */
export function runsCommands(path: string): boolean {
  return path.endsWith('.e2e.test.ts');
}

const smallFiles = 'scripts/test/small-files.ts';

/** Whether a file needs neither a database nor another process: such files share one. */
export function isSmall(path: string): boolean {
  return /^(?:src|simulator)\//.test(path) && !slowEndings.some((ending) => path.endsWith(ending));
}

/** The small files as one. */
export function gathered(files: readonly string[]): string[] {
  return [...files.filter((path) => !isSmall(path)), ...(files.some(isSmall) ? [smallFiles] : [])];
}

/** The simulation takes what the others leave of the processors (test/simulation/seed-worker.ts), and so counts for none. */
export function apart(files: readonly string[]): {
  readonly patient: readonly string[];
  readonly others: readonly string[];
} {
  const isPatient = (path: string) => path.endsWith('.sim.test.ts');
  return { patient: files.filter(isPatient), others: files.filter((path) => !isPatient(path)) };
}

/** What runs now, and what it is at: for whoever has to say why it does not end. */
export type Underway = Map<string, ReadonlySet<string>>;

/**
 * Runs test files, a process each, at most `concurrency` at once, and reports each as it ends. Every result is told
 * through `count` as it happens, so that a run that is cut short still reports what it saw.
 */
export async function runTestFiles(
  files: readonly string[],
  concurrency: number,
  signal: AbortSignal,
  count: (one: Tally) => void,
  underway: Underway = new Map(),
): Promise<void> {
  const waiting = [...files];
  const work = async (): Promise<void> => {
    for (let file = waiting.shift(); file !== undefined && !signal.aborted; file = waiting.shift()) {
      const path = resolve(rootOfTests, file);
      const begun = new Set<string>();
      underway.set(relative(rootOfTests, path), begun);
      await runFile({ root: rootOfTests, path, signal, count, begun });
      if (!signal.aborted) underway.delete(relative(rootOfTests, path));
    }
  };
  await Promise.all(Array.from({ length: concurrency }, work));
}
