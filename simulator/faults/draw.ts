import type { Random } from '../../src/lib/random.ts';
import { allFaults } from './catalogue.ts';
import type { FaultPlan, Recovery } from './named-fault.ts';

/**
 * A plan of faults that rule together, each with a dose small enough to come to an end: for worlds drawn from a seed. Arm
 * it with `store.named.arm(ownPart(plan, faultCatalogue.Shopify))` and `account.named.arm(ownPart(plan,
 * faultCatalogue.HubSpot))`; `disarm()` heals both. `skip` leaves out what the world cannot have.
 */
export function drawFaults(
  random: Random,
  options: { readonly most: number; readonly recovery: readonly Recovery[]; readonly skip?: RegExp },
): FaultPlan {
  const { most, recovery, skip } = options;
  const possible = allFaults.filter((fault) => recovery.includes(fault.recovery) && skip?.test(fault.name) !== true);
  const count = Math.min(possible.length, 1 + random.int(most));
  return random
    .shuffle(possible)
    .slice(0, count)
    .map(({ name, dose, mostTimes = 4 }) => ({
      fault: name,
      after: random.int(6),
      // What lasts by nature is taken back; everything else ends by itself.
      ...(dose.times === undefined && dose.share === undefined ? {} : { times: 1 + random.int(mostTimes) }),
      ...(dose.share === undefined ? {} : { share: dose.share }),
    }));
}
