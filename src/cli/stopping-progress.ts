import { keepHeapSmall } from '../app/exports/small-heap.ts';
import { stopOnSignals } from '../app/stopping.ts';
import type { Output } from './output.ts';
import { createProgress } from './progress.ts';

interface Watched {
  readonly signal: AbortSignal;
  readonly onProgress: (orders: number) => void;
  /** Clears the bar; call before printing anything else. */
  readonly end: () => void;
}

/** Runs work that reads many orders: shows how many on a terminal, keeps memory small, and stops it cleanly on Ctrl-C. */
export async function watched<T>(output: Output, work: (watch: Watched) => Promise<T>): Promise<T> {
  const stop = stopOnSignals(() =>
    output.aside('Stopping. What is not finished is removed. Ctrl-C again ends at once.'),
  );
  const view = createProgress(output);
  keepHeapSmall();
  try {
    return await work({
      signal: stop.signal,
      onProgress: (done) => view.onProgress({ stage: 'orders read', done, total: null }),
      end: view.end,
    });
  } finally {
    view.end();
    stop.forget();
  }
}
