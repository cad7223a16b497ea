import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { HubSpotOptions } from '../../simulator/hubspot/options.ts';
import { ALL_SCOPES } from '../../simulator/hubspot/options.ts';
import { createHubSpotServer, type HubSpotServer } from '../../simulator/hubspot/server.ts';
import { createStoreServer, type StoreServer, type StoreServerOptions } from '../../simulator/store/server.ts';
import { freePort as anyFreePort } from '../../src/app/free-port.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createRandom } from '../../src/lib/random.ts';
import { type Ended, newFolder, type Running, run, start } from './command.ts';

export const storeScopes = [
  'read_orders',
  'read_all_orders',
  'read_customers',
  'read_fulfillments',
  'read_returns',
  'read_customer_merge',
];

export const secrets = {
  clientId: 'client-1',
  clientSecret: 'shpss_0123456789abcdef',
  token: 'pat-na1-0123456789abcdef',
} as const;

/** Both simulators in this process, and a folder in which commands run as processes of their own. */
export interface CliWorld {
  readonly cwd: string;
  readonly store: StoreServer;
  readonly crm: HubSpotServer;
  /** What a `.env` file has to say to reach both. */
  readonly settings: Readonly<Record<string, string>>;
  command(...parameters: readonly string[]): Promise<Ended>;
  /** Starts a command that runs on; whatever still runs at the end is killed. */
  launch(parameters: readonly string[], env?: Readonly<Record<string, string>>): Running;
  /** Calls that could have changed a record, a link or a property of the CRM. */
  writeCalls(): number;
  close(): Promise<void>;
}

export interface CliWorldOptions {
  readonly store?: Partial<StoreServerOptions>;
  readonly crm?: Partial<HubSpotOptions>;
  readonly settings?: Readonly<Record<string, string>>;
  /** Writes the settings into a `.env` file of the folder; the commands then find both accounts. True where absent. */
  readonly envFile?: boolean;
}

export async function openCliWorld(options: CliWorldOptions = {}): Promise<CliWorld> {
  const random = createRandom(11);
  const store = await createStoreServer({
    shop: {
      number: '548380009',
      name: 'Acme',
      myshopifyDomain: 'acme.myshopify.com',
      currency: 'EUR',
      timeZone: 'Europe/Berlin',
      plan: 'plus',
    },
    scopes: storeScopes,
    clientId: secrets.clientId,
    clientSecret: secrets.clientSecret,
    clock: systemClock,
    random,
    allowHttpLoopback: true,
    ...options.store,
  });
  const crm = await createHubSpotServer({
    tokens: [{ token: secrets.token, scopes: ALL_SCOPES, appId: '4711' }],
    companyCurrency: 'EUR',
    searchLagMs: 0,
    clock: systemClock,
    random: random.fork('crm'),
    ...options.crm,
  });
  const cwd = newFolder();
  const settings = {
    SHOPIFY_SHOP: 'acme',
    SHOPIFY_CLIENT_ID: secrets.clientId,
    SHOPIFY_CLIENT_SECRET: secrets.clientSecret,
    SAMESTORY_SHOPIFY_URL: store.url,
    HUBSPOT_TOKEN: secrets.token,
    SAMESTORY_HUBSPOT_URL: crm.url,
    SAMESTORY_RESPONSIBLE: 'Jane Doe <jane@example.com>',
    SAMESTORY_PORT: '0',
    SAMESTORY_HEALTH_PORT: '0',
    ...options.settings,
  };
  if (options.envFile !== false) {
    const lines = Object.entries(settings).map(([name, value]) => `${name}=${value}\n`);
    writeFileSync(join(cwd, '.env'), lines.join(''));
  }
  const launched: Running[] = [];
  return {
    cwd,
    store,
    crm,
    settings,
    command: (...parameters) => run(parameters, { cwd }),
    launch: (parameters, env) => {
      const running = start(parameters, { cwd, ...(env ? { env } : {}) });
      launched.push(running);
      return running;
    },
    writeCalls: () => writeCallsOf(crm),
    close: async () => {
      for (const { child } of launched) child.kill('SIGKILL');
      await Promise.all(launched.map(({ ended }) => ended));
      await Promise.all([store.close(), crm.close()]);
      rmSync(cwd, { recursive: true, force: true });
    },
  };
}

/** Asking what a token may do is a POST that changes nothing. */
export function writeCallsOf(crm: HubSpotServer): number {
  const { writes, byFamily } = crm.counters.read();
  const asked = Object.entries(byFamily).filter(([family]) => family.startsWith('POST /oauth/'));
  return writes - asked.reduce((sum, [, count]) => sum + count, 0);
}

/**
 * Resolves once the condition holds; rejects with what was last seen when it does not within `seconds`. A look that is
 * a command of its own takes a processor from what is waited for: between two looks is as much time as one takes.
 */
export async function until<T>(what: string, seconds: number, look: () => T | Promise<T>): Promise<NonNullable<T>> {
  const end = performance.now() + seconds * 1000;
  for (;;) {
    const began = performance.now();
    const seen = await look();
    if (seen) return seen;
    const now = performance.now();
    if (now > end) throw new Error(`not within ${seconds} seconds: ${what}`);
    await wait(Math.max(100, now - began));
  }
}

/** As a setting. */
export async function freePort(): Promise<string> {
  return String(await anyFreePort());
}
