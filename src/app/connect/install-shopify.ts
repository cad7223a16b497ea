import { ConnectorError } from '../../connector/failure.ts';
import type { FieldMap } from '../../field-map/types.ts';
import { createNonce } from '../../lib/nonce.ts';
import {
  codeOfCallback,
  exchangeCode,
  type Installation,
  installationUrl,
} from '../../sources/shopify/tokens/installation.ts';
import { CommandError, exitCodes } from '../failures.ts';
import { grantFile } from '../grant-file.ts';
import { serve } from '../listen.ts';
import type { Runtime } from '../runtime.ts';
import { shopifyGuide } from './guide.ts';

const callbackPath = '/shopify/callback';

export interface InstallOptions {
  readonly shop: string;
  readonly url: string | null;
  readonly clientId: string;
  readonly clientSecret: string;
  readonly map: FieldMap;
  /** Tokens that end after an hour and are renewed, or one that lives until the app is uninstalled. */
  readonly expiring: boolean;
  /** Where the tokens are kept. */
  readonly tokenFile: string;
  /** Port on this machine; the address that the browser comes back to where `redirect` is null. */
  readonly port: number;
  /** A public address that leads to that port, for a browser on another machine. */
  readonly redirect: string | null;
}

const patienceMs = 15 * 60_000;

/**
 * Installs the app through the browser: tells the address to open, waits for Shopify to send the browser back, checks that
 * it was Shopify, exchanges the code, and keeps the tokens. Throws CommandError and ConnectorError.
 */
export async function installShopify(
  options: InstallOptions,
  runtime: Runtime,
  onAddress: (address: string) => void,
): Promise<void> {
  const { shop, url, clientId, clientSecret } = options;
  const baseUrl = url ?? `https://${shop}`;
  const callback = waitForCallback();
  const server = await serve(callback, { host: '127.0.0.1', port: options.port });
  try {
    const installation: Installation = {
      shop,
      clientId,
      scopes: shopifyGuide(options.map).scopes.map(({ scope }) => scope),
      redirectUri: options.redirect ?? `${server.url ?? ''}${callbackPath}`,
      state: createNonce(),
    };
    onAddress(installationUrl(baseUrl, installation));
    const code = await callback.code((query) => codeOfCallback(query, clientSecret, installation), runtime);
    const app = { baseUrl, clientId, clientSecret, clock: runtime.clock };
    const grant = await exchangeCode(app, code, { expiring: options.expiring });
    await grantFile(options.tokenFile, shop, runtime.clock).save(grant);
  } finally {
    await server.close();
  }
}

/** Answers the browser that comes back; what does not come from Shopify is refused and waited past. */
function waitForCallback() {
  const found = Promise.withResolvers<string>();
  let check: ((query: URLSearchParams) => string) | null = null;
  const page = (text: string, status: number) =>
    new Response(`<!doctype html><meta charset="utf-8"><title>samestory</title><p>${text}</p>\n`, {
      status,
      headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store', connection: 'close' },
    });
  return {
    fetch: (request: Request): Response => {
      const { pathname, searchParams } = new URL(request.url);
      if (pathname !== callbackPath || check === null) return page('There is nothing here.', 404);
      try {
        found.resolve(check(searchParams));
        return page('samestory is connected to the store. You can close this window.', 200);
      } catch (error) {
        if (!(error instanceof ConnectorError)) throw error;
        return page('This did not come from Shopify, or not for this installation. Go on in the terminal.', 400);
      }
    },
    code: async (checked: (query: URLSearchParams) => string, { clock }: Runtime): Promise<string> => {
      check = checked;
      const stop = new AbortController();
      const late = clock.sleep(patienceMs, stop.signal).then(
        () => {
          const remedy = 'Run the command again and open the address within a quarter of an hour.';
          throw new CommandError(`The browser did not come back from Shopify. ${remedy}`, exitCodes.connection);
        },
        () => found.promise,
      );
      try {
        return await Promise.race([found.promise, late]);
      } finally {
        stop.abort();
      }
    },
  };
}
