import { Hono } from 'hono';
import { stream } from 'hono/streaming';
import { z } from 'zod';
import { verdictOf } from '../app/failures.ts';
import type { ControlContext } from '../app/http-apps.ts';
import type { OnProgress } from '../sync/types.ts';

const statusQuestion = z.object({ full: z.boolean() });
const explainQuestion = z.object({ text: z.string().min(1).max(500) });

/**
 * What other commands of this machine ask a running service over its local socket. Answers come as lines of JSON:
 * `{"progress":…}` as often as there is some, then one `{"result":…}` or `{"error":…,"exitCode":…}`.
 */
export function controlApp(context: ControlContext): Hono {
  const app = new Hono();
  app.get('/', (request) => request.json({ pid: context.pid, version: context.version }));
  app.post('/status', async (request) => {
    const { full } = statusQuestion.parse(await request.req.json());
    return lines(request, (onProgress) => context.answers.status({ full, onProgress }));
  });
  app.post('/explain', async (request) => {
    const { text } = explainQuestion.parse(await request.req.json());
    return lines(request, () => context.answers.explain(text));
  });
  app.onError((error, request) => request.text(error.name, 400));
  return app;
}

function lines(request: Parameters<typeof stream>[0], work: (onProgress: OnProgress) => Promise<unknown>): Response {
  return stream(request, async (output) => {
    const write = (line: unknown) => output.write(`${JSON.stringify(line)}\n`);
    try {
      const result = await work((progress) => void write({ progress }));
      await write({ result });
    } catch (error) {
      const { message, exitCode } = verdictOf(error);
      await write({ error: message, exitCode });
    }
  });
}
