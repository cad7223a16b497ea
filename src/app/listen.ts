import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { CommandError, exitCodes } from './failures.ts';
import type { FetchApp } from './http-apps.ts';

export interface Served {
  /** Base address without a trailing slash; null for a local socket. */
  readonly url: string | null;
  /** Stops accepting, lets running requests end for a moment, then closes what is left. */
  close(): Promise<void>;
}

/** Shopify gives up after five seconds, so nothing worth waiting for takes longer. */
const requestTimeoutMs = 30_000;
/**
 * Longer than what proxies keep an idle connection (a minute is common): whoever closes first must be the one who sends
 * requests, or a request meets a connection that is just being closed.
 */
const keepAliveMs = 75_000;

/** Serves an app on a host and port, or on a local socket. Throws CommandError when the place is taken. */
export async function serve(
  app: FetchApp,
  place: { readonly host: string; readonly port: number } | { readonly socket: string },
): Promise<Served> {
  const listener = getRequestListener((request, env) => app.fetch(request, env));
  let closing = false;
  const server = createServer(
    { keepAliveTimeout: keepAliveMs, requestTimeout: requestTimeoutMs },
    (request, response) => {
      // A connection whose request is under way when the server closes is idle only after its answer.
      response.once('finish', () => {
        if (closing) server.closeIdleConnections();
      });
      return listener(request, response);
    },
  );
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    const ready = () => {
      server.off('error', reject);
      resolve();
    };
    if ('socket' in place) server.listen(place.socket, ready);
    else server.listen(place.port, place.host, ready);
  }).catch((error: unknown) => {
    if ('socket' in place) throw error;
    throw refused(error, place);
  });
  return {
    url: addressOf(server.address()),
    close: () =>
      new Promise((resolve) => {
        closing = true;
        server.close(() => resolve());
        server.closeIdleConnections();
      }),
  };
}

function addressOf(address: AddressInfo | string | null): string | null {
  if (address === null || typeof address === 'string') return null;
  const host = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return `http://${host}:${address.port}`;
}

function refused(error: unknown, { host, port }: { host: string; port: number }): unknown {
  const code = error instanceof Error && 'code' in error ? error.code : null;
  const remedy = 'Choose another with SAMESTORY_HOST, SAMESTORY_PORT or SAMESTORY_HEALTH_PORT.';
  if (code === 'EADDRINUSE') return new CommandError(`Port ${port} on ${host} is in use. ${remedy}`, exitCodes.usage);
  if (code === 'EACCES')
    return new CommandError(`Port ${port} on ${host} needs more rights. ${remedy}`, exitCodes.usage);
  if (code === 'EADDRNOTAVAIL' || code === 'ENOTFOUND') {
    return new CommandError(`${host} is not an address of this machine. ${remedy}`, exitCodes.usage);
  }
  return error;
}
