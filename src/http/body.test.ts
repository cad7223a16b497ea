import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { createBodyReader } from './body.ts';

const limits = { common: 100, largest: 1000 };

function post(size: number, announced: boolean): Request {
  const body = new Uint8Array(size).fill(7);
  const headers = announced ? { 'content-length': String(size) } : {};
  return new Request('http://127.0.0.1/', { method: 'POST', headers, body });
}

describe('body reader', () => {
  it('reads whole bodies up to the largest, announced or not', async () => {
    const reader = createBodyReader(limits);
    for (const size of [0, 1, 100, 101, 1000]) {
      for (const announced of [true, false]) {
        const read = await reader.read(post(size, announced));
        assert.equal(read.status, 'read', `${size}`);
        assert.equal(read.status === 'read' && read.body.byteLength, size);
      }
    }
  });

  it('stops reading beyond the largest', async () => {
    const reader = createBodyReader(limits);
    assert.equal((await reader.read(post(1001, true))).status, 'too large');
    assert.equal((await reader.read(post(1001, false))).status, 'too large');
  });

  it('goes on after a large body that failed', async () => {
    const reader = createBodyReader(limits);
    let pulls = 0;
    const failing = new ReadableStream<Uint8Array>({
      pull: (controller) => {
        pulls += 1;
        if (pulls > 4) controller.error(new Error('gone'));
        else controller.enqueue(new Uint8Array(60));
      },
    });
    const request = new Request('http://127.0.0.1/', { method: 'POST', body: failing, duplex: 'half' });
    await assert.rejects(reader.read(request), /gone/);
    assert.equal((await reader.read(post(500, false))).status, 'read');
  });
});
