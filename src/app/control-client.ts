import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import {
  dumpSchema,
  fieldCostsSchema,
  monthSchema,
  pairSchema,
  pausedSchema,
  syncSchema,
  takeBackSchema,
} from './control-documents.ts';
import { explainSchema, statusSchema } from './documents.ts';
import { CommandError, exitCodes } from './failures.ts';
import { isHeld, socketOf } from './folder-guard.ts';
import type { Answers } from './http-apps.ts';
import { decidedSchema, previewSchema, reviewSchema } from './identity/documents.ts';
import { planSchema } from './identity/plan.ts';
import { eraseSchema, personSchema, requestsSchema } from './privacy/documents.ts';
import { coverageSchema } from './readiness/coverage.ts';
import { launchStateSchema } from './readiness/launch-state.ts';

const progressSchema = z.object({ stage: z.string(), done: z.number(), total: z.number().nullable() });
const lineSchema = z.union([
  z.object({ progress: progressSchema }),
  z.object({ month: z.unknown() }),
  z.object({ result: z.unknown() }),
  z.object({
    error: z.string(),
    exitCode: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5), z.literal(130)]),
  }),
]);

/** What is told before the result, and how to stop waiting for it. */
interface Listening {
  readonly onProgress?: (progress: z.infer<typeof progressSchema>) => void;
  readonly onMonth?: (month: unknown) => void;
  readonly signal?: AbortSignal | undefined;
}

/** The service that runs on this folder, or null when there is none. */
export async function runningService(home: string): Promise<Answers | null> {
  if (!(await isHeld(home))) return null;
  const asking =
    <T>(path: string, schema: z.ZodType<T>) =>
    (question: unknown = {}): Promise<T> =>
      ask(home, path, question, schema);
  return {
    pair: asking('/pair', pairSchema),
    status: ({ full, onProgress }) => ask(home, '/status', { full }, statusSchema, { onProgress }),
    explain: (text) => ask(home, '/explain', { text }, explainSchema),
    coverage: asking('/coverage', coverageSchema),
    launch: asking('/launch', launchStateSchema),
    paused: asking('/paused', pausedSchema),
    pause: (reason) => ask(home, '/pause', { reason }, pausedSchema),
    resume: asking('/resume', pausedSchema),
    fieldCosts: asking('/fields', fieldCostsSchema),
    sync: asking('/sync', syncSchema),
    undo: asking('/undo', takeBackSchema),
    plan: (listening) => ask(home, '/plan', {}, planSchema.nullable(), listening),
    acceptPlan: asking('/plan/accept', z.object({ due: z.number() })),
    review: asking('/review', reviewSchema),
    decide: asking('/review/decide', decidedSchema),
    undoDecision: asking('/review/undo', decidedSchema),
    previewIdentity: ({ since, ...listening }) => ask(home, '/identity/preview', { since }, previewSchema, listening),
    newContacts: ({ since, agreed, ...listening }) =>
      ask(home, '/identity/new-contacts', { since, agreed }, z.number().nullable(), listening),
    person: (text) => ask(home, '/person', { text }, personSchema),
    dataRequests: asking('/person/requests', requestsSchema),
    answeredRequest: (text) => ask(home, '/person/answered', { text }, z.object({ answered: z.number() })),
    erase: asking('/erase', eraseSchema),
    dump: (file) => ask(home, '/dump', { file }, dumpSchema),
    backfill: async ({ since, onProgress, onMonth, signal }) => {
      const listening = { onProgress, signal, onMonth: (month: unknown) => onMonth(monthSchema.parse(month)) };
      await ask(home, '/backfill', { since }, z.null(), listening);
    },
  };
}

/** Sends one question and reads its lines. Throws CommandError with what the service says. */
async function ask<T>(
  home: string,
  path: string,
  question: unknown,
  schema: z.ZodType<T>,
  listening: Listening = {},
): Promise<T> {
  for await (const line of linesOf(home, path, JSON.stringify(question), listening.signal)) {
    const said = lineSchema.safeParse(line);
    if (!said.success) throw otherVersion(home);
    if ('progress' in said.data) listening.onProgress?.(said.data.progress);
    else if ('month' in said.data) listening.onMonth?.(said.data.month);
    else if ('error' in said.data) throw new CommandError(said.data.error, said.data.exitCode);
    else {
      const result = schema.safeParse(said.data.result);
      if (result.success) return result.data;
      throw otherVersion(home);
    }
  }
  throw new CommandError(`The process that works in ${home} ended before it answered. Ask again.`, exitCodes.held);
}

async function* linesOf(
  home: string,
  path: string,
  body: string,
  signal: AbortSignal | undefined,
): AsyncGenerator<unknown> {
  const outgoing = request({
    socketPath: socketOf(home),
    path,
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    ...(signal ? { signal } : {}),
  });
  const answered = new Promise<import('node:http').IncomingMessage>((resolve, reject) => {
    outgoing.once('response', resolve);
    outgoing.once('error', reject);
  }).catch((cause: unknown) => {
    throw new CommandError(
      `A process works in ${home} and answers no questions: it is another command or just starting. Try again when it has ended.`,
      exitCodes.held,
      { cause },
    );
  });
  outgoing.end(body);
  const response = await answered;
  if (response.statusCode !== 200) throw otherVersion(home);
  for await (const line of createInterface({ input: response })) yield JSON.parse(line);
}

function otherVersion(home: string): CommandError {
  return new CommandError(
    `The service that works in ${home} speaks differently: restart it, so that it has the version of this command.`,
    exitCodes.held,
  );
}
