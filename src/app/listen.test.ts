import assert from 'node:assert/strict';
import { Agent, request } from 'node:http';
import { describe, it } from 'node:test';
import { setTimeout as wait } from 'node:timers/promises';
import { serve } from './listen.ts';

describe('a server that closes', () => {
  it('answers the request that is under way, and waits for no connection that is kept open', async () => {
    const served = await serve(
      {
        fetch: async () => {
          await wait(300);
          return new Response('done');
        },
      },
      { host: '127.0.0.1', port: 0 },
    );
    const agent = new Agent({ keepAlive: true });
    const answered = new Promise<number | undefined>((resolve, reject) => {
      const sent = request(served.url ?? '', { agent }, (response) => {
        response.resume();
        response.once('end', () => resolve(response.statusCode));
      });
      sent.once('error', reject);
      sent.end();
    });
    await wait(100);
    const closed = served.close().then(() => 'closed');
    assert.equal(await answered, 200);
    assert.equal(await Promise.race([closed, wait(20_000, 'still open', { ref: false })]), 'closed');
    agent.destroy();
  });
});
