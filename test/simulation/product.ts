import type { SeedPlan } from '../../simulator/simulation/seed-plan.ts';
import { webhookPath } from '../../src/config/connection.ts';
import type { Destination, DestinationAccount } from '../../src/connector/destination.ts';
import type { Source } from '../../src/connector/source.ts';
import { intakeApp } from '../../src/http/intake.ts';
import type { Ledger } from '../../src/ledger/contract.ts';
import type { Clock } from '../../src/lib/clock.ts';
import { backfill } from '../../src/sync/backfill.ts';
import { acceptDelivery } from '../../src/sync/intake.ts';
import { runLane } from '../../src/sync/lane.ts';
import type { Route, Timing } from '../../src/sync/types.ts';
import { withLane } from '../../src/sync/with-lane.ts';
import { seedingMap } from '../support/maps.ts';

export const productOrigin = 'https://sync.example.com';

/** What one process of the product works with; every port ends with the process. */
export interface ProductParts {
  readonly plan: SeedPlan;
  readonly name: string;
  readonly source: Source;
  readonly destination: Destination;
  readonly ledger: Ledger;
  readonly clock: Clock;
  readonly timing: Timing;
  /** First day of the history that is brought in; null = none is. */
  readonly since: Date | null;
  readonly log: Route['log'];
  /** Makes the product reachable for webhooks. */
  readonly listen: (app: ReturnType<typeof intakeApp>) => void;
  /** Told when a backfill has come to its end. */
  readonly onHistory: () => Promise<void>;
  /** Told when the route stands, for those who ask it questions beside the loop. */
  readonly onRoute: (route: Route) => void;
}

/** So small that history comes in passes beside each other here as well. */
const passes = { keys: 200, historyKeys: 7, atOnce: 3 };

/** Sets the CRM account up, as `setup` does, before anything can go wrong. */
export async function setUp(destination: Destination): Promise<DestinationAccount> {
  const account = await destination.check();
  await destination.apply(await destination.plan(seedingMap.fields));
  await destination.bind(seedingMap.fields);
  return account;
}

/** One process from start to end, as `backfill` and then `start` do it. Rejects when it ends by itself. */
export async function runProduct(parts: ProductParts): Promise<void> {
  const route = await openRoute(parts);
  parts.onRoute(route);
  const { since, name } = parts;
  if (parts.plan.webhooks) await openIntake(parts, route);
  if (since !== null) {
    const ignore = () => undefined;
    await withLane(route, name, (lane) => backfill(route, lane, { since, onProgress: ignore, onMonth: ignore }));
    await parts.onHistory();
  }
  await runLane(route, { holder: name, signal: new AbortController().signal });
}

async function openRoute(parts: ProductParts): Promise<Route> {
  const { source, destination, ledger, clock, timing, log, plan } = parts;
  const sourceAccount = await source.check();
  const destinationAccount = await destination.check();
  const setup = await destination.bind(seedingMap.fields);
  const fields = seedingMap.fields.filter((field) => !setup.omitted.includes(field.name));
  const map = { ...seedingMap, fields };
  const sizes = { ...passes, comparedInBulk: plan.comparedInBulk, keptListed: plan.comparedInBulk };
  return {
    source,
    sourceAccount,
    destination,
    destinationAccount,
    setup,
    ledger,
    map,
    clock,
    log,
    timing,
    passes: sizes,
  };
}

async function openIntake({ ledger, clock, log, listen }: ProductParts, route: Route): Promise<void> {
  const context = {
    ledger,
    lane: route.destinationAccount.destination,
    sourceId: route.sourceAccount.source,
    clock,
    debounceMs: route.timing.debounceMs,
  };
  listen(
    intakeApp({
      receive: (request) => route.source.receive(request),
      accept: (delivery) => acceptDelivery(context, delivery),
      clock,
      log,
    }),
  );
  const address = `${productOrigin}${webhookPath}`;
  await route.source.applyWebhooks(address, await route.source.planWebhooks(address));
}
