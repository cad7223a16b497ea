import { after } from 'node:test';
import { z } from 'zod';
import type { Clock } from '../../src/lib/clock.ts';
import { createRandom } from '../../src/lib/random.ts';
import { ALL_SCOPES, type HubSpotOptions } from './options.ts';
import { createHubSpotServer, type HubSpotServer } from './server.ts';

/** What tests read from replies; everything else stays out of the way. */
const record = z.looseObject({
  id: z.string(),
  new: z.boolean().optional(),
  url: z.string().optional(),
  archived: z.boolean().optional(),
  objectWriteTraceId: z.string().optional(),
  properties: z.record(z.string(), z.string().nullable()),
  propertiesWithHistory: z
    .record(
      z.string(),
      z.array(
        z.looseObject({ value: z.string(), timestamp: z.string(), sourceType: z.string(), sourceId: z.string() }),
      ),
    )
    .optional(),
});
const problem = z.looseObject({
  status: z.string().optional(),
  message: z.string().default(''),
  category: z.string().optional(),
  subCategory: z.string().optional(),
  context: z.record(z.string(), z.unknown()).optional(),
  errors: z.array(z.looseObject({ message: z.string(), code: z.string().optional() })).optional(),
});
const records = z.looseObject({
  results: z.array(record),
  errors: z.array(problem).default([]),
  numErrors: z.number().optional(),
  total: z.number().optional(),
  paging: z.looseObject({ next: z.looseObject({ after: z.string() }) }).optional(),
});
const rows = z.looseObject({
  results: z.array(z.looseObject({})).default([]),
  errors: z.array(problem).default([]),
});
export const shapes = { record, records, problem, rows, any: z.looseObject({}) };

export interface Answer<T> {
  readonly status: number;
  readonly headers: Headers;
  readonly body: T;
}

export interface TestAccount extends HubSpotServer {
  readonly clock: Clock & { advance(milliseconds: number): void };
  send<T>(schema: z.ZodType<T>, method: string, path: string, body?: unknown, token?: string): Promise<Answer<T>>;
  /** Creates records and returns their ids in the order of the inputs. */
  seed(type: string, rows: readonly Record<string, string>[]): Promise<string[]>;
  /** Gives a type the unique text property `samestory_key`. */
  addKey(type: string): Promise<void>;
}

function manualClock(start: number): TestAccount['clock'] {
  let now = start;
  return {
    now: () => new Date(now),
    sleep: async () => {},
    advance: (milliseconds) => {
      now += milliseconds;
    },
  };
}

const open: HubSpotServer[] = [];
// A test that fails half-way must not keep its server, and with it the whole run, alive.
after(async () => {
  await Promise.all(open.map((server) => server.close()));
});

export const TOKEN = 'pat-test-full';
export const APP_ID = '9001';

/** An account of its own on a free port, whose clock moves only when the test moves it. */
export async function startAccount(options: Partial<HubSpotOptions> = {}): Promise<TestAccount> {
  const clock = manualClock(Date.parse('2026-11-04T12:00:00Z'));
  const server = await createHubSpotServer({
    clock,
    random: createRandom(7),
    searchLagMs: 0,
    tokens: [{ token: TOKEN, scopes: ALL_SCOPES, appId: APP_ID }],
    ...options,
  });
  open.push(server);
  const send: TestAccount['send'] = async (schema, method, path, body, token = TOKEN) => {
    const response = await fetch(server.url + path, {
      method,
      headers: {
        authorization: `Bearer ${token}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const text = await response.text();
    return {
      status: response.status,
      headers: response.headers,
      body: schema.parse(text === '' ? {} : JSON.parse(text)),
    };
  };
  return {
    ...server,
    clock,
    send,
    seed: async (type, inputs) => {
      const ids: string[] = [];
      for (const properties of inputs) {
        ids.push((await send(record, 'POST', `/crm/objects/2026-09/${type}`, { properties })).body.id);
      }
      return ids;
    },
    addKey: async (type) => {
      const groups = z.looseObject({ results: z.array(z.looseObject({ name: z.string() })) });
      const { body } = await send(groups, 'GET', `/crm/properties/2026-09/${type}/groups`);
      await send(z.looseObject({ name: z.string() }), 'POST', `/crm/properties/2026-09/${type}`, {
        name: 'samestory_key',
        label: 'Shopify ID',
        groupName: body.results[0]?.name,
        type: 'string',
        fieldType: 'text',
        hasUniqueValue: true,
      });
    },
  };
}

/** The list inside "Property values were not valid: [...]", which arrives as JSON inside JSON. */
export function listedProblems(message: string): { readonly error: string; readonly name: string }[] {
  const list = z.array(z.looseObject({ error: z.string(), name: z.string() }));
  return list.parse(JSON.parse(message.replace(/^Property values were not valid: /, '')));
}
