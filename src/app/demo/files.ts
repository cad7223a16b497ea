import { stat } from 'node:fs/promises';
import { type LoadSummary, loadFolder } from '../../../simulator/loaders/load-folder.ts';
import { type Truth, watchStore } from '../../../simulator/merchant/truth.ts';
import type { Clock } from '../../lib/clock.ts';
import { CommandError, exitCodes } from '../failures.ts';
import type { Simulators } from '../simulators.ts';

/** A store that holds what the files of a real shop say. */
export interface LoadedStore {
  readonly truth: Truth;
  readonly loaded: LoadSummary;
  /** Nothing in the store is older. */
  readonly since: Date;
}

/** Throws CommandError when there is no such folder. */
export async function requireFolder(folder: string): Promise<void> {
  const isFolder = await stat(folder).then(
    (entry) => entry.isDirectory(),
    () => false,
  );
  if (isFolder) return;
  throw new CommandError(`There is no folder ${folder}. Name one with CSV or JSON files.`, exitCodes.usage);
}

/** Loads a folder into the simulated store. Throws CommandError when there is nothing in it that can be used. */
export async function loadFiles(simulators: Simulators, folder: string, clock: Clock): Promise<LoadedStore> {
  const truth = watchStore(simulators.store.store, { steps: false });
  simulators.store.webhooks.setMuted(true);
  const loaded = await loadFolder(folder, truth.store, { loadedAt: clock.now() });
  simulators.store.webhooks.setMuted(false);
  const { orders, customers } = loaded.loaded;
  if (orders + customers === 0) {
    const reasons = [...loaded.ignored, ...loaded.notUsed].slice(0, 5).map(({ file, reason }) => `${file}: ${reason}`);
    const advice = 'Put Shopify’s own CSV exports, or orders as JSON, there.';
    throw new CommandError(`Nothing in ${folder} could be used. ${reasons.join('; ')} ${advice}`, exitCodes.usage);
  }
  return { truth, loaded, since: earliest(simulators, clock.now()) };
}

/** A minute before the oldest record, by business date. */
function earliest({ store }: Simulators, now: Date): Date {
  const { orders, customers } = store.store.state;
  let first = now.getTime();
  for (const { processedAt, createdAt } of orders.values()) first = Math.min(first, processedAt, createdAt);
  for (const { createdAt } of customers.values()) first = Math.min(first, createdAt);
  return new Date(first - 60_000);
}

/** Sentences about rows that are neither loaded nor named with a reason. */
export function unaccounted(loaded: LoadSummary): string[] {
  return loaded.files.flatMap(({ file, rows, rowsLoaded }) => {
    const named = loaded.notUsed.filter((entry) => entry.file === file).reduce((sum, { count }) => sum + count, 0);
    const lost = rows - rowsLoaded - named;
    return lost === 0 ? [] : [`${file}: ${lost} rows are neither used nor named with a reason`];
  });
}
