import type { IncomingMessage } from 'node:http';
import type { Clock } from '../../src/lib/clock.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { createRandom } from '../../src/lib/random.ts';
import { listen } from '../http/listen.ts';
import { createStoreServer, type StoreServer, type StoreServerOptions } from './server.ts';
import type { NewLine, NewOrder } from './types.ts';

export const allScopes = [
  'read_orders',
  'read_all_orders',
  'read_customers',
  'read_companies',
  'read_fulfillments',
  'read_returns',
  'read_payment_terms',
  'read_customer_merge',
];

/** A clock that stands still until it is moved; sleeping moves it, and really waits a moment so that order shows. */
export class TestClock implements Clock {
  #now: number;

  constructor(now: string) {
    this.#now = Date.parse(now);
  }

  now(): Date {
    return new Date(this.#now);
  }

  advance(milliseconds: number): void {
    this.#now += milliseconds;
  }

  async sleep(milliseconds: number, signal?: AbortSignal): Promise<void> {
    await systemClock.sleep(Math.min(milliseconds, 20), signal);
    this.advance(milliseconds);
  }
}

const open: { close(): Promise<void> }[] = [];

/** Give to `afterEach`: closes every server that a test opened. */
export async function closeAll(): Promise<void> {
  for (const server of open.splice(0).reverse()) await server.close();
}

export async function startStore(
  options: Partial<StoreServerOptions> & { readonly currency?: string } = {},
): Promise<StoreServer> {
  const server = await createStoreServer({
    shop: {
      number: '548380009',
      name: 'Fern & Field',
      myshopifyDomain: 'fern-field.myshopify.com',
      currency: options.currency ?? 'CAD',
      timeZone: 'America/Toronto',
      plan: 'standard',
    },
    scopes: allScopes,
    clientId: 'client',
    clientSecret: 'secret',
    staticTokens: ['token'],
    clock: new TestClock('2026-11-22T12:00:00Z'),
    random: createRandom(1),
    allowHttpLoopback: true,
    ...options,
  });
  open.push(server);
  return server;
}

export interface Answer {
  readonly status: number;
  readonly version: string | null;
  /** Parsed body; tests read it by path. */
  readonly body: unknown;
  /** The value at a path such as `data.orders.nodes.0.id`; undefined where there is none. */
  at(path: string): unknown;
}

export async function graphql(
  server: StoreServer,
  query: string,
  variables: Record<string, unknown> = {},
  request: { readonly token?: string; readonly version?: string } = {},
): Promise<Answer> {
  const response = await fetch(`${server.url}/admin/api/${request.version ?? '2026-10'}/graphql.json`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', 'x-shopify-access-token': request.token ?? 'token' },
    body: JSON.stringify({ query, variables }),
  });
  const text = await response.text();
  const body: unknown = text.startsWith('{') ? JSON.parse(text) : text;
  return {
    status: response.status,
    version: response.headers.get('x-shopify-api-version'),
    body,
    at: (path) => valueAt(body, path),
  };
}

export function valueAt(value: unknown, path: string): unknown {
  return path.split('.').reduce<unknown>((inner, key) => {
    return typeof inner === 'object' && inner !== null ? Reflect.get(inner, key) : undefined;
  }, value);
}

export function line(unitPrice: string, quantity = 1, more: Partial<NewLine> = {}): NewLine {
  return { title: `Item at ${unitPrice}`, sku: null, quantity, unitPrice, ...more };
}

/** A plain paid order in Canadian dollars, with what the test says about it. */
export function order(more: Partial<NewOrder> = {}): NewOrder {
  return {
    customerId: null,
    email: null,
    createdAt: new Date('2026-11-20T10:00:00Z'),
    presentmentCurrency: 'CAD',
    exchangeRate: '1',
    lines: [line('20.00')],
    discount: '0',
    shipping: '0',
    tax: '0',
    taxesIncluded: false,
    payment: 'paid',
    sourceName: 'web',
    channel: { handle: 'web', displayName: 'Online Store' },
    ...more,
  };
}

export function orderGid(id: string): string {
  return `gid://shopify/Order/${id}`;
}

export interface ReceivedWebhook {
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly bytes: Buffer;
  readonly body: unknown;
}

export interface WebhookReceiver {
  readonly url: string;
  readonly received: ReceivedWebhook[];
  topics(): string[];
  /** Status of the answers from now on. */
  answerWith(status: number): void;
  close(): Promise<void>;
}

/** Takes webhooks on the loopback address and keeps them. */
export async function startReceiver(): Promise<WebhookReceiver> {
  const received: ReceivedWebhook[] = [];
  let status = 200;
  const handle = async (request: IncomingMessage) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(Buffer.from(chunk));
    const bytes = Buffer.concat(chunks);
    const headers = Object.fromEntries(
      Object.entries(request.headers).map(([name, value]) => [name, String(value)] as const),
    );
    received.push({ path: request.url ?? '', headers, bytes, body: JSON.parse(bytes.toString('utf8')) });
  };
  const server = await listen((request, response) => {
    void handle(request).then(() => response.writeHead(status, { location: 'https://example.com/' }).end());
  });
  const receiver: WebhookReceiver = {
    url: server.url,
    received,
    topics: () => received.map(({ headers }) => headers['x-shopify-topic'] ?? ''),
    answerWith: (next) => {
      status = next;
    },
    close: server.close,
  };
  open.push(receiver);
  return receiver;
}
