import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import type { Random } from '../../src/lib/random.ts';
import type { FetchApp, Serve } from '../http/listen.ts';
import type { EventLog } from './event-log.ts';
import type { VirtualClock } from './virtual-clock.ts';

/** One request as the network sees it. */
export interface Call {
  /** `crm`, `shop` or `product`. */
  readonly to: string;
  readonly method: string;
  readonly path: string;
  readonly body: string | null;
}

/** What becomes of a call: what reaches the other side, and what comes back. */
export interface Fate {
  /** Null: nothing arrives. `body` replaces the one that was sent; it arrives `delayMs` late. */
  readonly arrives: { readonly body?: string; readonly delayMs?: number } | null;
  readonly answer:
    | 'theirs'
    | { readonly status: number; readonly body: unknown; readonly headers?: Readonly<Record<string, string>> }
    | { readonly error: 'reset' | 'timeout' | 'unreachable'; readonly afterMs: number };
}

export const ordinary: Fate = { arrives: {}, answer: 'theirs' };

export interface NetworkOptions {
  readonly clock: VirtualClock;
  readonly random: Random;
  readonly log: EventLog;
  /** A call takes at most this long each way. */
  readonly latencyMs: number;
  /** Decided when the call leaves. */
  readonly fateOf: (call: Call) => Fate;
}

interface Place {
  readonly name: string;
  readonly app: FetchApp;
  readonly gone: PromiseWithResolvers<void>;
}

/** Carries requests between parts of one process, with latency and faults, without a socket. */
export class Network {
  readonly #options: NetworkOptions;
  readonly #places = new Map<string, Place>();
  #batches = 0;

  constructor(options: NetworkOptions) {
    this.#options = options;
  }

  /** How many batches have arrived in the CRM, for those who look only when something may have changed. */
  get batches(): number {
    return this.#batches;
  }

  /** For calls to a CRM that is not reached through this network. */
  countBatch(): void {
    this.#batches += 1;
  }

  /** Makes an app reachable at an origin; for the `serve` option of the simulated platforms. */
  serve(name: string, origin: string): Serve {
    return async (app) => {
      this.#places.set(origin, { name, app, gone: Promise.withResolvers() });
      return { url: origin, port: 0, close: async () => this.close(origin) };
    };
  }

  /** From now on nobody answers there; calls that are under way break. */
  close(origin: string): void {
    this.#places.get(origin)?.gone.resolve();
    this.#places.delete(origin);
  }

  /** As the global `fetch`. Its signal is not listened to: that would be real time, which no seed decides. */
  async fetch(url: string, init: RequestInit): Promise<Response> {
    const { clock, log, fateOf } = this.#options;
    const { origin, pathname, search } = new URL(url);
    const place = this.#places.get(origin);
    const body = typeof init.body === 'string' ? init.body : null;
    const call = { to: place?.name ?? origin, method: init.method ?? 'GET', path: pathname, body };
    const fate = place === undefined ? nobodyThere : fateOf(call);
    log.add(`${call.to} ${call.method} ${pathname} ${fate === ordinary ? '' : JSON.stringify(fate.answer)}`);
    await this.#travel();
    const arrival = fate.arrives && place ? this.#arrive(place, `${origin}${pathname}${search}`, init, fate) : null;
    if (fate.answer === 'theirs' && arrival) {
      const response = await arrival;
      await this.#travel();
      log.add(`${call.to} answers ${response.status}`);
      return response;
    }
    // The caller gets something else, or nothing; what the other side does goes on without it.
    arrival?.catch(() => undefined);
    if (typeof fate.answer === 'object' && 'status' in fate.answer) {
      await arrival;
      await this.#travel();
      return Response.json(fate.answer.body, {
        status: fate.answer.status,
        headers: { ...fate.answer.headers },
      });
    }
    await clock.sleep(typeof fate.answer === 'object' ? fate.answer.afterMs : 0);
    throw brokenCall(typeof fate.answer === 'object' ? fate.answer.error : 'reset');
  }

  #travel(): Promise<void> {
    return this.#options.clock.sleep(this.#options.random.int(this.#options.latencyMs + 1));
  }

  async #arrive(place: Place, url: string, init: RequestInit, { arrives }: Fate): Promise<Response> {
    const { clock } = this.#options;
    if (arrives?.delayMs) await clock.sleep(arrives.delayMs);
    if (url.includes('/batch/')) this.countBatch();
    const body = arrives?.body ?? init.body ?? null;
    const request = new Request(url, { method: init.method ?? 'GET', headers: init.headers ?? {}, body });
    const broken = place.gone.promise.then(() => Promise.reject(brokenCall('reset')));
    const response = await Promise.race([place.app.fetch(request, noConnection), broken]);
    if (!(response instanceof Response)) throw new Error(`${url} was not answered with a response`);
    return response;
  }
}

/** What apps know of the connection behind a request; here there is none. */
const noConnection = (() => {
  const incoming = new IncomingMessage(new Socket());
  return { incoming, outgoing: new ServerResponse(incoming) };
})();

const nobodyThere: Fate = { arrives: null, answer: { error: 'unreachable', afterMs: 0 } };

/** The errors of Node's `fetch`. */
function brokenCall(error: 'reset' | 'timeout' | 'unreachable'): Error {
  if (error === 'timeout') return new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  const code = error === 'reset' ? 'ECONNRESET' : 'ECONNREFUSED';
  return new TypeError('fetch failed', { cause: Object.assign(new Error(code), { code }) });
}
