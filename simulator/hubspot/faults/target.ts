import type { Faults } from '../../http/faults.ts';
import type { Actor } from '../acting.ts';
import type { BatchFaults } from '../batch-faults.ts';
import type { CallLimits } from '../call-limits.ts';
import type { Core } from '../core.ts';
import type { TokenStore } from '../token-store.ts';

/** What the faults of a simulated HubSpot account can get at. */
export interface HubSpotTarget {
  readonly core: Core;
  readonly calls: Faults;
  readonly batches: BatchFaults;
  readonly limits: CallLimits;
  readonly tokens: TokenStore;
  /** A person of the account's team. */
  readonly person: Actor;
  /** An automation that somebody of the team has set up. */
  readonly workflow: Actor;
}
