import type { CallFaults } from '../../simulator/simulation/call-faults.ts';
import type { WrittenFields } from '../../simulator/simulation/checkers/journal-explains.ts';
import type { CrmHands } from '../../simulator/simulation/crm-hands.ts';
import type { EventLog } from '../../simulator/simulation/event-log.ts';
import type { Network } from '../../simulator/simulation/network.ts';
import type { SeedPlan } from '../../simulator/simulation/seed-plan.ts';
import type { VirtualClock } from '../../simulator/simulation/virtual-clock.ts';
import type { Destination } from '../../src/connector/destination.ts';
import type { Random } from '../../src/lib/random.ts';
import type { Life } from './life.ts';

export interface CrmWorld {
  readonly plan: SeedPlan;
  readonly clock: VirtualClock;
  readonly network: Network;
  readonly log: EventLog;
  readonly faults: CallFaults;
  readonly random: Random;
}

/** A simulated CRM account with its people, and how a process of the product reaches it. */
export interface CrmSide {
  /** A connector of its own for each process; null = for those who set the account up, whom nothing disturbs. */
  connect(life: Life | null): Destination;
  /** Usable once the account has been set up. */
  readonly hands: CrmHands;
  /** What must never be: sentences, empty when all is well. */
  unsafe(): readonly string[];
  /** Changes in the CRM's own history that the product's journal does not have; none where the CRM keeps no history. */
  unexplained(written: WrittenFields, wasAway: (object: 'contact' | 'order', id: string) => boolean): readonly string[];
  /** Nothing goes wrong any more. */
  heal(): void;
}
