import { Hono } from 'hono';
import type { IntakeContext } from '../app/http-apps.ts';
import { webhookPath } from '../config/connection.ts';
import { createBodyReader } from './body.ts';

/**
 * Where Shopify delivers webhooks. 401 without a valid signature and nothing changed; 200 for everything signed, once
 * it is committed: unknown topics are counted, bodies that cannot be understood become dead letters; 503 while the
 * ledger is away, so that Shopify sends it again. No platform is called inside a request: Shopify waits five seconds.
 */
export function intakeApp(context: IntakeContext): Hono {
  const app = new Hono();
  const bodies = createBodyReader();

  app.post(webhookPath, async (request) => {
    const read = await bodies.read(request.req.raw);
    if (read.status === 'too large') return request.text('body too large for its signature to be checked', 413);
    const headers = Object.fromEntries(request.req.raw.headers);
    const delivery = context.receive({ headers, body: read.body, receivedAt: context.clock.now() });
    if (delivery.status === 'unsigned') return request.text('signature missing or wrong', 401);
    try {
      await context.accept(delivery);
    } catch (error) {
      const reason = error instanceof Error ? error.name : 'unknown';
      context.log.error('webhook not stored, Shopify will send it again', { topic: delivery.topic, reason });
      return request.text('not stored, send it again', 503);
    }
    return request.text('', 200);
  });

  app.onError((error, request) => {
    // A connection that breaks while the body is read ends here; nothing was stored, and Shopify sends it again.
    context.log.warn('webhook not read', { reason: error.name });
    return request.text('not read', 503);
  });
  return app;
}
