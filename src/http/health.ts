import { Buffer } from 'node:buffer';
import { timingSafeEqual } from 'node:crypto';
import { Hono } from 'hono';
import type { HealthContext } from '../app/http-apps.ts';
import { sha256 } from '../lib/bytes.ts';

/** `GET /health`: 200 when all is well, 503 with the reasons when not. Holds no personal data. */
export function healthApp(context: HealthContext): Hono {
  const app = new Hono();
  const { password } = context;
  if (password !== null) {
    app.use(async (request, next) => {
      if (fits(request.req.header('authorization'), password)) return next();
      return request.text('password needed', 401, { 'www-authenticate': 'Basic realm="samestory"' });
    });
  }
  app.get('/health', async (request) => {
    const health = await context.health();
    return request.json(health, health.ok ? 200 : 503);
  });
  return app;
}

/** Compares in constant time, by hashes of equal length. */
function fits(header: string | undefined, password: string): boolean {
  const given = /^Basic (?<encoded>\S+)$/i.exec(header ?? '')?.groups?.['encoded'];
  if (given === undefined) return false;
  const [, ...rest] = Buffer.from(given, 'base64').toString('utf8').split(':');
  return timingSafeEqual(Buffer.from(sha256(rest.join(':'))), Buffer.from(sha256(password)));
}
