import { request } from 'node:http';
import { createInterface } from 'node:readline';
import { z } from 'zod';
import { explainSchema, statusSchema } from './documents.ts';
import { CommandError, exitCodes } from './failures.ts';
import { isHeld, socketOf } from './folder-guard.ts';
import type { Answers } from './http-apps.ts';

const progressSchema = z.object({ stage: z.string(), done: z.number(), total: z.number().nullable() });
const lineSchema = z.union([
  z.object({ progress: progressSchema }),
  z.object({ result: z.unknown() }),
  z.object({
    error: z.string(),
    exitCode: z.union([z.literal(1), z.literal(2), z.literal(3), z.literal(4), z.literal(5)]),
  }),
]);

/** The service that runs on this folder, or null when there is none. */
export async function runningService(home: string): Promise<Answers | null> {
  if (!(await isHeld(home))) return null;
  return {
    status: ({ full, onProgress }) =>
      ask(home, '/status', { full }, statusSchema, (line) => onProgress(progressSchema.parse(line))),
    explain: (text) => ask(home, '/explain', { text }, explainSchema, () => undefined),
  };
}

/** Sends one question and reads its lines. Throws CommandError with what the service says. */
async function ask<T>(
  home: string,
  path: string,
  question: unknown,
  schema: z.ZodType<T>,
  onProgress: (line: unknown) => void,
): Promise<T> {
  for await (const line of linesOf(home, path, JSON.stringify(question))) {
    const said = lineSchema.safeParse(line);
    if (!said.success) throw otherVersion(home);
    if ('progress' in said.data) onProgress(said.data.progress);
    else if ('error' in said.data) throw new CommandError(said.data.error, said.data.exitCode);
    else {
      const result = schema.safeParse(said.data.result);
      if (result.success) return result.data;
      throw otherVersion(home);
    }
  }
  throw new CommandError(`The process that works in ${home} ended before it answered. Ask again.`, exitCodes.held);
}

async function* linesOf(home: string, path: string, body: string): AsyncGenerator<unknown> {
  const outgoing = request({ socketPath: socketOf(home), path, method: 'POST' });
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
