import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { conformanceFields, contactRow, createAll, makeContact } from '../src/connector/conformance/suite-rows.ts';
import { ConnectorError } from '../src/connector/failure.ts';
import { createHubSpotDestination } from '../src/destinations/hubspot/destination.ts';
import { createRandom } from '../src/lib/random.ts';
import { createHubSpotWorld, type HubSpotWorld, hubSpotToken, type WorldOptions } from './hubspot-world.ts';

async function withWorld(options: WorldOptions, test: (world: HubSpotWorld) => Promise<void>): Promise<void> {
  const world = await createHubSpotWorld(options);
  try {
    await test(world);
  } finally {
    await world.close();
  }
}

const reads = (world: HubSpotWorld, count: number) =>
  Array.from({ length: count }, () => world.destination.readBack('contact', { ids: ['170000000099'] }));

describe('HubSpot limits', () => {
  it('waits out a 429 that another client of the same key has caused', () =>
    withWorld({ account: { burstLimit: 40 } }, async (world) => {
      const other = createHubSpotDestination({
        baseUrl: world.server.url,
        token: hubSpotToken,
        clock: world.clock,
        random: createRandom(5),
        log: { info: () => undefined, warn: () => undefined },
      });
      await other.bind(conformanceFields);
      await Promise.all(reads(world, 30));
      const outcomes = await createAll(other, 'contact', [contactRow(1), contactRow(2)]);
      assert.deepEqual(
        outcomes.map(({ status }) => status),
        ['created', 'created'],
      );
    }));

  it("stops at the daily limit until the account's midnight, without asking again", () =>
    withWorld({ account: { timeZone: 'America/New_York', dailyLimit: 1_000 } }, async (world) => {
      await makeContact(world.destination, contactRow(1));
      // It is 10:00 in New York.
      world.server.account.limits.useDaily(5_000);
      const [outcome] = await world.destination.create('contact', [contactRow(2)]);
      assert.ok(outcome?.status === 'not written', JSON.stringify(outcome));
      assert.equal(outcome.failure.class, 'quota');
      assert.equal(outcome.failure.code, 'DAILY_LIMIT');
      const hours = (outcome.failure.retryAfterMs ?? 0) / 3_600_000;
      assert.ok(hours > 13.9 && hours <= 14, `${hours} h`);
      const before = world.server.counters.read().total;
      const [again] = await world.destination.create('contact', [contactRow(2)]);
      assert.equal(again?.status, 'not written');
      await assert.rejects(world.destination.list('contact', null), (error) => {
        assert.ok(error instanceof ConnectorError);
        return error.failure.code === 'DAILY_LIMIT';
      });
      assert.equal(world.server.counters.read().total, before);
      world.clock.advance(14 * 3_600_000);
      assert.equal((await world.destination.create('contact', [contactRow(2)]))[0]?.status, 'created');
    }));

  it('has no more than its window of calls in flight', () =>
    withWorld({ account: { latencyMs: 400 } }, async (world) => {
      let most = 0;
      let running = 0;
      const { sleep } = world.clock;
      // The account answers after its latency: who sleeps so long is a call in flight.
      world.clock.sleep = async (milliseconds, signal) => {
        if (milliseconds !== 400) return sleep(milliseconds, signal);
        running += 1;
        most = Math.max(most, running);
        await new Promise((resolve) => setTimeout(resolve, 5));
        await sleep(milliseconds, signal);
        running -= 1;
      };
      await Promise.all(reads(world, 40));
      assert.ok(most > 4 && most <= world.destination.capabilities.window, `${most} calls in flight`);
    }));
});
