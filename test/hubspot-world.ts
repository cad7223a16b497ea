import { ALL_SCOPES, type HubSpotOptions as SimulatorOptions } from '../simulator/hubspot/options.ts';
import { createHubSpotServer, type HubSpotServer } from '../simulator/hubspot/server.ts';
import { conformanceFields } from '../src/connector/conformance/suite-rows.ts';
import type { Destination } from '../src/connector/destination.ts';
import { createHubSpotDestination, type HubSpotOptions } from '../src/destinations/hubspot/destination.ts';
import type { MappedField } from '../src/field-map/types.ts';
import type { Clock } from '../src/lib/clock.ts';
import { createRandom } from '../src/lib/random.ts';

/** Time that jumps: whoever sleeps wakes at once, later. Sleeps that began together end together. */
export interface JumpingClock extends Clock {
  advance(milliseconds: number): void;
}

function createJumpingClock(start = Date.UTC(2026, 10, 4, 15)): JumpingClock {
  let now = start;
  return {
    now: () => new Date(now),
    advance(milliseconds) {
      now += milliseconds;
    },
    async sleep(milliseconds) {
      const end = now + milliseconds;
      await new Promise((resolve) => setImmediate(resolve));
      now = Math.max(now, end);
    },
  };
}

export const hubSpotToken = 'pat-na1-11111111-2222-3333-4444-555555555555';

/** Our own id in property history. */
export const hubSpotAppId = '30123456';

export interface HubSpotWorld {
  readonly server: HubSpotServer;
  readonly clock: JumpingClock;
  readonly destination: Destination;
  /** Everything that was logged, as text. */
  readonly logged: string[];
  close(): Promise<void>;
}

export interface WorldOptions {
  readonly account?: Partial<SimulatorOptions>;
  readonly connector?: Partial<HubSpotOptions>;
  /** Fields to set the account up for; null = leave it as it is. */
  readonly fields?: readonly MappedField[] | null;
}

/** A simulated account over real HTTP and the destination that speaks to it, set up and bound. */
export async function createHubSpotWorld(options: WorldOptions = {}): Promise<HubSpotWorld> {
  const clock = createJumpingClock();
  const server = await createHubSpotServer({
    tokens: [{ token: hubSpotToken, scopes: ALL_SCOPES, appId: hubSpotAppId }],
    clock,
    random: createRandom(7),
    ...options.account,
  });
  const logged: string[] = [];
  const log = (details: object, message: string) => logged.push(`${message} ${JSON.stringify(details)}`);
  const destination = createHubSpotDestination({
    baseUrl: server.url,
    token: hubSpotToken,
    clock,
    random: createRandom(11),
    log: { info: log, warn: log },
    ...options.connector,
  });
  const fields = options.fields === undefined ? conformanceFields : options.fields;
  try {
    if (fields !== null) {
      await destination.apply(await destination.plan(fields));
      await destination.bind(fields);
    }
  } catch (error) {
    // A server left open would keep the test process alive.
    await server.close();
    throw error;
  }
  return { server, clock, destination, logged, close: () => server.close() };
}
