import type { HttpFetch } from '../../src/lib/http-fetch.ts';
import type { Random } from '../../src/lib/random.ts';
import { damagedBytes, mutatedJson, noise } from './mutate.ts';

/** A reply as it came over the wire. */
interface Reply {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** Replies of a platform by what was asked, so that a platform need not be there to be misunderstood. */
export class RecordedReplies {
  readonly #replies = new Map<string, Reply[]>();

  /** A fetch that goes to the platform and remembers what it said. */
  recording(fetch: HttpFetch): HttpFetch {
    return async (url, init) => {
      const response = await fetch(url, init);
      const body = await response.text();
      const reply = { status: response.status, headers: Object.fromEntries(response.headers), body };
      const question = questionOf(url, init);
      this.#replies.set(question, [...(this.#replies.get(question) ?? []), reply]);
      return responseOf(reply);
    };
  }

  /**
   * A fetch that repeats what was said, damaged with probability `rate` where `damaging` says so of the address. Throws
   * TooManyCalls when the product goes on asking without end.
   */
  replaying(random: Random, rate: number, damaging: (url: string) => boolean): HttpFetch {
    let calls = 0;
    const asked = new Map<string, number>();
    return async (url, init) => {
      calls += 1;
      if (calls > mostCalls) throw new TooManyCalls();
      const question = questionOf(url, init);
      const known = this.#replies.get(question) ?? [];
      const turn = asked.get(question) ?? 0;
      asked.set(question, turn + 1);
      const reply = known[Math.min(turn, known.length - 1)] ?? notFound;
      return damaging(url) && random.chance(rate) ? damagedResponse(random, reply) : responseOf(reply);
    };
  }
}

/** Beyond this a loop has no end that a reply could give it. */
const mostCalls = 400;

class TooManyCalls extends Error {
  override readonly name = 'TooManyCalls';

  constructor() {
    super(`more than ${mostCalls} calls for one thing that was asked`);
  }
}

const notFound: Reply = { status: 404, headers: { 'content-type': 'application/json' }, body: '{"message":"nothing"}' };

function questionOf(url: string, init: RequestInit): string {
  const { pathname } = new URL(url);
  const operation = typeof init.body === 'string' ? /(?:query|mutation) (\w+)/.exec(init.body)?.[1] : undefined;
  return `${init.method ?? 'GET'} ${pathname} ${operation ?? ''}`;
}

const oddStatuses = [
  201, 202, 204, 207, 301, 400, 401, 402, 403, 404, 409, 413, 415, 422, 423, 429, 430, 500, 502, 503, 504, 520,
];
const oddWaits = ['0', '-1', '1e9', 'soon', '', '2', 'Wed, 21 Oct 2026 07:28:00 GMT'];

function damagedResponse(random: Random, reply: Reply): Response {
  const how = random.int(10);
  if (how === 0) throw new TypeError('fetch failed', { cause: new Error('ECONNRESET') });
  if (how === 1) return responseOf({ ...reply, status: random.pick(oddStatuses) });
  if (how === 2) {
    const headers = { ...reply.headers, 'retry-after': random.pick(oddWaits) };
    return responseOf({ ...reply, status: random.pick([429, 430, 503]), headers });
  }
  if (how === 3) {
    const status = random.pick([200, 403, 500, 502]);
    const body = random.pick([
      '',
      '<html>busy</html>',
      'null',
      '[]',
      '"text"',
      '{}',
      '{"errors":"Not Found"}',
      '{"data":null}',
    ]);
    return responseOf({ status, headers: { 'content-type': random.pick(['text/html', 'application/json']) }, body });
  }
  if (how === 4) return new Response(Buffer.from(damagedBytes(random, Buffer.from(reply.body))), initOf(reply));
  if (how === 5) return new Response(noise(random, random.int(300)), initOf(reply));
  return responseOf({ ...reply, body: mutatedBody(random, reply.body) });
}

function mutatedBody(random: Random, body: string): string {
  // A file of lines: some of them change.
  const lines = body.split('\n');
  const changed = random.int(lines.length);
  return lines.map((line, index) => (index === changed ? mutatedLine(random, line) : line)).join('\n');
}

function mutatedLine(random: Random, line: string): string {
  try {
    return JSON.stringify(mutatedJson(random, JSON.parse(line))) ?? '';
  } catch {
    return damagedBytes(random, Buffer.from(line)).toString();
  }
}

const bodiless = new Set([204, 304]);

function initOf({ status, headers }: Reply): ResponseInit {
  return { status, headers };
}

function responseOf(reply: Reply): Response {
  return new Response(bodiless.has(reply.status) ? null : reply.body, initOf(reply));
}
