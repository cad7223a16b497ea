import type { SeedPlan } from '../../simulator/simulation/seed-plan.ts';
import type { ShopLife } from '../../simulator/simulation/shop-life.ts';
import type { VirtualClock } from '../../simulator/simulation/virtual-clock.ts';
import { formatKey, type WorkKey } from '../../src/commerce/keys.ts';
import type { SimulatedDatabase } from './database.ts';
import { shopNumber } from './shop-side.ts';

interface Brought {
  readonly clock: VirtualClock;
  readonly database: SimulatedDatabase;
  readonly destination: string;
  readonly life: ShopLife;
  readonly plan: SeedPlan;
}

/**
 * Looked at when a backfill says that it has ended: every order of the past since `since` stands somewhere, or is still due. A
 * comparison would find later what was left out, and hide that it was.
 */
export async function checkHistory(
  { clock, database, destination, life, plan }: Brought,
  since: Date,
): Promise<string[]> {
  const past = life.truth.toJSON().orders.filter(({ deleted, processedAt }) => {
    const at = new Date(processedAt);
    return !deleted && at >= since && at < plan.start;
  });
  const keys = past.map(({ id }): WorkKey => ({ source: shopNumber, kind: 'order', id }));
  const rows = await clock.working(() => database.ledger.standings({ destination, keys }));
  const known = new Set(rows.flatMap(({ key, standing, due }) => (standing !== null || due ? [formatKey(key)] : [])));
  const missing = keys.map(formatKey).filter((key) => !known.has(key));
  return missing.map((key) => `${key} was not brought in by the backfill, which says that it has ended`);
}
