import { Hono } from 'hono';
import { createMiddleware } from 'hono/factory';
import type { Armory } from '../faults/armory.ts';
import { faultControl } from '../faults/control.ts';
import type { Faults } from '../http/faults.ts';
import { listen } from '../http/listen.ts';
import { buildAccount, type HubSpotAccount } from './account.ts';
import { accountRoutes } from './account-routes.ts';
import { associationRoutes } from './association-routes.ts';
import { type CallCounters, familyOf } from './call-counters.ts';
import { limitBody } from './call-limits.ts';
import { nowOf } from './core.ts';
import { ApiError } from './errors.ts';
import { uuidFrom } from './ids.ts';
import { importRoutes } from './import-routes.ts';
import { objectRoutes } from './object-routes.ts';
import type { HubSpotOptions } from './options.ts';
import { pageRoutes } from './pages.ts';
import { pipelineRoutes } from './pipeline-routes.ts';
import { propertyRoutes } from './property-routes.ts';
import type { App, Env, Service } from './service.ts';

export interface HubSpotServer {
  readonly account: HubSpotAccount;
  /** Base address of the API and of the record pages, without a trailing slash. */
  readonly url: string;
  readonly counters: CallCounters;
  close(): Promise<void>;
}

/** Starts a simulated HubSpot account on the loopback address. Rejects when the port is taken. */
export async function createHubSpotServer(options: HubSpotOptions): Promise<HubSpotServer> {
  const { account, service, faults } = buildAccount(options);
  const serve = options.serve ?? listen;
  const server = await serve(buildApp(service, faults, account.named, options.latencyMs ?? 0), options.port);
  if (options.uiDomain === undefined) service.core.uiOrigin = server.url;
  return { account, url: server.url, counters: service.counters, close: () => server.close() };
}

function buildApp(service: Service, faults: Faults, named: Armory, latencyMs: number): App {
  const { core } = service;
  const app: App = new Hono<Env>();
  app.onError((error, context) => {
    if (!(error instanceof ApiError)) throw error;
    const headers: Record<string, string> = {};
    context.res.headers.forEach((value, name) => {
      if (name.startsWith('x-hubspot')) headers[name] = value;
    });
    return context.json({ ...error.body, correlationId: uuidFrom(core.random) }, error.status, headers);
  });
  app.notFound((context) =>
    context.json({ status: 'error', message: 'resource not found', correlationId: uuidFrom(core.random) }, 404),
  );
  app.route('/', faultControl(named));
  pageRoutes(app, core);
  app.use(async (context, next) => {
    service.counters.count(context.req.method, context.req.path);
    await next();
  });
  app.use(faults.middleware(async (context) => familyOf(context.req.method, context.req.path)));
  app.use(gate(service, latencyMs));
  associationRoutes(app, service);
  objectRoutes(app, service);
  propertyRoutes(app, service);
  pipelineRoutes(app, service);
  importRoutes(app, service);
  accountRoutes(app, service);
  return app;
}

/** Credentials and limits, which every API call passes before its route. */
function gate(service: Service, latencyMs: number) {
  const { core, limits } = service;
  return createMiddleware<Env>(async (context, next) => {
    if (latencyMs > 0) await core.clock.sleep(latencyMs);
    service.imports.settle(nowOf(core));
    const token = service.tokens.authenticate(context.req.header('authorization'));
    context.set('token', token);
    const isSearch = context.req.path.endsWith('/search');
    const refusedBy = limits.take(token.appId, isSearch);
    if (!isSearch) {
      for (const [name, value] of Object.entries(limits.headers(token.appId))) context.header(name, value);
    }
    if (refusedBy === undefined) return next();
    service.counters.countRefusal();
    const ids = { correlationId: uuidFrom(core.random), requestId: uuidFrom(core.random) };
    return context.json({ ...limitBody(refusedBy), ...ids }, 429);
  });
}
