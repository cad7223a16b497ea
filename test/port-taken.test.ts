import assert from 'node:assert/strict';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { freePort } from '../src/app/free-port.ts';
import { startService } from '../src/app/service.ts';
import { httpApps } from '../src/http/apps.ts';
import { openWorld } from './support/world.ts';

const host = '127.0.0.1';

async function occupy(port: number) {
  const server = createServer();
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve));
  return { free: () => new Promise((resolve) => server.close(resolve)) };
}

describe('a service whose port for webhooks is taken', () => {
  it('does not start, and leaves its other port free', async () => {
    const world = await openWorld({ cutoff: new Date() });
    const [intake, health] = [await freePort(), await freePort()];
    const other = await occupy(intake);
    try {
      const input = {
        route: world.route,
        intake: { host, port: intake },
        health: { host, port: health, password: null },
        webhookAddress: `http://${host}:${intake}/webhooks/shopify`,
        guard: null,
        apps: httpApps,
      };
      await assert.rejects(startService(input), /in use|EADDRINUSE|taken/);
      const again = await occupy(health);
      await again.free();
    } finally {
      await other.free();
      await world.close();
    }
  });
});
