import type { HttpBindings } from '@hono/node-server';
import { RESPONSE_ALREADY_SENT } from '@hono/node-server/utils/response';
import type { Context, MiddlewareHandler } from 'hono';
import type { ContentfulStatusCode } from 'hono/utils/http-status';
import type { Clock } from '../../src/lib/clock.ts';

/** What a simulated platform does wrong, as data: which requests, how often, and what the caller sees instead. */
export interface Fault {
  /** A regular expression over, or the beginning of, the request's path. Absent: every path. */
  readonly path?: RegExp | string;
  /** Name of the GraphQL operation, or whatever the simulator calls its operations. Absent: every operation. */
  readonly operation?: string;
  /** Lets the first `after` matching requests pass. */
  readonly when?: { readonly after?: number };
  /** How many requests it hits; without end where absent. */
  readonly times?: number;
  /** Answers with this status instead of asking the simulator. */
  readonly status?: number;
  /** A text as it is, or any other value as JSON; only together with `status`. */
  readonly body?: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Waits before anything else; on its own the answer is only late. */
  readonly delayMs?: number;
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
  matched: number;
}

export function createFaults(clock: Clock, initial: readonly Fault[] = []): Faults {
  let planned: Planned[] = initial.map((fault) => ({ fault, matched: 0 }));

  /** The first fault that this request meets; counts the request for every fault whose path and operation fit. */
  const take = (path: string, operation: string | undefined): Fault | undefined => {
    let hit: Fault | undefined;
    for (const entry of planned) {
      if (!fits(entry.fault, path, operation)) continue;
      entry.matched += 1;
      const first = entry.fault.when?.after ?? 0;
      const last = first + (entry.fault.times ?? Number.POSITIVE_INFINITY);
      if (hit === undefined && entry.matched > first && entry.matched <= last) hit = entry.fault;
    }
    return hit;
  };

  return {
    add: (...faults) => planned.push(...faults.map((fault) => ({ fault, matched: 0 }))),
    clear: () => {
      planned = [];
    },
    middleware: (operationOf) => async (context, next) => {
      if (planned.length === 0) return next();
      const named = planned.some(({ fault }) => fault.operation !== undefined);
      const fault = take(context.req.path, named ? await operationOf?.(context) : undefined);
      if (fault === undefined) return next();
      if (fault.delayMs !== undefined) await clock.sleep(fault.delayMs);
      if (fault.status !== undefined) return answer(context, fault, fault.status);
      await next();
      if (fault.dropAfterCommit !== true) return undefined;
      context.env.incoming.socket.destroy();
      context.res = RESPONSE_ALREADY_SENT;
      return undefined;
    },
  };
}

function fits(fault: Fault, path: string, operation: string | undefined): boolean {
  if (fault.operation !== undefined && fault.operation !== operation) return false;
  if (fault.path === undefined) return true;
  return typeof fault.path === 'string' ? path.startsWith(fault.path) : path.search(fault.path) !== -1;
}

function answer(context: Context<SimulatorEnv>, fault: Fault, status: number): Response {
  for (const [name, value] of Object.entries(fault.headers ?? {})) context.header(name, value);
  const code = status as ContentfulStatusCode;
  return typeof fault.body === 'string' ? context.body(fault.body, code) : context.json(fault.body ?? {}, code);
}
