import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { z } from 'zod';
import { ConnectorError, type Failure } from '../../../connector/failure.ts';
import type { ShopifyClient } from '../client/client.ts';
import { operation } from '../documents/operation.ts';
import { type PageOf, pages, pagesWithin, type TimedListing } from './pages.ts';

interface Item {
  readonly id: string;
  readonly at: string;
}

const itemSchema = z.object({ id: z.string(), at: z.string() });
const schema = z.object({
  nodes: z.array(itemSchema),
  pageInfo: z.object({ hasNextPage: z.boolean(), endCursor: z.string().nullable() }),
});

const listing: TimedListing<PageOf<Item>, Item> = {
  operation: operation('query Items { items }'),
  schema,
  page: (data) => data,
  first: 40,
  field: 'updated_at',
  slack: { before: 0, after: 0 },
  timeOf: ({ at }) => at,
};

/** A list of the Admin API in small: filter by time, cursor paging, an order by time. */
function storeOf(items: readonly Item[], fault: (first: number, call: number) => Failure | null = () => null) {
  const asked: { first: number; query: string | null }[] = [];
  const variablesOf = z.object({ query: z.string().nullable(), first: z.number(), after: z.string().nullable() });
  const client: Pick<ShopifyClient, 'call'> = {
    async call(_operation, variables, answerSchema) {
      const { query, first, after } = variablesOf.parse(variables);
      asked.push({ first, query });
      const failure = fault(first, asked.length);
      if (failure) throw new ConnectorError(failure);
      const from = />='([^']+)'/.exec(query ?? '')?.[1] ?? '';
      const inWindow = items.filter(({ at }) => from === '' || Date.parse(at) >= Date.parse(from));
      const start = Number(after ?? 0);
      const nodes = inWindow.slice(start, start + first);
      const pageInfo = { hasNextPage: start + first < inWindow.length, endCursor: String(start + first) };
      return { data: answerSchema.parse({ nodes, pageInfo }), sentAt: new Date(0) };
    },
  };
  const unused = { servedVersion: () => null, usage: () => assert.fail('not called') };
  return { client: { ...client, ...unused }, asked };
}

const itemAt = (index: number, second: number): Item => ({
  id: `gid://shopify/Order/${index}`,
  at: new Date(Date.parse('2026-11-22T10:00:00Z') + second * 1000).toISOString(),
});

async function idsOf(source: AsyncIterable<readonly Item[]>): Promise<string[]> {
  const ids: string[] = [];
  for await (const nodes of source) ids.push(...nodes.map(({ id }) => id));
  return ids;
}

describe('pages', () => {
  it('asks for half as many after a server fault, from the same place', async () => {
    const items = Array.from({ length: 100 }, (_, index) => itemAt(index, index));
    const tooMuch = (first: number) =>
      first > 10 ? ({ class: 'transient', code: 'HTTP_504', message: 'slow' } as const) : null;
    const { client, asked } = storeOf(items, tooMuch);
    assert.deepEqual(
      await idsOf(pages(client, listing, null, 'live')),
      items.map(({ id }) => id),
    );
    assert.deepEqual(
      asked.slice(0, 4).map(({ first }) => first),
      [40, 20, 10, 10],
    );
  });

  it('gives up when the smallest page fails too, and at once for other failures', async () => {
    const slow = storeOf([], () => ({ class: 'transient', code: 'TIMEOUT', message: 'slow' }));
    await assert.rejects(idsOf(pages(slow.client, listing, null, 'live')), /slow/);
    assert.deepEqual(
      slow.asked.map(({ first }) => first),
      [40, 20, 10],
    );
    const denied = storeOf([], () => ({ class: 'credential', code: 'ACCESS_DENIED', message: 'closed' }));
    await assert.rejects(idsOf(pages(denied.client, listing, null, 'live')), /closed/);
    assert.equal(denied.asked.length, 1);
  });

  it('goes on behind an empty page, and refuses a list that does not say where it goes on', async () => {
    const answers = [
      { nodes: [itemAt(1, 1)], pageInfo: { hasNextPage: true, endCursor: 'a' } },
      { nodes: [], pageInfo: { hasNextPage: true, endCursor: 'b' } },
      { nodes: [itemAt(2, 2)], pageInfo: { hasNextPage: true, endCursor: null } },
    ];
    const { client } = storeOf([]);
    const scripted: ShopifyClient = {
      ...client,
      call: async (_operation, _variables, answerSchema) => ({
        data: answerSchema.parse(answers.shift()),
        sentAt: new Date(0),
      }),
    };
    const read: string[] = [];
    const source = pages(scripted, listing, null, 'live');
    await assert.rejects(async () => {
      for await (const nodes of source) read.push(...nodes.map(({ id }) => id));
    }, /does not say where/);
    assert.deepEqual(read, ['gid://shopify/Order/1', 'gid://shopify/Order/2']);
  });
});

describe('pagesWithin', () => {
  it('cuts a deep list by time and gives every record once, those of one second included', async () => {
    const items = Array.from({ length: 500 }, (_, index) => itemAt(index, Math.floor(index / 7)));
    const { client, asked } = storeOf(items);
    const span = { from: null, to: null };
    assert.deepEqual(
      await idsOf(pagesWithin(client, listing, span, 'live', 100)),
      items.map(({ id }) => id),
    );
    const windows = new Set(asked.map(({ query }) => query));
    assert.ok(windows.size >= 4, `${windows.size} windows`);
  });

  it('goes deeper where all records have one time', async () => {
    const items = Array.from({ length: 300 }, (_, index) => itemAt(index, 0));
    const { client } = storeOf(items);
    const span = { from: new Date('2026-11-22T10:00:00Z'), to: null };
    assert.equal((await idsOf(pagesWithin(client, listing, span, 'live', 100))).length, 300);
    const open = await idsOf(pagesWithin(client, listing, { from: null, to: null }, 'live', 100));
    assert.equal(new Set(open).size, 300);
  });
});
