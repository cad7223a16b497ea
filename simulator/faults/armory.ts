import type { Random } from '../../src/lib/random.ts';
import { Doses } from './dose.ts';
import type { FaultPlan, NamedFault, PlannedFault } from './named-fault.ts';
import { checkNames } from './plan.ts';

/** A fault that is set up, and how often it has struck. */
export interface ArmedFault extends PlannedFault {
  readonly hits: number;
  /** Its dose is used up: it will not strike again. */
  readonly spent: boolean;
}

/** Sets named faults up on one simulated platform and takes them back. */
export interface Armory {
  /** Adds the faults of the plan to those that are set up. Throws FaultPlanError for a name that is not known. */
  arm(plan: FaultPlan): void;
  /** Takes every fault back, also what outlasts its calls (a lag, a missing scope). */
  disarm(): void;
  armed(): readonly ArmedFault[];
}

export interface ArmoryOptions<Target> {
  readonly catalogue: readonly NamedFault<Target>[];
  readonly target: Target;
  readonly random: Random;
  /** Clears the mechanisms that faults were added to. */
  readonly clear: () => void;
}

interface Entry {
  readonly planned: PlannedFault;
  readonly doses: Doses;
  readonly undo: (() => void) | undefined;
}

export function createArmory<Target>({ catalogue, target, random, clear }: ArmoryOptions<Target>): Armory {
  let entries: Entry[] = [];
  let count = 0;
  const armOne = (planned: PlannedFault): void => {
    const fault = catalogue.find(({ name }) => name === planned.fault);
    if (fault === undefined) return;
    count += 1;
    const own = random.fork(`${fault.name} ${count}`);
    const { after, times, share } = { ...fault.dose, ...planned };
    const dose = {
      ...(after === undefined ? {} : { after }),
      ...(times === undefined ? {} : { times }),
      ...(share === undefined ? {} : { share }),
    };
    const doses = new Doses(dose, own);
    const undo = fault.arm(target, { doses, minutes: planned.minutes ?? fault.minutes ?? 0, random: own });
    entries.push({ planned, doses, undo });
  };
  return {
    arm: (plan) => {
      checkNames(plan, catalogue);
      for (const planned of plan) armOne(planned);
    },
    disarm: () => {
      clear();
      for (const { undo } of entries.reverse()) undo?.();
      entries = [];
    },
    armed: () => entries.map(({ planned, doses }) => ({ ...planned, hits: doses.hits, spent: doses.spent })),
  };
}
