import type { IncomingMessage, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { listen } from '../simulator/http/listen.ts';
import type { Clock } from '../src/lib/clock.ts';

/** A clock whose sleeps end at once and move it on; `slept` tells how long a piece of code would have waited. */
export function createSkippingClock(start = '2026-11-22T10:00:00Z'): Clock & { readonly slept: number[] } {
  let now = Date.parse(start);
  const slept: number[] = [];
  return {
    slept,
    now: () => new Date(now),
    sleep: async (milliseconds) => {
      slept.push(milliseconds);
      now += milliseconds;
    },
  };
}

export const silentLog = { info: () => {}, warn: () => {} };

export interface Received {
  readonly path: string;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

export interface Scripted {
  readonly url: string;
  readonly received: Received[];
  close(): Promise<void>;
}

/** An HTTP server on the loopback address whose answers the test writes, for faults that a simulator has no reason to make. */
export async function serve(
  answer: (request: Received, response: ServerResponse, number: number) => void | Promise<void>,
): Promise<Scripted> {
  const received: Received[] = [];
  const server = await listen(async (request, response) => {
    const body = (await buffer(request)).toString('utf8');
    const seen = { path: request.url ?? '', headers: request.headers, body };
    received.push(seen);
    await answer(seen, response, received.length);
  });
  return { url: server.url, received, close: server.close };
}

export function sendJson(
  response: ServerResponse,
  body: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): void {
  response.writeHead(status, { 'content-type': 'application/json', 'x-shopify-api-version': '2026-10', ...headers });
  response.end(JSON.stringify(body));
}
