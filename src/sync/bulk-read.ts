import { ConnectorError, type Failure, failureOf } from '../connector/failure.ts';
import type { BulkState, BulkTicket, Look, Source, Window } from '../connector/source.ts';
import type { Clock } from '../lib/clock.ts';
import { NumberIndex } from '../lib/compact/number-index.ts';

export interface BulkReadOptions {
  readonly clock: Clock;
  readonly signal?: AbortSignal;
  /** While the store prepares the rows: how many objects it has so far. */
  readonly onPreparing?: (objects: number) => void;
  /** An operation came to nothing, or to a part, and another one reads the rest. */
  readonly onAttempt?: (failure: Failure, from: Date | null) => void;
  /** The first operation, where it was started ahead, for the same window. */
  readonly prepared?: Promise<PreparedBulk>;
}

type Ended = Exclude<BulkState, { readonly state: 'running' }>;

/** An operation that has come to its end, one way or another. */
export interface PreparedBulk {
  readonly ticket: BulkTicket;
  readonly state: Ended;
}

/** Operations for one window; each begins where the one before had come to. */
const mostAttempts = 4;
/** Calls about a running operation that may fail in a row before it is given up. */
const mostSilentPolls = 5;
/** Other apps' operations end within minutes; a place for ours comes free then. */
const longestQueueMs = 30 * 60_000;
const longestPollMs = 10_000;

/**
 * Reads everything of a window by bulk operations, each record once. What a failed or canceled operation leaves counts;
 * the next one goes on from there. Expired results, a file that is too short or cannot be read on, a start that was
 * refused: all of them are answered by another operation, four at most.
 * @throws ConnectorError when none of them came to its end, and at once for what no repetition mends.
 */
export async function* readInBulk(
  source: Source,
  kind: 'order' | 'customer',
  window: Window,
  options: BulkReadOptions,
): AsyncGenerator<readonly Look[]> {
  const progress = new Progress(window);
  for (let attempt = 1; ; attempt += 1) {
    try {
      const ahead = attempt === 1 ? options.prepared : undefined;
      const { ticket, state } = await (ahead ?? operate(source, kind, progress.rest(), options));
      if (state.state === 'completed' || state.partial) {
        for await (const looks of source.bulkRows(ticket)) {
          const news = progress.news(looks);
          if (news.length > 0) yield news;
        }
      }
      if (state.state === 'completed') return;
      throw new ConnectorError({ class: 'transient', code: state.code, message: state.message });
    } catch (error) {
      const failure = failureOf(error);
      const mayPass = error instanceof ConnectorError && failure.class === 'transient';
      if (!mayPass || attempt >= mostAttempts || options.signal?.aborted) throw error;
      options.onAttempt?.(failure, progress.rest().from);
      await options.clock.sleep(failure.retryAfterMs ?? 1_000 * 2 ** attempt, options.signal);
    }
  }
}

/**
 * Starts the operation of `readInBulk` ahead and follows it to its end, while something else is done. What goes wrong is
 * told to `readInBulk`, which answers it; until then, or when nobody reads it, it disturbs nobody.
 */
export function prepareBulk(
  source: Source,
  kind: 'order' | 'customer',
  window: Window,
  options: Omit<BulkReadOptions, 'prepared'>,
): Promise<PreparedBulk> {
  const prepared = operate(source, kind, window, options);
  prepared.catch(() => undefined);
  return prepared;
}

async function operate(
  source: Source,
  kind: 'order' | 'customer',
  window: Window,
  options: BulkReadOptions,
): Promise<PreparedBulk> {
  const ticket = await startInTurn(source, kind, window, options);
  return { ticket, state: await ended(source, ticket, options) };
}

/** What has been read of a window, and what is left of it. */
class Progress {
  readonly #window: Window;
  readonly #seen = new NumberIndex();
  #last: number | null = null;
  #ordered = true;

  constructor(window: Window) {
    this.#window = window;
  }

  /** Rows come in the order of their dates; should they not, only the whole window is sure. */
  rest(): Window {
    if (this.#last === null || !this.#ordered) return this.#window;
    return { from: new Date(this.#last), to: this.#window.to };
  }

  news(looks: readonly Look[]): readonly Look[] {
    return looks.filter((look) => {
      const date = dateOf(look);
      const id = Number(look.key.id);
      const known = this.#seen.get(id) !== -1;
      if (known) return false;
      this.#seen.set(id, 0);
      if (date === null) return true;
      if (this.#last !== null && date < this.#last) this.#ordered = false;
      this.#last = Math.max(this.#last ?? date, date);
      return true;
    });
  }
}

function dateOf({ snapshot }: Look): number | null {
  if (snapshot?.kind === 'order') return Date.parse(snapshot.processedAt);
  return snapshot?.kind === 'customer' ? Date.parse(snapshot.createdAt) : null;
}

/** Starts an operation, after others have ended where too many run. */
async function startInTurn(
  source: Source,
  kind: 'order' | 'customer',
  window: Window,
  { clock, signal }: BulkReadOptions,
): Promise<BulkTicket> {
  const patience = clock.now().getTime() + longestQueueMs;
  for (;;) {
    try {
      return await source.startBulk(kind, window);
    } catch (error) {
      const { class: kindOfFailure, retryAfterMs = 30_000 } = failureOf(error);
      if (kindOfFailure !== 'quota' || clock.now().getTime() + retryAfterMs > patience) throw error;
      await clock.sleep(retryAfterMs, signal);
    }
  }
}

async function ended(
  source: Source,
  ticket: BulkTicket,
  { clock, signal, onPreparing }: BulkReadOptions,
): Promise<Ended> {
  let waitMs = 500;
  let silent = 0;
  try {
    for (;;) {
      const state = await source.pollBulk(ticket).catch((error: unknown) => {
        silent += 1;
        if (failureOf(error).class !== 'transient' || silent >= mostSilentPolls) throw error;
        return null;
      });
      if (state !== null && state.state !== 'running') return state;
      if (state !== null) {
        silent = 0;
        onPreparing?.(state.objects);
      }
      await clock.sleep(waitMs, signal);
      waitMs = Math.min(longestPollMs, waitMs * 2);
    }
  } catch (error) {
    await source.cancelBulk(ticket).catch(() => undefined);
    throw error;
  }
}
