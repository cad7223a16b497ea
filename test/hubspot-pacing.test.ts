import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { CallLimits } from '../simulator/hubspot/call-limits.ts';
import { hubSpotCapabilities } from '../src/destinations/hubspot/destination.ts';
import { createPacer, type Pacer } from '../src/destinations/hubspot/pacing.ts';
import { createRollingWindow } from '../src/destinations/hubspot/rolling-window.ts';
import { millisecondsUntilMidnight } from '../src/destinations/hubspot/time-zone.ts';
import type { Clock } from '../src/lib/clock.ts';
import { createRandom, type Random } from '../src/lib/random.ts';

/** Time that moves to the next wake-up when nothing else is left to do: exact, and independent of the machine. */
function createEventClock() {
  let now = Date.UTC(2026, 10, 4, 15);
  const sleepers: { readonly at: number; readonly wake: () => void }[] = [];
  const clock: Clock = {
    now: () => new Date(now),
    sleep: (milliseconds) => new Promise((resolve) => sleepers.push({ at: now + milliseconds, wake: resolve })),
  };
  return {
    clock,
    async run<T>(work: Promise<T>): Promise<T> {
      let open = true;
      work.finally(() => {
        open = false;
      });
      while (open) {
        await new Promise((resolve) => setImmediate(resolve));
        sleepers.sort((left, right) => left.at - right.at);
        const next = sleepers.shift();
        if (next === undefined) continue;
        now = Math.max(now, next.at);
        next.wake();
      }
      return work;
    },
  };
}

interface Account {
  readonly pacer: Pacer;
  readonly limits: CallLimits;
  refused: number;
  call(search: boolean): Promise<void>;
}

/** The pacer against the account's own counters, with a way there and back that takes its time. */
function createAccount(clock: Clock, random: Random, burst: number): Account {
  const limits = new CallLimits({ burst, daily: 250_000, enforce: true, timeZone: 'UTC' }, clock);
  const pacer = createPacer(clock, 8);
  const account: Account = {
    pacer,
    limits,
    refused: 0,
    async call(search) {
      const leave = await pacer.enter(search);
      await clock.sleep(50 + random.int(250));
      if (limits.take('ours', search) !== undefined) account.refused += 1;
      const headers = new Headers(search ? {} : limits.headers('ours'));
      await clock.sleep(50 + random.int(250));
      pacer.learn(headers);
      leave();
    },
  };
  return account;
}

const calls = (account: Account, count: number, search = false) =>
  Promise.all(Array.from({ length: count }, () => account.call(search)));

describe('HubSpot pacing', () => {
  for (const seed of [1, 2, 3]) {
    it(`uses most of the burst limit and is not refused (seed ${seed})`, async () => {
      const { clock, run } = createEventClock();
      const account = createAccount(clock, createRandom(seed), 100);
      const start = clock.now().getTime();
      await run(calls(account, 600));
      const seconds = (clock.now().getTime() - start) / 1_000;
      assert.equal(account.refused, 0);
      assert.ok(600 / seconds > 8.5, `${600 / seconds} calls a second of 10 allowed`);
    });
  }

  it('uses nine tenths of what is allowed when half of the answers take longer than 0.4 s and a twentieth than 1.2 s', async () => {
    const { clock, run } = createEventClock();
    const random = createRandom(8);
    const limits = new CallLimits({ burst: 190, daily: 625_000, enforce: true, timeZone: 'UTC' }, clock);
    const pacer = createPacer(clock, hubSpotCapabilities.window);
    let refused = 0;
    const call = async () => {
      const leave = await pacer.enter(false);
      if (limits.take('ours', false) !== undefined) refused += 1;
      const normal = Math.sqrt(-2 * Math.log(1 - random.next())) * Math.cos(2 * Math.PI * random.next());
      await clock.sleep(400 * Math.exp(0.668 * normal));
      pacer.learn(new Headers(limits.headers('ours')));
      leave();
    };
    const start = clock.now().getTime();
    await run(Promise.all(Array.from({ length: 1_900 }, call)));
    const seconds = (clock.now().getTime() - start) / 1_000;
    assert.equal(refused, 0);
    assert.ok(1_900 / seconds > 0.9 * 19, `${1_900 / seconds} calls a second of 19 allowed`);
  });

  it('learns a higher limit from the answers, and a lower one', async () => {
    for (const burst of [190, 40]) {
      const { clock, run } = createEventClock();
      const account = createAccount(clock, createRandom(4), burst);
      const start = clock.now().getTime();
      await run(calls(account, 600));
      const perSecond = 600 / ((clock.now().getTime() - start) / 1_000);
      assert.ok(
        perSecond > (burst / 10) * 0.85 && perSecond <= burst / 10 + 1,
        `${burst}: ${perSecond} calls a second`,
      );
      assert.equal(account.refused, 0);
      assert.equal(account.pacer.budgets().find(({ name }) => name === '10 seconds')?.limit, burst);
    }
  });

  it('leaves room for others who use the same key', async () => {
    const { clock, run } = createEventClock();
    const account = createAccount(clock, createRandom(5), 100);
    let stop = false;
    const others = async () => {
      while (!stop) {
        account.limits.take('ours', false);
        await clock.sleep(250);
      }
    };
    const work = calls(account, 200).then(() => {
      stop = true;
    });
    await run(Promise.all([work, others()]));
    assert.ok(account.refused <= 4, `${account.refused} of 200 calls refused beside 4 calls a second of others`);
  });

  it('paces searches for themselves: they have a limit of their own and no headers', async () => {
    const { clock, run } = createEventClock();
    const account = createAccount(clock, createRandom(6), 100);
    const start = clock.now().getTime();
    await run(calls(account, 40, true));
    const seconds = (clock.now().getTime() - start) / 1_000;
    assert.equal(account.refused, 0);
    assert.ok(seconds < 18, `${seconds} s`);
  });

  it('starts nothing while it has to rest', async () => {
    const { clock, run } = createEventClock();
    const pacer = createPacer(clock, 8);
    const begun = clock.now().getTime();
    pacer.restFor(17_000);
    const leave = await run(pacer.enter(false));
    assert.ok(clock.now().getTime() - begun >= 17_000);
    leave();
  });

  it('takes turns: whoever came first starts first', async () => {
    const { clock, run } = createEventClock();
    const window = createRollingWindow(clock, 3, 1_000);
    const order: number[] = [];
    await run(
      Promise.all(
        [1, 2, 3, 4, 5, 6, 7].map((number) =>
          window.take().then((done) => {
            order.push(number);
            done();
          }),
        ),
      ),
    );
    assert.deepEqual(order, [1, 2, 3, 4, 5, 6, 7]);
  });
});

describe('the portal midnight', () => {
  it('is that of its time zone', () => {
    const at = (text: string, zone: string) => millisecondsUntilMidnight(new Date(text), zone) / 3_600_000;
    assert.equal(at('2026-11-04T15:00:00Z', 'America/New_York'), 14);
    assert.equal(at('2026-11-04T15:00:00Z', 'Asia/Kolkata'), 3.5);
    assert.equal(at('2026-11-04T00:00:00Z', 'UTC'), 24);
    assert.equal(at('2026-11-04T15:00:00Z', 'Nowhere/Land'), 9);
  });
});
