import { loadFiles, requireFolder } from './demo/files.ts';
import { makeWorld } from './demo/prepare.ts';
import { armSimulators, type FaultPlan } from './faults.ts';
import type { Runtime } from './runtime.ts';
import { startSimulators } from './simulators.ts';

export interface SimulatorsStarted {
  readonly store: { readonly url: string; readonly adminUrl: string; readonly orders: number };
  readonly crm: { readonly url: string };
  /** Lines of a .env file with which the product signs in to both. */
  readonly environment: readonly string[];
  readonly faults: FaultPlan;
  /** Where faults are told, read and taken back while both run: GET, POST and DELETE. */
  readonly control: readonly string[];
}

/** Runs both simulators with a merchant's past in the store, until the signal aborts. */
export async function runSimulators(
  options: {
    readonly seed: number;
    readonly orders: number;
    readonly from: string | null;
    readonly faults: FaultPlan;
  },
  runtime: Runtime,
  signal: AbortSignal,
  onStarted: (started: SimulatorsStarted) => void,
): Promise<void> {
  const { clock } = runtime;
  if (options.from !== null) await requireFolder(options.from);
  const simulators = await startSimulators({ seed: options.seed, clock, unreliableWebhooks: false });
  try {
    if (options.from !== null) await loadFiles(simulators, options.from, clock);
    else if (options.orders > 0) makeWorld(simulators, options, clock);
    armSimulators(simulators, options.faults, null);
    onStarted({
      store: {
        url: simulators.store.url,
        adminUrl: simulators.store.adminUrl,
        orders: simulators.store.store.state.orders.size,
      },
      crm: { url: simulators.crm.url },
      environment: simulators.environment(),
      faults: options.faults,
      control: [simulators.store.url, simulators.crm.url].map((url) => `${url}/_simulator/faults`),
    });
    while (!signal.aborted) await clock.sleep(3_600_000, signal).catch(() => undefined);
  } finally {
    await simulators.close();
  }
}
