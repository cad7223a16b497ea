import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import { z } from 'zod';
import { verdictOf } from '../app/failures.ts';
import type { ControlContext } from '../app/http-apps.ts';
import { reviewOrderSchema, undoOrderSchema } from '../app/identity/documents.ts';

const statusQuestion = z.object({ full: z.boolean() });
const explainQuestion = z.object({ text: z.string().min(1).max(500) });
const pauseOrder = z.object({ reason: z.string().min(1).max(500) });
const singleOrder = z.object({ text: z.string().min(1).max(500), dryRun: z.boolean() });
const dumpOrder = z.object({ file: z.string().min(1).max(4000) });
const backfillOrder = z.object({ since: z.iso.date() });
const contactsOrder = backfillOrder.extend({ agreed: z.int().nonnegative() });

/** Sends one line of the answer before its result. */
type Tell = (line: { readonly progress: unknown } | { readonly month: unknown }) => void;

/**
 * What other commands of this machine ask a running service over its local socket. Answers come as lines of JSON:
 * `{"progress":…}` and `{"month":…}` as often as there are some, then one `{"result":…}` or `{"error":…,"exitCode":…}`.
 * Whoever hangs up in the middle stops what was asked for, as far as it can be stopped.
 */
export function controlApp({ pid, version, answers }: ControlContext): Hono {
  const app = new Hono();
  const on = <T>(
    path: string,
    schema: z.ZodType<T>,
    work: (input: T, tell: Tell, signal: AbortSignal) => Promise<unknown>,
  ): void => {
    app.post(path, async (request) => {
      const input = schema.parse(await request.req.json());
      return lines(request, (tell, signal) => work(input, tell, signal));
    });
  };
  app.get('/', (request) => request.json({ pid, version }));
  on('/pair', z.object({}), () => answers.pair());
  on('/status', statusQuestion, ({ full }, tell) =>
    answers.status({ full, onProgress: (progress) => tell({ progress }) }),
  );
  on('/explain', explainQuestion, ({ text }) => answers.explain(text));
  on('/coverage', z.object({}), () => answers.coverage());
  on('/launch', z.object({}), () => answers.launch());
  on('/paused', z.object({}), () => answers.paused());
  on('/pause', pauseOrder, ({ reason }) => answers.pause(reason));
  on('/resume', z.object({}), () => answers.resume());
  on('/fields', z.object({}), () => answers.fieldCosts());
  on('/sync', singleOrder, (order) => answers.sync(order));
  on('/undo', singleOrder, (order) => answers.undo(order));
  on('/plan', z.object({}), (_, tell) => answers.plan({ onProgress: (progress) => tell({ progress }) }));
  on('/plan/accept', undoOrderSchema.pick({ by: true }), (order) => answers.acceptPlan(order));
  on('/review', z.object({}), () => answers.review());
  on('/review/decide', reviewOrderSchema, (order) => answers.decide(order));
  on('/review/undo', undoOrderSchema, (order) => answers.undoDecision(order));
  on('/identity/preview', backfillOrder, (order, tell, signal) =>
    answers.previewIdentity({ ...order, signal, onProgress: (progress) => tell({ progress }) }),
  );
  on('/identity/new-contacts', contactsOrder, (order, tell, signal) =>
    answers.newContacts({ ...order, signal, onProgress: (progress) => tell({ progress }) }),
  );
  on('/person', explainQuestion, ({ text }) => answers.person(text));
  on('/person/requests', z.object({}), () => answers.dataRequests());
  on('/person/answered', explainQuestion, ({ text }) => answers.answeredRequest(text));
  on('/erase', singleOrder, (order) => answers.erase(order));
  on('/dump', dumpOrder, ({ file }) => answers.dump(file));
  on('/backfill', backfillOrder, async ({ since }, tell, signal) => {
    await answers.backfill({
      since,
      signal,
      onProgress: (progress) => tell({ progress }),
      onMonth: (month) => tell({ month }),
    });
    return null;
  });
  app.onError((error, request) => request.text(error.name, 400));
  return app;
}

function lines(
  request: Parameters<typeof stream>[0],
  work: (tell: Tell, signal: AbortSignal) => Promise<unknown>,
): Response {
  return stream(request, async (output) => {
    const hungUp = new AbortController();
    output.onAbort(() => hungUp.abort(new Error('whoever asked has gone')));
    const write = (line: unknown) => output.write(`${JSON.stringify(line)}\n`);
    try {
      const result = await work((line) => void write(line), hungUp.signal);
      await write({ result });
    } catch (error) {
      const { message, exitCode } = verdictOf(error);
      await write({ error: message, exitCode });
    }
  });
}
