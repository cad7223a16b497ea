import assert from 'node:assert/strict';
import type { ServerResponse } from 'node:http';
import { describe, it } from 'node:test';
import { z } from 'zod';
import {
  createSkippingClock,
  type Received,
  type Scripted,
  sendJson,
  serve,
  silentLog,
} from '../../../../test/shopify-support.ts';
import { ConnectorError } from '../../../connector/failure.ts';
import { createRandom } from '../../../lib/random.ts';
import { operation } from '../documents/operation.ts';
import type { AccessTokens } from '../tokens/access-tokens.ts';
import { createStaticToken } from '../tokens/static-token.ts';
import { createClient } from './client.ts';
import { createTransport } from './transport.ts';

const shopName = operation('query ShopName { shop { name } }');
const remove = operation(
  'mutation WebhookDelete { webhookSubscriptionDelete(id: "x") { deletedWebhookSubscriptionId } }',
);
const shape = z.object({ shop: z.object({ name: z.string() }) });
const good = { data: { shop: { name: 'Example' } } };
const cost = (currentlyAvailable: number, requested = 1) => ({
  requestedQueryCost: requested,
  actualQueryCost: requested,
  throttleStatus: { maximumAvailable: 2000, currentlyAvailable, restoreRate: 100 },
});
const throttled = {
  errors: [{ message: 'Throttled', extensions: { code: 'THROTTLED' } }],
  extensions: { cost: { ...cost(31, 531), actualQueryCost: null } },
};

type Answer = (response: ServerResponse, request: Received) => void;
const json =
  (body: unknown, status = 200, headers = {}): Answer =>
  (response) =>
    sendJson(response, body, status, headers);
const page =
  (status: number): Answer =>
  (response) => {
    response.writeHead(status, { 'content-type': 'text/html' });
    response.end('<html>Something went wrong</html>');
  };

interface Wants {
  readonly tokens?: AccessTokens;
  readonly timeoutMs?: number;
}

/** The nth call gets the nth answer, all later calls the last one. */
async function withAnswers<T>(
  answers: readonly Answer[],
  work: (
    client: ReturnType<typeof clientFor>['client'],
    tools: ReturnType<typeof clientFor> & { server: Scripted },
  ) => Promise<T>,
  { tokens, timeoutMs }: Wants = {},
): Promise<T> {
  const server = await serve((request, response, number) => {
    const answer = answers[Math.min(number, answers.length) - 1];
    assert.ok(answer);
    answer(response, request);
  });
  const tools = clientFor(server.url, tokens, timeoutMs);
  try {
    return await work(tools.client, { ...tools, server });
  } finally {
    await server.close();
  }
}

/** Long enough for a busy machine. */
function clientFor(baseUrl: string, tokens = createStaticToken('shpat_1'), timeoutMs = 30_000) {
  const clock = createSkippingClock();
  const apiVersion = '2026-10';
  const transport = createTransport({ domain: 'example.myshopify.com', baseUrl, apiVersion, timeoutMs, fetch });
  const client = createClient({ transport, tokens, apiVersion, clock, random: createRandom(1), log: silentLog });
  return { client, clock };
}

async function failureOfCall(answers: readonly Answer[], wants: Wants = {}) {
  return withAnswers(
    answers,
    async (client, { server }) => {
      const error = await client.call(shopName, {}, shape).then(
        () => null,
        (thrown: unknown) => thrown,
      );
      assert.ok(error instanceof ConnectorError, String(error));
      return { ...error.failure, calls: server.received.length };
    },
    wants,
  );
}

describe('ShopifyClient', () => {
  it('speaks the Admin API', async () => {
    await withAnswers([json(good)], async (client, { server }) => {
      const { data, sentAt } = await client.call(shopName, { a: 1 }, shape);
      assert.equal(data.shop.name, 'Example');
      assert.equal(sentAt.toISOString(), '2026-11-22T10:00:00.000Z');
      const [request] = server.received;
      assert.equal(request?.path, '/admin/api/2026-10/graphql.json');
      assert.equal(request?.headers['x-shopify-access-token'], 'shpat_1');
      assert.deepEqual(JSON.parse(request?.body ?? ''), { query: shopName.text, variables: { a: 1 } });
      assert.equal(client.servedVersion(), '2026-10');
    });
  });

  it('waits out THROTTLED for as long as the bucket needs, mutations too', async () => {
    await withAnswers([json(throttled), json(good)], async (client, { clock }) => {
      await client.call(shopName, {}, shape);
      const [wait] = clock.slept;
      assert.ok(wait !== undefined && wait >= 5000 && wait < 8000, `waited ${wait}`);
      assert.deepEqual(client.usage().byOperation, { ShopName: 2 });
    });
    await withAnswers([json(throttled), json({ data: { done: true } })], async (client, { server }) => {
      await client.call(remove, {}, z.object({ done: z.boolean() }));
      assert.equal(server.received.length, 2);
    });
  });

  it('gives up on an endless THROTTLED as quota', async () => {
    const failure = await failureOfCall([json(throttled)]);
    assert.deepEqual([failure.class, failure.code, failure.calls], ['quota', 'THROTTLED', 10]);
  });

  it('paces by the bucket that the answers report', async () => {
    const answers = [json({ ...good, extensions: { cost: cost(5, 505) } }), json(good)];
    await withAnswers(answers, async (client, { clock }) => {
      await client.call(shopName, {}, shape);
      assert.deepEqual(clock.slept, []);
      assert.deepEqual([client.usage().available, client.usage().costSpent], [5, 505]);
      await client.call(shopName, {}, shape);
      assert.deepEqual(clock.slept, [5000]);
    });
  });

  it('waits for no bucket that cannot be one, and for no more than a day', async () => {
    const throttleStatus = { maximumAvailable: 1e308, currentlyAvailable: 5, restoreRate: 50 };
    const plausible = { maximumAvailable: 2000, currentlyAvailable: 1999 };
    const odd = { requestedQueryCost: 1e308, actualQueryCost: 1, throttleStatus };
    for (const change of [
      {},
      { maximumAvailable: 2000, restoreRate: 1e-9 },
      { currentlyAvailable: -1e300 },
      plausible,
    ]) {
      const told = { ...odd, throttleStatus: { ...throttleStatus, ...change } };
      await withAnswers([json({ ...good, extensions: { cost: told } }), json(good)], async (client, { clock }) => {
        for (const priority of ['live', 'live', 'backfill', 'live'] as const) {
          await client.call(shopName, {}, shape, priority);
        }
        assert.ok(
          clock.slept.every((milliseconds) => milliseconds < 60_000),
          `slept ${clock.slept}`,
        );
      });
    }
    const refused = await failureOfCall([json({}, 430, { 'retry-after': '1e9' })]);
    assert.equal(refused.retryAfterMs, 86_400_000);
  });

  it('lets a backfill leave half of the bucket to live looks', async () => {
    const answers = [json({ ...good, extensions: { cost: cost(900) } }), json(good)];
    await withAnswers(answers, async (client, { clock }) => {
      await client.call(shopName, {}, shape);
      await client.call(shopName, {}, shape, 'live');
      assert.deepEqual(clock.slept, []);
      await client.call(shopName, {}, shape, 'backfill');
      assert.ok((clock.slept[0] ?? 0) > 900, `waited ${clock.slept[0]}`);
    });
  });

  it('obeys Retry-After and repeats server faults, pages of HTML and broken connections', async () => {
    await withAnswers([json({}, 429, { 'retry-after': '2.0' }), json(good)], async (client, { clock }) => {
      await client.call(shopName, {}, shape);
      assert.ok((clock.slept[0] ?? 0) >= 2000);
    });
    const hangUp: Answer = (response) => response.socket?.destroy();
    const internal = { errors: [{ message: 'x', extensions: { code: 'INTERNAL_SERVER_ERROR' } }] };
    for (const fault of [page(502), page(503), page(200), hangUp, json(internal), json({ data: null })]) {
      await withAnswers([fault, json(good)], async (client) => {
        assert.equal((await client.call(shopName, {}, shape)).data.shop.name, 'Example');
      });
    }
  });

  it('never repeats a mutation that may have run', async () => {
    await withAnswers([page(502), json({ data: {} })], async (client, { server }) => {
      await assert.rejects(
        client.call(remove, {}, z.unknown()),
        (error) => error instanceof ConnectorError && error.failure.code === 'HTTP_502',
      );
      assert.equal(server.received.length, 1);
    });
  });

  it('gives up on an answer that does not come', async () => {
    const failure = await failureOfCall([() => {}], { timeoutMs: 300 });
    assert.deepEqual([failure.class, failure.code, failure.calls], ['transient', 'TIMEOUT', 2]);
  });

  it('classes every status by what has to happen next', async () => {
    const expected: Readonly<Record<number, string>> = {
      301: 'credential',
      400: 'bug',
      401: 'credential',
      402: 'credential',
      403: 'credential',
      404: 'credential',
      422: 'bug',
      423: 'credential',
      429: 'quota',
      430: 'transient',
      500: 'transient',
      530: 'transient',
      783: 'transient',
    };
    for (const [status, kind] of Object.entries(expected)) {
      const failure = await failureOfCall([page(Number(status))]);
      assert.deepEqual([failure.class, failure.code], [kind, `HTTP_${status}`]);
    }
    assert.equal((await failureOfCall([page(430)])).calls, 1, 'minutes of rest are the caller’s');
  });

  it('renews a refused token once', async () => {
    const refused = { errors: '[API] Invalid API key or access token (unrecognized login or wrong password)' };
    const tokenOf = (token: string) => ({ token, expiresAt: null, scopes: null });
    const held: { now: string } = { now: 'old' };
    const tokens: AccessTokens = {
      get: async () => tokenOf(held.now),
      renew: async (stale) => {
        assert.equal(stale, held.now);
        held.now = 'new';
        return tokenOf('new');
      },
    };
    const onlyNew: Answer = (response, { headers }) =>
      headers['x-shopify-access-token'] === 'new' ? sendJson(response, good) : sendJson(response, refused, 401);
    await withAnswers([onlyNew], (client) => client.call(shopName, {}, shape), { tokens });
    const always = await failureOfCall([json(refused, 401)], { tokens });
    assert.deepEqual([always.class, always.code, always.calls], ['credential', 'HTTP_401', 2]);
    assert.match((await failureOfCall([json(refused, 401)])).message, /Enter a new token/);
  });
});

describe('errors in an answer of status 200', () => {
  it('takes a search warning as a failure, because the filter was ignored', async () => {
    const warnings = [{ field: 'updated', message: 'Invalid search field for this query.', code: 'invalid_field' }];
    const failure = await failureOfCall([json({ ...good, extensions: { search: [{ path: ['orders'], warnings }] } })]);
    assert.deepEqual([failure.class, failure.code], ['bug', 'SEARCH_WARNING']);
    assert.match(failure.message, /updated: Invalid search field/);
    const calm = json({ ...good, extensions: { search: [{ path: ['orders'], warnings: [] }] } });
    await withAnswers([calm], (client) => client.call(shopName, {}, shape));
  });

  it('names the missing scope, and rests the field or the whole connection', async () => {
    const denied = (path: (string | number)[]) => ({
      errors: [
        {
          message: 'Access denied',
          path,
          extensions: { code: 'ACCESS_DENIED', requiredAccess: '`read_returns` access scope.' },
        },
      ],
      data: { nodes: [null] },
    });
    const field = await failureOfCall([json(denied(['nodes', 0, 'returns']))]);
    assert.deepEqual([field.class, field.code], ['map', 'ACCESS_DENIED']);
    assert.match(field.message, /read_returns/);
    assert.equal((await failureOfCall([json(denied(['orders']))])).class, 'credential');
  });

  it('fails on partial data, string errors, and documents that the served version does not know', async () => {
    const partial = { ...good, errors: [{ message: 'no', extensions: { code: 'BAD_REQUEST' } }] };
    assert.deepEqual((await failureOfCall([json(partial)])).class, 'bug');
    assert.equal((await failureOfCall([json({ errors: 'nope' })])).class, 'credential');
    const unknown = { errors: [{ message: "Field 'x' doesn't exist", extensions: { code: 'undefinedField' } }] };
    const failure = await failureOfCall([json(unknown, 200, { 'x-shopify-api-version': '2027-01' })]);
    assert.match(failure.message, /answered by version 2027-01/);
  });

  it('says where an answer has another form, and nothing of its content', async () => {
    const failure = await failureOfCall([json({ data: { shop: { name: 42, email: 'jane@example.com' } } })]);
    assert.equal(failure.code, 'UNEXPECTED_SHAPE');
    assert.match(failure.message, /shop\.name/);
    assert.doesNotMatch(failure.message, /jane|42/);
  });
});
