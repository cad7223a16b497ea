import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createSkippingClock, serve } from '../../../../test/shopify-support.ts';
import { downloadLines } from './download.ts';

const lines = Array.from({ length: 500 }, (_, index) => `{"id":"gid://shopify/Order/${index}","name":"#é${index}"}`);
const file = Buffer.from(`${lines.join('\n')}\n`);

/** Sends the file in odd pieces and breaks the connection after `breaks[n]` bytes of the nth answer. */
async function serveFile(breaks: readonly number[], knowsRanges: boolean) {
  return serve(({ headers }, response, number) => {
    const from = knowsRanges ? Number(/bytes=(\d+)-/.exec(headers.range ?? '')?.[1] ?? 0) : 0;
    const body = file.subarray(from);
    const end = breaks[number - 1] ?? body.length;
    response.writeHead(from > 0 ? 206 : 200, { 'content-length': body.length });
    for (let start = 0; start < Math.min(end, body.length); start += 777) {
      response.write(body.subarray(start, Math.min(start + 777, end)));
    }
    if (end < body.length) setTimeout(() => response.destroy(), 20);
    else response.end();
  });
}

async function download(breaks: readonly number[], knowsRanges: boolean) {
  const server = await serveFile(breaks, knowsRanges);
  try {
    const read: string[] = [];
    for await (const line of downloadLines(`${server.url}/result.jsonl?signature=x`, {
      clock: createSkippingClock(),
      fetch,
    }))
      read.push(line);
    return { read, ranges: server.received.map(({ headers }) => headers.range), requests: server.received };
  } finally {
    await server.close();
  }
}

describe('downloadLines', () => {
  it('gives every line once, whatever the pieces', async () => {
    const { read, requests } = await download([], true);
    assert.deepEqual(read, lines);
    assert.equal(requests[0]?.headers['x-shopify-access-token'], undefined);
  });

  it('goes on behind the last whole line after a break', async () => {
    const { read, ranges } = await download([5000, 3000], true);
    assert.deepEqual(read, lines);
    assert.equal(ranges.length, 3);
    const offset = Number(/bytes=(\d+)-/.exec(ranges[1] ?? '')?.[1]);
    assert.ok(offset > 0 && offset <= 5000 && file[offset - 1] === 10, `resumed at ${offset}`);
  });

  it('skips what it has where the server starts again', async () => {
    assert.deepEqual((await download([5000, 9000], false)).read, lines);
  });

  it('gives up on a file that never comes', async () => {
    const server = await serve((_request, response) => {
      response.writeHead(403).end();
    });
    try {
      const read = downloadLines(server.url, { clock: createSkippingClock(), fetch });
      await assert.rejects(read.next(), /cannot be downloaded/);
      assert.equal(server.received.length, 5);
    } finally {
      await server.close();
    }
  });
});
