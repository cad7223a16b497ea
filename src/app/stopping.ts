import { StoppedError } from './failures.ts';

/**
 * Stops in two steps: the first SIGINT or SIGTERM asks for a graceful end (running batches settle, the lane is given
 * back), the second ends the process at once. Call `forget` when the work is over.
 */
export function stopOnSignals(onStop: (signal: string) => void): {
  readonly signal: AbortSignal;
  forget(): void;
} {
  const controller = new AbortController();
  const heard = (signal: NodeJS.Signals) => {
    // 128 + the signal's number, as shells report a process that a signal ended.
    if (controller.signal.aborted) process.exit(signal === 'SIGINT' ? 130 : 143);
    onStop(signal);
    controller.abort(new StoppedError());
  };
  process.on('SIGINT', heard);
  process.on('SIGTERM', heard);
  return {
    signal: controller.signal,
    forget: () => {
      process.off('SIGINT', heard);
      process.off('SIGTERM', heard);
    },
  };
}
