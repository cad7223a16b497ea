import assert from 'node:assert/strict';
import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, it } from 'node:test';
import { VirtualClock } from '../../simulator/simulation/virtual-clock.ts';
import { systemClock } from '../../src/lib/clock.ts';
import { watchOutside } from './outside.ts';

const start = new Date('2026-10-01T00:00:00Z');
const drained = () => new Promise<void>((resolve) => setImmediate(resolve));

describe('a seed waits for nothing but what is handed in', () => {
  it('sees an open socket and whoever asks the machine for the time', async () => {
    const quiet = watchOutside();
    assert.equal(quiet.seen(), null);
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    assert.equal(quiet.seen(), 'TCPServerWrap');
    quiet.end();
    server.close();
    await once(server, 'close');
    for (const ask of [() => systemClock.now(), () => systemClock.sleep(1)]) {
      const watched = watchOutside();
      ask();
      assert.match(watched.seen() ?? '', /of the machine/);
      watched.end();
    }
    const after = watchOutside();
    assert.equal(after.seen(), null);
    after.end();
  });

  it('lets no time pass meanwhile', async () => {
    const clock = new VirtualClock(start, drained, () => 'a socket');
    let awake = false;
    for (let hour = 1; hour <= 20; hour += 1) void clock.sleep(hour * 3_600_000);
    const waking = clock.sleep(21 * 3_600_000).then(() => {
      awake = true;
    });
    await assert.rejects(
      clock.runUntil(() => awake),
      /waits for a socket/,
    );
    assert.equal(awake, false);
    const free = new VirtualClock(start, drained, () => null);
    const done = free.sleep(1).then(() => {
      awake = true;
    });
    await free.runUntil(() => awake);
    await done;
    void waking;
  });
});
