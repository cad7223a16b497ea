import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ConnectionConfig } from '../../config/connection.ts';
import { webhookPath } from '../../config/connection.ts';
import type { FieldMap } from '../../field-map/types.ts';
import { defaultIdentityRules, type IdentityRules } from '../../identity/rules.ts';
import type { Ledger } from '../../ledger/contract.ts';
import { openLedger } from '../../ledger/open.ts';
import type { Route, Timing } from '../../sync/types.ts';
import { type Platforms, reachPlatforms } from '../platforms.ts';
import { openRoute } from '../route.ts';
import type { Runtime } from '../runtime.ts';
import { applySetup, planSetup, type SetupPlans } from '../setup.ts';
import type { Simulators } from '../simulators.ts';

/** Rhythms of minutes and hours in seconds, to fit the simulators' search lag of a second or two. */
export const demoTiming: Timing = {
  sweepOrdersMs: 2_000,
  sweepCustomersMs: 3_000,
  sweepReturnsMs: 4_000,
  sweepDeletionsMs: 4_000,
  sweepCrmMs: 15 * 60_000,
  reconcileMs: 15_000,
  searchLagMs: 2_500,
  overlapMs: 5_000,
  debounceMs: 300,
  attributionLooksMs: [2_500, 6_000],
  balanceCutMs: 0,
  leaseMs: 20_000,
  idleMs: 100,
};

/** The product as it would be set up by a person, with a ledger of its own in a temporary folder. */
export interface Place {
  readonly config: ConnectionConfig;
  readonly platforms: Platforms;
  readonly ledger: Ledger;
  readonly map: FieldMap;
  close(): Promise<void>;
}

/** Signs in to both simulators over HTTP and opens an embedded ledger in a temporary folder. */
export async function openPlace(
  simulators: Simulators,
  intakePort: number | null,
  map: FieldMap,
  runtime: Runtime,
): Promise<Place> {
  const home = await mkdtemp(join(tmpdir(), 'samestory-demo-'));
  const config: ConnectionConfig = {
    ...simulators.connection,
    ledger: { databaseUrl: null, home },
    webhookAddress: intakePort === null ? null : `http://127.0.0.1:${intakePort}${webhookPath}`,
    intake: { host: '127.0.0.1', port: intakePort ?? 0 },
    health: { host: '127.0.0.1', port: 0, password: null },
  };
  const forget = () => rm(home, { recursive: true, force: true });
  try {
    const platforms = await reachPlatforms(config, map, runtime);
    const ledger = await openLedger({ folder: home });
    return {
      config,
      platforms,
      ledger,
      map,
      close: async () => {
        await ledger.close();
        await forget();
      },
    };
  } catch (error) {
    await forget();
    throw error;
  }
}

/** Makes the properties, subscribes the webhooks, and gives back the route that is ready to work. */
export async function setUp(
  place: Place,
  runtime: Runtime,
  identity: IdentityRules = defaultIdentityRules,
): Promise<{ route: Route; plans: SetupPlans }> {
  const { map, ledger } = place;
  const context = { ...place.platforms, map, ledger, clock: runtime.clock };
  const plans = await planSetup(context, place.config.webhookAddress);
  await applySetup(place.platforms, map, plans);
  return { plans, route: await openRoute(place.platforms, ledger, { map, identity, oneLedger: false }, runtime) };
}
