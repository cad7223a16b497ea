import type { Request } from './worker-messages.ts';

/** So many signals in a row, then one of the others: a flood of webhooks slows the loop down and does not stop it. */
const mostInARow = 20;

/**
 * The order in which requests are worked: what stores a signal (a webhook, whose sender waits) goes ahead of the loop's
 * own work, which may be some hundred rows long. Requests that wait for each other's answer keep their order by that.
 */
export class RequestQueue {
  readonly #signals: Request[] = [];
  readonly #others: Request[] = [];
  #inARow = 0;

  push(request: Request): void {
    const signal = request.type === 'run' && request.name === 'enqueueAll';
    (signal ? this.#signals : this.#others).push(request);
  }

  next(): Request | undefined {
    const others = this.#others.length > 0 && (this.#signals.length === 0 || this.#inARow >= mostInARow);
    this.#inARow = others ? 0 : this.#inARow + 1;
    return (others ? this.#others : this.#signals).shift();
  }
}
