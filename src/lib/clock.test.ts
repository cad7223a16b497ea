import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { systemClock } from './clock.ts';

describe('the system clock', () => {
  it('rests also for longer than a timer of the platform can', async () => {
    const over = new AbortController();
    let awake = false;
    const sleeping = systemClock.sleep(30 * 86_400_000, over.signal).then(
      () => {
        awake = true;
      },
      () => undefined,
    );
    await systemClock.sleep(30);
    assert.equal(awake, false);
    over.abort();
    await sleeping;
    assert.equal(awake, false);
  });
});
