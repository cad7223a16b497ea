import { Hono } from 'hono';
import { type Listening, listen } from '../simulator/http/listen.ts';

/** What a proxy may do to a call: change its body on the way in, change its answer on the way out, or never answer. */
export interface Tampering {
  request?(path: string, body: string): string;
  response?(path: string, body: string): string;
  hangs?(path: string): boolean;
}

/** A proxy before the simulated account, for behaviours that the account itself does not have. */
export async function createProxy(target: string, tampering: Tampering): Promise<Listening> {
  const app = new Hono();
  app.all('*', async (context) => {
    const { pathname, search } = new URL(context.req.url);
    if (tampering.hangs?.(pathname)) await new Promise(() => undefined);
    const body = await context.req.text();
    const sent = tampering.request?.(pathname, body) ?? body;
    const answer = await fetch(`${target}${pathname}${search}`, {
      method: context.req.method,
      headers: {
        authorization: context.req.header('authorization') ?? '',
        'content-type': context.req.header('content-type') ?? 'application/json',
      },
      ...(context.req.method === 'GET' ? {} : { body: sent }),
    });
    const text = await answer.text();
    const headers = { 'content-type': answer.headers.get('content-type') ?? 'application/json' };
    return new Response(answer.status === 204 ? null : (tampering.response?.(pathname, text) ?? text), {
      status: answer.status,
      headers,
    });
  });
  return listen(app);
}

/** An account that does not know trace ids: HubSpot promises them for creates alone. */
export const withoutTraceIds: Tampering = {
  request: (_path, body) => body.replaceAll(/,"objectWriteTraceId":"\d+"/g, ''),
};
