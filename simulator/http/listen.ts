import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';

export interface Listening {
  /** Base address without a trailing slash, for instance `http://127.0.0.1:43121`. */
  readonly url: string;
  readonly port: number;
  /** Stops accepting, ends open connections and resolves when the port is free again. */
  close(): Promise<void>;
}

/** What a Hono app of any environment offers. */
export interface FetchApp {
  readonly fetch: Parameters<typeof getRequestListener>[0];
}

/** Makes an app reachable. */
export type Serve = (app: FetchApp, port?: number) => Promise<Listening>;

type NodeHandler = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Serves a Hono app, or a plain node handler, on the loopback address only: a simulator must never be reachable from
 * another machine. Port 0 takes any free port. Rejects when the port is taken.
 */
export async function listen(app: FetchApp | NodeHandler, port = 0): Promise<Listening> {
  const handler: NodeHandler = typeof app === 'function' ? app : getRequestListener(app.fetch);
  const server = createServer({ keepAliveTimeout: 5_000 }, handler);
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      server.off('error', reject);
      resolve();
    });
  });
  const bound = boundPort(server.address());
  return {
    url: `http://127.0.0.1:${bound}`,
    port: bound,
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error ? reject(error) : resolve()));
        server.closeAllConnections();
      }),
  };
}

function boundPort(address: string | AddressInfo | null): number {
  if (address === null || typeof address === 'string') throw new Error('the server is not bound to a TCP port');
  return address.port;
}
