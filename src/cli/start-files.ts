import { alertingOf } from '../app/alerts/desk.ts';
import { watchFiles } from '../app/alerts/files.ts';
import type { Configuration } from '../app/configuration.ts';
import { planName, runPlans } from '../app/exports/plans.ts';
import { keepHeapSmall } from '../app/exports/small-heap.ts';
import { type ExitCode, exitCodes } from '../app/failures.ts';
import { stopOnSignals } from '../app/stopping.ts';
import type { CommandContext } from './command.ts';

function minute(at: Date): string {
  return `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

interface FileEvents {
  readonly onLate?: (name: string, late: boolean) => void;
  /** Told when the store has been reached. */
  readonly onOpen?: () => void;
}

/** Writes the files that the configuration asks for, in their rhythm, and says so. Throws what the first look throws. */
export function runFiles(
  { output, runtime }: CommandContext,
  configuration: Configuration,
  signal: AbortSignal,
  once: boolean,
  { onLate = () => undefined, onOpen = () => undefined }: FileEvents = {},
): Promise<void> {
  return runPlans({
    configuration,
    runtime,
    signal,
    once,
    onOpen,
    onWritten: (plan, path) => {
      onLate(planName(plan), false);
      output.note(`Written: ${path}`);
    },
    onWaiting: (plan, until) => {
      onLate(planName(plan), false);
      output.note(`The next ${planName(plan)} is due ${minute(until)}.`);
    },
    onFailure: (plan, reason) => {
      onLate(planName(plan), true);
      if (!once) output.note(`The ${planName(plan)} is not done and is tried again: ${reason}`);
    },
  });
}

/** The same where nothing is live: whoever is responsible is told of files that are late, and when they are not any more. */
export async function runWatchedFiles(
  context: CommandContext,
  configuration: Configuration,
  signal: AbortSignal,
  once: boolean,
  onOpen?: () => void,
): Promise<void> {
  for (const problem of alertingOf(configuration)?.problems ?? []) context.output.aside(problem);
  const watch = await watchFiles(configuration, context.runtime, once);
  try {
    await runFiles(context, configuration, signal, once, { onLate: watch.late, ...(onOpen ? { onOpen } : {}) });
  } catch (error) {
    await watch.failed(error);
    throw error;
  } finally {
    await watch.close();
  }
}

/** `start` where nothing is live: files in their rhythm, until Ctrl-C. The CRM is not asked for anything. */
export async function startFiles(context: CommandContext, configuration: Configuration): Promise<ExitCode> {
  const { output } = context;
  const { exports, pattern, rhythm } = configuration.data;
  const stop = stopOnSignals(() =>
    output.aside('Stopping. What is not finished is removed. Ctrl-C again ends at once.'),
  );
  keepHeapSmall();
  output.line('Files only: no webhooks, no polling, nothing is asked of the CRM or written to it.');
  for (const plan of exports) output.line(`${plan.rhythm}: ${planName(plan)}`);
  try {
    await runWatchedFiles(context, configuration, stop.signal, false, () => {
      output.line('Running. Ctrl-C stops it.');
      output.document({ pattern, rhythm, exports, pid: process.pid });
    });
  } finally {
    stop.forget();
  }
  output.aside('Stopped.');
  return exitCodes.ok;
}
