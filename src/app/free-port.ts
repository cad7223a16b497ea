import { createServer } from 'node:net';

/** Below what systems give to outgoing connections, which would take a port before anybody listens on it. */
const [first, beyond] = [20_000, 32_000];
const tries = 20;

/** Processes beside each other begin at different places, and none asks for the same twice. */
let asked = process.pid * tries;

/**
 * A port of the loopback address that was free a moment ago; addresses are told before somebody listens on them. Rejects
 * when none can be opened at all.
 */
export async function freePort(): Promise<number> {
  for (let attempt = 0; attempt < tries; attempt += 1) {
    asked += 1;
    const port = await opened(first + (asked % (beyond - first))).catch(() => null);
    if (port !== null) return port;
  }
  return opened(0);
}

/** Opens and closes it. Port 0 takes any. */
function opened(wanted: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(wanted, '127.0.0.1', () => {
      const address = server.address();
      const port = typeof address === 'object' && address !== null ? address.port : 0;
      server.close(() => resolve(port));
    });
  });
}
