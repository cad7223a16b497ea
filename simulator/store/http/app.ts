import { type Context, Hono } from 'hono';
import { z } from 'zod';
import type { Clock } from '../../../src/lib/clock.ts';
import type { Random } from '../../../src/lib/random.ts';
import type { Armory } from '../../faults/armory.ts';
import { faultControl } from '../../faults/control.ts';
import type { Faults, SimulatorEnv } from '../../http/faults.ts';
import type { BulkRunner } from '../bulk/runner.ts';
import type { GraphqlEngine, GraphqlRequest } from '../graphql/execute.ts';
import type { StoreState } from '../state/state.ts';
import { randomUuid } from '../webhooks/uuid.ts';
import { customerPage, orderPage, page, storeHandle } from './admin-pages.ts';
import type { Counters } from './counters.ts';
import type { Tokens } from './tokens.ts';
import { servedVersion } from './versions.ts';

export interface AppParts {
  readonly state: StoreState;
  readonly engine: GraphqlEngine;
  readonly tokens: Tokens;
  readonly bulk: BulkRunner;
  readonly faults: Faults;
  readonly named: Armory;
  readonly clock: Clock;
  readonly counters: Counters;
  readonly random: Random;
  readonly supportedVersions: readonly string[];
  /** Serves every request in this version, whatever it asks for; null for the ordinary rule. */
  readonly forcedVersion: string | null;
}

const requestBody = z.object({
  query: z.string(),
  operationName: z.string().nullish(),
  variables: z.record(z.string(), z.unknown()).nullish(),
});

type StoreContext = Context<SimulatorEnv>;

/** The request as GraphQL over HTTP; null when it is none. */
async function readRequest(context: StoreContext): Promise<GraphqlRequest | null> {
  const text = await context.req.text();
  if (context.req.header('content-type')?.startsWith('application/graphql')) {
    return { query: text, operationName: null, variables: {} };
  }
  const parsed = requestBody.safeParse(parseJson(text));
  if (!parsed.success) return null;
  const { query, operationName, variables } = parsed.data;
  return { query, operationName: operationName ?? null, variables: variables ?? {} };
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}

function operationOf({ operationName, query }: GraphqlRequest): string {
  return operationName ?? /^\s*(?:query|mutation)\s+(\w+)/m.exec(query)?.[1] ?? '(anonymous)';
}

const notFoundPage = page('404 Not Found', [['This page', 'does not exist']]);

/** All of the store's HTTP side. */
export function createStoreApp(parts: AppParts): Hono<SimulatorEnv> {
  const app = new Hono<SimulatorEnv>();
  const nameOf = async (context: StoreContext) => {
    const request = context.req.path.endsWith('/graphql.json') ? await readRequest(context) : null;
    return request ? operationOf(request) : undefined;
  };
  app.route('/', faultControl(parts.named));
  // A platform's answers carry its own time; where the store lives in simulated time, that is it.
  app.use(async (context, next) => {
    await next();
    context.header('Date', parts.clock.now().toUTCString());
  });
  app.use(parts.faults.middleware(nameOf));
  app.get('/admin/oauth/authorize', (context) => authorize(context, parts));
  app.post('/admin/oauth/access_token', (context) => grantToken(context, parts));
  app.post('/admin/api/:version/graphql.json', (context) => graphql(context, parts, context.req.param('version')));
  app.post('/admin/api/graphql.json', (context) => graphql(context, parts, null));
  app.get('/bulk-results/:name', (context) => bulkResult(context, parts, context.req.param('name')));
  const handle = storeHandle(parts.state.options.shop.myshopifyDomain);
  app.get(`/store/${handle}/orders/:id`, (context) => html(context, orderPage(parts.state, context.req.param('id'))));
  app.get(`/store/${handle}/customers/:id`, (context) =>
    html(context, customerPage(parts.state, context.req.param('id'))),
  );
  app.notFound((context) => context.html(notFoundPage, 404));
  return app;
}

function html(context: StoreContext, content: string | null): Response | Promise<Response> {
  return content === null ? context.html(notFoundPage, 404) : context.html(content);
}

/** A request for another shop's name finds no shop: an HTML page, not JSON. */
function isWrongShop(context: StoreContext, { state }: AppParts): boolean {
  const host = context.req.header('x-forwarded-host') ?? context.req.header('host') ?? '';
  return host.endsWith('.myshopify.com') && host !== state.options.shop.myshopifyDomain;
}

async function grantToken(context: StoreContext, parts: AppParts): Promise<Response> {
  parts.counters.count('access_token');
  if (isWrongShop(context, parts)) return context.html(notFoundPage, 404);
  const text = await context.req.text();
  const isJson = context.req.header('content-type')?.includes('json') === true;
  const form = isJson ? parseJson(text) : Object.fromEntries(new URLSearchParams(text));
  const request = z.record(z.string(), z.string()).safeParse(form);
  const { status, body } = parts.tokens.grant(request.success ? request.data : {});
  return context.json(body, status);
}

/**
 * The page on which a merchant approves an installation; this merchant approves at once. The browser goes back to the app
 * with a code and a signature over everything (Shopify docs: authorization code grant).
 */
function authorize(context: StoreContext, { state, tokens, clock }: AppParts): Response | Promise<Response> {
  const asked = context.req.query();
  const redirectUri = asked['redirect_uri'] ?? '';
  if (asked['client_id'] !== tokens.clientId || !URL.canParse(redirectUri)) {
    return context.html(page('Oauth error', [['invalid_request', 'client_id or redirect_uri']]), 400);
  }
  const scopes = (asked['scope'] ?? '').split(',').filter((scope) => scope !== '');
  const shop = state.options.shop.myshopifyDomain;
  const answer: Record<string, string> = {
    code: tokens.approve(scopes),
    host: Buffer.from(`admin.shopify.com/store/${storeHandle(shop)}`).toString('base64'),
    shop,
    state: asked['state'] ?? '',
    timestamp: String(Math.floor(clock.now().getTime() / 1000)),
  };
  const message = Object.entries(answer)
    .map(([name, value]) => `${name}=${value}`)
    .join('&');
  const back = new URL(redirectUri);
  for (const [name, value] of Object.entries(answer)) back.searchParams.set(name, value);
  back.searchParams.set('hmac', tokens.sign(message));
  return context.redirect(back.href, 302);
}

async function graphql(context: StoreContext, parts: AppParts, version: string | null): Promise<Response> {
  const apiVersion = parts.forcedVersion ?? servedVersion(version, parts.supportedVersions);
  if (apiVersion === null || isWrongShop(context, parts)) return context.html(notFoundPage, 404);
  const requestId = randomUuid(parts.random);
  context.header('X-Shopify-API-Version', apiVersion);
  context.header('X-Request-Id', requestId);
  if (!parts.tokens.isValid(context.req.header('x-shopify-access-token'))) {
    const errors = '[API] Invalid API key or access token (unrecognized login or wrong password)';
    return context.json({ errors }, 401);
  }
  const request = await readRequest(context);
  if (!request) return context.json({ errors: { query: 'Required parameter missing or invalid' } }, 400);
  parts.counters.count(operationOf(request));
  return context.json(await parts.engine.answer(request, { scopes: parts.tokens.scopes, apiVersion, requestId }));
}

async function bulkResult(context: StoreContext, { bulk }: AppParts, name: string): Promise<Response> {
  const range = context.req.header('range');
  const result = await bulk.openFile(name, range);
  if (!result) return context.body('<Error><Code>NoSuchKey</Code></Error>', 404, { 'content-type': 'application/xml' });
  const { body, start, size } = result;
  const partial = range === undefined ? {} : { 'content-range': `bytes ${start}-${Math.max(start, size - 1)}/${size}` };
  return new Response(body, {
    status: range === undefined ? 200 : 206,
    headers: {
      'content-type': 'application/jsonl',
      'accept-ranges': 'bytes',
      'content-length': String(size - start),
      ...partial,
    },
  });
}
