import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Clock } from '../../src/lib/clock.ts';
import { type Dose, Doses } from '../faults/dose.ts';

/** An answer of the simulator that a fault may falsify. `body` is parsed JSON, or a text that is none. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** What a fault knows of the request it meets. `body` is parsed JSON, null where there is none. */
export interface FaultedRequest {
  readonly method: string;
  readonly path: string;
  readonly operation: string | undefined;
  readonly body: unknown;
}

/** What a simulated platform does wrong: which requests, how often, and what the caller sees instead. */
export interface Fault {
  /** A regular expression over, or the beginning of, the request's path. Absent: every path. */
  readonly path?: RegExp | string;
  /** Name of the GraphQL operation, or whatever the simulator calls its operations. Absent: every operation. */
  readonly operation?: RegExp | string;
  /** Which of these requests it can strike; every one where absent. */
  readonly only?: (request: FaultedRequest) => boolean;
  /** Lets the first `after` matching requests pass. */
  readonly when?: { readonly after?: number };
  /** How many requests it hits; without end where absent. */
  readonly times?: number;
  /** Counts for this fault instead of `when` and `times`. */
  readonly doses?: Doses;
  /** Answers with this status instead of asking the simulator. */
  readonly status?: number;
  /** A text as it is, or any other value as JSON; only together with `status`. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Waits before anything else; on its own the answer is only late. */
  readonly delayMs?: number;
  /** Something happens to the platform in the moment in which the request arrives. */
  readonly before?: (request: FaultedRequest) => void;
  /** Something happens after the simulator has acted and before its answer leaves. */
  readonly afterwards?: (request: FaultedRequest) => void;
  /** The simulator does what was asked and its answer is replaced by this one; null leaves it, and counts as no hit. */
  readonly rewrite?: (answer: Answer, request: FaultedRequest) => Answer | null;
  /** The simulator does what was asked, then the connection breaks: the caller cannot know the outcome. */
  readonly dropAfterCommit?: boolean;
}

export type SimulatorEnv = { Bindings: HttpBindings };

export interface Faults {
  add(...faults: Fault[]): void;
  clear(): void;
  /** Install before all routes. `operationOf` may read the body: Hono keeps it for the route. */
  middleware(
    operationOf?: (context: Context<SimulatorEnv>) => Promise<string | undefined>,
  ): MiddlewareHandler<SimulatorEnv>;
}

interface Planned {
  readonly fault: Fault;
  readonly doses: Doses;
}

function planned(fault: Fault): Planned {
  const dose: Dose = {
    ...(fault.when?.after === undefined ? {} : { after: fault.when.after }),
    ...(fault.times === undefined ? {} : { times: fault.times }),
  };
  return { fault, doses: fault.doses ?? new Doses(dose) };
}

export function createFaults(clock: Clock, initial: readonly Fault[] = []): Faults {
  let all: Planned[] = initial.map(planned);

  /** What strikes this request: everything that only happens beside it, and the first that answers in its place. */
  const take = (request: FaultedRequest): Planned[] => {
    const met = all.filter(({ fault, doses }) => fits(fault, request) && doses.meets());
    const answering = met.find(({ fault }) => isAnswering(fault));
    return met.filter((entry) => entry === answering || !isAnswering(entry.fault));
  };

  return {
    add: (...faults) => {
      all.push(...faults.map(planned));
    },
    clear: () => {
      all = [];
    },
    middleware: (operationOf) => async (context, next) => {
      if (all.length === 0) return next();
      const named = all.some(({ fault }) => fault.operation !== undefined);
      const operation = named ? await operationOf?.(context) : undefined;
      const { method, path } = context.req;
      const asked = all.some(({ fault }) => fault.only !== undefined) && method !== 'GET';
      const body = asked ? jsonOf(await context.req.text()) : null;
      const struck = take({ method, path, operation, body });
      if (struck.length === 0) return next();
      return suffer(context, next, struck, operation, clock);
    },
  };
}

/** Faults that take the place of the answer; of these only one can strike a request. */
function isAnswering({ status, dropAfterCommit }: Fault): boolean {
  return status !== undefined || dropAfterCommit === true;
}

async function suffer(
  context: Context<SimulatorEnv>,
  next: () => Promise<void>,
  struck: readonly Planned[],
  operation: string | undefined,
  clock: Clock,
): Promise<Response | undefined> {
  const { method, path } = context.req;
  const readsBody = struck.some(({ fault }) => fault.before ?? fault.afterwards ?? fault.rewrite);
  const body = readsBody && method !== 'GET' ? jsonOf(await context.req.text()) : null;
  const request: FaultedRequest = { method, path, operation, body };
  for (const { fault, doses } of struck) {
    if (fault.rewrite === undefined) doses.hit();
    if (fault.delayMs !== undefined) await clock.sleep(fault.delayMs);
    fault.before?.(request);
  }
  const answering = struck.find(({ fault }) => isAnswering(fault))?.fault;
  if (answering?.status !== undefined) return answer(context, answering.headers, answering.status, answering.body);
  await next();
  for (const { fault } of struck) fault.afterwards?.(request);
  if (answering?.dropAfterCommit === true) {
    context.env.incoming.socket.destroy();
    context.res = RESPONSE_ALREADY_SENT;
    return undefined;
  }
  for (const entry of struck) await falsify(context, entry, request);
  return undefined;
}

async function falsify(context: Context<SimulatorEnv>, { fault, doses }: Planned, request: FaultedRequest) {
  if (fault.rewrite === undefined) return;
  const text = await context.res.clone().text();
  const other = fault.rewrite({ status: context.res.status, body: jsonOf(text) ?? text }, request);
  if (other === null) return;
  doses.hit();
  const headers = new Headers(context.res.headers);
  headers.delete('content-length');
  for (const [name, value] of Object.entries(other.headers ?? {})) headers.set(name, value);
  const body = typeof other.body === 'string' ? other.body : JSON.stringify(other.body);
  context.res = undefined;
  context.res = new Response(body, { status: other.status, headers });
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function fits(fault: Fault, request: FaultedRequest): boolean {
  const { path, operation } = request;
  const named = fitsText(fault.operation, operation, true) && fitsText(fault.path, path, false);
  return named && fault.only?.(request) !== false;
}

function fitsText(wanted: RegExp | string | undefined, text: string | undefined, whole: boolean): boolean {
  if (wanted === undefined) return true;
  if (text === undefined) return false;
  if (typeof wanted === 'string') return whole ? text === wanted : text.startsWith(wanted);
  return text.search(wanted) !== -1;
}

function answer(context: Context<SimulatorEnv>, headers: Fault['headers'], status: number, body: unknown): Response {
  for (const [name, value] of Object.entries(headers ?? {})) context.header(name, value);
  const code = status as ContentfulStatusCode;
  return typeof body === 'string' ? context.body(body, code) : context.json(body ?? {}, code);
}
