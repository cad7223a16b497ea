import { relative, resolve } from 'node:path';
import { run } from 'node:test';
import { inspect } from 'node:util';
import { add, type Tally } from './tally.ts';

interface FileRun {
  readonly root: string;
  readonly path: string;
  readonly signal: AbortSignal;
  readonly count: (one: Tally) => void;
  /** Names of the tests that have begun and not ended. */
  readonly begun: Set<string>;
}

const one = { passed: 0, failed: 0, skipped: 0 };

/**
 * Most files open an embedded database for some seconds: to optimize its machine code in the background costs a quarter
 * of the processor's time and comes too late.
 */
const forShortLives = ['--liftoff-only'];

/**
 * Runs one test file with node's own runner in a process of its own, and prints what failed and how it ended. Suites are
 * not counted, only what is inside them, unless a suite fails by itself (its `before` threw). A file that ends without a
 * summary has ended before its tests were through, and failed.
 */
export async function runFile({ root, path, signal, count, begun }: FileRun): Promise<void> {
  const name = relative(root, path);
  const started = performance.now();
  let total: Tally = one;
  let whole = false;
  let said: string[] = [];
  const tell = (tally: Tally): void => {
    total = add(total, tally);
    count(tally);
  };
  const fail = (line: string): void => {
    tell({ ...one, failed: 1 });
    console.log(`✖ ${line}`);
  };
  const keep = ({ message }: { message: string }): void => {
    said = [...said.slice(-200), message];
  };
  // Seeds run for minutes, and their processes inherit this.
  const execArgv = path.endsWith('.sim.test.ts') ? [] : forShortLives;
  const events = run({ files: [path], cwd: root, concurrency: 1, signal, isolation: 'process', execArgv });
  events.on('test:stdout', keep);
  events.on('test:stderr', keep);
  events.on('test:dequeue', (event) => begun.add(event.name));
  events.on('test:complete', (event) => begun.delete(event.name));
  events.on('test:pass', (event) => {
    if (event.details.type === 'suite') return;
    // The runner reports a file as a test of its own when nothing in it was one.
    if (resolve(root, event.name) === path) return fail(`${name} ended without having run a test`);
    const skipped = event.skip !== undefined || event.todo !== undefined;
    tell(skipped ? { ...one, skipped: 1 } : { ...one, passed: 1 });
    if (skipped)
      console.log(
        `﹣ ${relative(root, event.file ?? path)}:${event.line ?? 0} ${event.name}: skipped ${event.skip ?? ''}`,
      );
  });
  events.on('test:fail', (event) => {
    // What has not ended when everything is stopped is named by whoever stops it.
    if (signal.aborted || failedThroughChildren(event.details.error)) return;
    if (event.todo !== undefined) return tell({ ...one, skipped: 1 });
    const { cause } = event.details.error;
    fail(
      `${relative(root, event.file ?? path)}:${event.line ?? 0} ${event.name}\n${indent(inspect(cause ?? event.details.error))}`,
    );
  });
  events.on('test:summary', ({ file }) => {
    whole ||= file !== undefined;
  });
  for await (const _ of events) {
    // The stream must be read for the events above to flow.
  }
  if (signal.aborted) return;
  if (!whole && total.failed === 0) fail(`${name} ended before its tests were through`);
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`${total.failed === 0 ? '✔' : '✖'} ${name} (${total.passed} passed, ${seconds} s)`);
  if (total.failed > 0 && said.join('').trim() !== '') console.log(indent(said.join('')));
}

/** A suite or a parent test that failed only because something inside it did, which is counted there. */
function failedThroughChildren(error: Error): boolean {
  return 'failureType' in error && error.failureType === 'subtestsFailed';
}

function indent(text: string): string {
  return text.trimEnd().replace(/^/gm, '    ');
}
