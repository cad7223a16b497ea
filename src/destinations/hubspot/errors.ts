import { z } from 'zod';
import { ConnectorError, type Failure } from '../../connector/failure.ts';
import { type Problem, problemSchema } from './answers.ts';

/**
 * A call that failed as a whole. `done` says whether HubSpot may have carried it out all the same: only a call that
 * was certainly not carried out, or one that may be carried out twice, is ever repeated.
 */
export class HubSpotError extends ConnectorError {
  readonly status: number | null;
  readonly problem: Problem | null;
  readonly done: 'no' | 'unknown';

  constructor(
    failure: Failure,
    facts: { readonly status: number | null; readonly problem: Problem | null; readonly done: 'no' | 'unknown' },
    options?: { cause?: unknown },
  ) {
    super(failure, options);
    this.name = 'HubSpotError';
    this.status = facts.status;
    this.problem = facts.problem;
    this.done = facts.done;
  }
}

/** Cloudflare answers these when it could not reach HubSpot at all, so that nothing was carried out. */
const neverReached = new Set([521, 523, 525, 526]);

/** Node's codes for connections that were never made: the request cannot have arrived. */
const neverSent = new Set(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'UND_ERR_CONNECT_TIMEOUT']);

const causeSchema = z.object({ cause: z.object({ code: z.string() }) });

/** A call without an answer: no connection, a connection that broke, or a time-out. */
export function connectionError(cause: unknown): HubSpotError {
  const code = causeSchema.safeParse(cause).data?.cause.code ?? (isTimeout(cause) ? 'TIMEOUT' : 'NETWORK');
  const done = neverSent.has(code) ? 'no' : 'unknown';
  const failure: Failure = {
    class: 'transient',
    code,
    message: `HubSpot could not be reached or did not answer (${code}).`,
  };
  return new HubSpotError(failure, { status: null, problem: null, done }, { cause });
}

function isTimeout(cause: unknown): boolean {
  return cause instanceof Error && (cause.name === 'TimeoutError' || cause.name === 'AbortError');
}

/** A 2xx answer whose body is not what HubSpot documents: the call was carried out, with a result that nobody knows. */
export function unreadableAnswer(operation: string, status: number, cause: unknown): HubSpotError {
  const message = `HubSpot's answer to ${operation} could not be read.`;
  const failure: Failure = { class: 'transient', code: 'UNREADABLE_ANSWER', message };
  return new HubSpotError(failure, { status, problem: null, done: 'unknown' }, { cause });
}

/** An answer outside 2xx. `text` may be JSON or a page of HTML from the network's edge. */
export function answerError(
  operation: string,
  status: number,
  text: string,
  retryAfterMs: number | null,
): HubSpotError {
  const problem = readProblem(text);
  const failure = failureOf(operation, status, problem);
  const done = status >= 500 && !neverReached.has(status) && status !== 501 ? 'unknown' : 'no';
  return new HubSpotError(retryAfterMs === null ? failure : { ...failure, retryAfterMs }, { status, problem, done });
}

/** HubSpot looked at the call and refused it as a whole: nothing was carried out, and the same call fails again. */
export function isRefusal(error: unknown): error is HubSpotError {
  return error instanceof HubSpotError && [400, 404, 409].includes(error.status ?? 0);
}

function readProblem(text: string): Problem | null {
  try {
    return problemSchema.safeParse(JSON.parse(text)).data ?? null;
  } catch {
    return null;
  }
}

/** HubSpot docs: error handling. 423 is a lock, 477 an account that moves to another data center. */
function failureOf(operation: string, status: number, problem: Problem | null): Failure {
  const code = problem?.category ?? `HTTP_${status}`;
  const where = `HubSpot answered ${status} to ${operation}${trail(problem)}`;
  if (status === 401) {
    const message = 'HubSpot does not accept the access token: make a new service key and give it to samestory.';
    return { class: 'credential', code, message };
  }
  if (status === 403) return forbidden(code, problem, where);
  if (status === 429) {
    const policy = problem?.policyName ?? 'unnamed limit';
    return { class: 'quota', code: policy === 'DAILY' ? 'DAILY_LIMIT' : 'THROTTLED', message: `${where}: ${policy}.` };
  }
  if (status === 477) {
    const message = `${where}: the account is being moved to another data center, and says when to come again.`;
    return { class: 'quota', code: 'ACCOUNT_MOVING', message };
  }
  if (status === 408 || status === 423 || status >= 500) {
    return { class: 'transient', code: `HTTP_${status}`, message: `${where}.` };
  }
  if (status === 400 || status === 404 || status === 409) return { class: 'record', code, message: `${where}.` };
  return { class: 'bug', code, message: `${where}: the request itself is wrong.` };
}

function forbidden(code: string, problem: Problem | null, where: string): Failure {
  if (problem === null) {
    // Cloudflare answers in HTML when it takes us for an attacker; the token is not to blame.
    return { class: 'transient', code: 'HTTP_403', message: `${where} at the network's edge.` };
  }
  const scopes = missingScopes(problem);
  const message =
    scopes.length > 0
      ? `HubSpot says that the access token lacks scopes: add ${scopes.join(', ')}.`
      : `${where}: the access token may not do this.`;
  return { class: 'credential', code, message };
}

function trail(problem: Problem | null): string {
  return problem?.correlationId === undefined ? '' : ` (correlation ID ${problem.correlationId})`;
}

/** Scopes that a 403 names. */
export function missingScopes(problem: Problem | null): string[] {
  return [
    ...contextTexts(problem?.context, 'requiredGranularScopes'),
    ...contextTexts(problem?.context, 'requiredScopes'),
  ];
}

const textsSchema = z.union([
  z.array(z.union([z.string(), z.number()]).transform(String)),
  z.string().transform((text) => [text]),
]);

/** The texts under a name of an error's context; empty when there are none. */
export function contextTexts(context: Readonly<Record<string, unknown>> | undefined, name: string): string[] {
  return textsSchema.safeParse(context?.[name]).data ?? [];
}
