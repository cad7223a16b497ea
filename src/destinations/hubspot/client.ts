import type { z } from 'zod';
import type { DestinationUsage } from '../../connector/destination.ts';
import { believedWait } from '../../connector/longest-wait.ts';
import type { Clock } from '../../lib/clock.ts';
import type { HttpFetch } from '../../lib/http-fetch.ts';
import type { Random } from '../../lib/random.ts';
import { answerError, connectionError, HubSpotError, unreadableAnswer } from './errors.ts';
import { createPacer } from './pacing.ts';

/** What a connector may log to; a pino logger fits. */
export interface Log {
  info(details: object, message: string): void;
  warn(details: object, message: string): void;
}

/** HubSpot docs: date-based API versions. 2026-09 enforces the property rules that an account's admins have set. */
export type ApiVersion = '2026-09' | '2026-03';

export interface ClientOptions {
  readonly baseUrl: string;
  readonly apiVersion: ApiVersion;
  /** A service key, a private app's token or a project app's static token: HubSpot treats them alike. */
  readonly token: string;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  /** How long an answer may take, in real milliseconds: the network has no simulated time. */
  readonly timeoutMs: number;
  readonly callsInFlight: number;
  readonly fetch: HttpFetch;
}

export interface Call {
  /** For logs and usage: 'orders.batch.create'. */
  readonly operation: string;
  readonly method: 'GET' | 'POST';
  readonly path: string;
  readonly body?: unknown;
  /** `search` has a limit of its own; `create` makes something, so that a lost answer must not be repeated. */
  readonly kind: 'read' | 'search' | 'repeatable write' | 'create';
}

export interface Client {
  readonly version: ApiVersion;
  readonly token: string;
  /** The parsed body of a 2xx answer (undefined for an empty one). Throws HubSpotError, or ConnectorError for a quota. */
  send<T>(call: Call, schema: z.ZodType<T>): Promise<T>;
  useTimeZone(timeZone: string | null): void;
  usage(): DestinationUsage;
}

const attempts = 3;
/** Longer waits are the caller's: it has other work to do meanwhile. */
const longestWaitMs = 15_000;
/** A call that waits longer than this is of no use to anybody; whoever sends the next one is told again. */
const longestRestMs = 60_000;

export function createClient(options: ClientOptions): Client {
  const { clock, random, log } = options;
  const pacer = createPacer(clock, options.callsInFlight);
  const byOperation: Record<string, number> = {};
  const made = { calls: 0, writeCalls: 0 };

  const once = async <T>(call: Call, schema: z.ZodType<T>): Promise<T> => {
    const leave = await pacer.enter(call.kind === 'search');
    try {
      made.calls += 1;
      if (call.kind === 'create' || call.kind === 'repeatable write') made.writeCalls += 1;
      byOperation[call.operation] = (byOperation[call.operation] ?? 0) + 1;
      const { status, headers, text } = await exchange(options, call);
      pacer.learn(headers);
      if (status >= 200 && status < 300) return parse(call, status, text, schema);
      const error = answerError(call.operation, status, text, retryAfter(headers, clock));
      if (status === 477) pacer.restFor(Math.min(error.failure.retryAfterMs ?? longestWaitMs, longestRestMs));
      if (status !== 429) throw error;
      const retryAfterMs = pacer.throttled(error.problem?.policyName, error.failure.retryAfterMs ?? null);
      throw new HubSpotError({ ...error.failure, retryAfterMs }, error);
    } finally {
      leave();
    }
  };

  return {
    version: options.apiVersion,
    token: options.token,
    async send(call, schema) {
      for (let attempt = 1; ; attempt += 1) {
        try {
          return await once(call, schema);
        } catch (error) {
          const wait = error instanceof HubSpotError ? waitBeforeRepeat(error, call, attempt, random) : null;
          if (!(error instanceof HubSpotError) || wait === null) throw error;
          log.warn({ operation: call.operation, code: error.failure.code, attempt, wait }, 'HubSpot call is repeated');
          await clock.sleep(wait);
        }
      }
    },
    useTimeZone: pacer.useTimeZone,
    usage: () => ({ ...made, byOperation: { ...byOperation }, budgets: pacer.budgets() }),
  };
}

async function exchange(options: ClientOptions, call: Call) {
  try {
    const response = await options.fetch(`${options.baseUrl}${call.path}`, {
      method: call.method,
      headers: {
        authorization: `Bearer ${options.token}`,
        accept: 'application/json',
        ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
      signal: AbortSignal.timeout(options.timeoutMs),
      redirect: 'error',
    });
    return { status: response.status, headers: response.headers, text: await response.text() };
  } catch (error) {
    throw connectionError(error);
  }
}

function parse<T>(call: Call, status: number, text: string, schema: z.ZodType<T>): T {
  try {
    return schema.parse(text === '' ? undefined : JSON.parse(text));
  } catch (error) {
    throw unreadableAnswer(call.operation, status, error);
  }
}

/** How long to wait before the same call is sent again; null when it is not. */
function waitBeforeRepeat(error: HubSpotError, call: Call, attempt: number, random: Random): number | null {
  const { class: failureClass, retryAfterMs } = error.failure;
  // HubSpot answers 401 at times for a token that is good; a second 401 is believed.
  if (error.status === 401) return attempt === 1 ? 5_000 : null;
  if (attempt >= attempts || (failureClass !== 'transient' && failureClass !== 'quota')) return null;
  if (error.done === 'unknown' && call.kind === 'create') return null;
  if (retryAfterMs !== undefined && retryAfterMs > longestWaitMs) return null;
  const jitter = random.int(500);
  if (retryAfterMs !== undefined) return retryAfterMs + jitter;
  // HubSpot docs: a locked record (423) needs at least two seconds.
  return (error.status === 423 ? 2_000 : 1_000) * 2 ** (attempt - 1) + jitter;
}

/** `Retry-After` in seconds or as an HTTP date, in milliseconds. */
function retryAfter(headers: Headers, clock: Clock): number | null {
  const text = headers.get('retry-after');
  if (text === null || text.trim() === '') return null;
  const seconds = Number(text);
  const milliseconds = Number.isFinite(seconds) ? seconds * 1_000 : Date.parse(text) - clock.now().getTime();
  return Number.isFinite(milliseconds) ? believedWait(Math.max(milliseconds, 0)) : null;
}
