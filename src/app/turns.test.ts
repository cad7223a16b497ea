import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import type { Clock } from '../lib/clock.ts';
import { CommandError, exitCodes } from './failures.ts';
import { createTurns } from './turns.ts';

/** Sleeps end when the test says so. */
function handClock() {
  const sleepers: (() => void)[] = [];
  const clock: Clock = {
    now: () => new Date(0),
    sleep: (_, signal) =>
      new Promise((resolve, reject) => {
        sleepers.push(resolve);
        signal?.addEventListener('abort', () => reject(signal.reason));
      }),
  };
  return {
    clock,
    wake: () => {
      for (const end of sleepers.splice(0)) end();
    },
  };
}

const lane = { epoch: 7 };

describe('turns between passes', () => {
  it('are given one after the other, each with the lane', async () => {
    const turns = createTurns(handClock().clock);
    const seen: string[] = [];
    const ask = (name: string) =>
      turns.alone(async ({ epoch }) => {
        seen.push(`${name} begins`);
        await Promise.resolve();
        seen.push(`${name} ends`);
        return epoch;
      });
    const both = Promise.all([ask('first'), ask('second')]);
    await turns.betweenPasses(lane);
    assert.deepEqual(await both, [7, 7]);
    assert.deepEqual(seen, ['first begins', 'first ends', 'second begins', 'second ends']);
  });

  it('an error goes to whoever asked, and the loop goes on', async () => {
    const turns = createTurns(handClock().clock);
    const asked = assert.rejects(
      turns.alone(async () => {
        throw new RangeError('no');
      }),
      RangeError,
    );
    await turns.betweenPasses(lane);
    await asked;
  });

  it('who gets no turn is told so, and nothing happens later behind their back', async () => {
    const { clock, wake } = handClock();
    const turns = createTurns(clock);
    let ran = false;
    const asked = turns.alone(async () => {
      ran = true;
    });
    wake();
    await assert.rejects(asked, (error) => error instanceof CommandError && error.exitCode === exitCodes.held);
    await turns.betweenPasses(lane);
    assert.equal(ran, false);
  });
});
