import type { Clock } from '../../../src/lib/clock.ts';
import type { Faults } from '../../http/faults.ts';
import type { BulkFaults } from '../bulk/faults.ts';
import type { Tokens } from '../http/tokens.ts';
import type { Indexes } from '../search/documents.ts';
import type { IgnoredFilters } from '../search/ignored-filters.ts';
import type { StoreState } from '../state/state.ts';
import type { StoreActs } from '../types.ts';
import type { Deliveries } from '../webhooks/deliveries.ts';
import type { Subscriptions } from '../webhooks/subscriptions.ts';

/** What the faults of a simulated store can get at. */
export interface StoreTarget {
  readonly calls: Faults;
  readonly deliveries: Deliveries;
  readonly subscriptions: Subscriptions;
  readonly indexes: Indexes;
  readonly ignoredFilters: IgnoredFilters;
  readonly bulk: BulkFaults;
  readonly tokens: Tokens;
  readonly state: StoreState;
  readonly clock: Clock;
  readonly searchLagMs: number;
  /** What happens in the store happens through these, so that whoever watches the store sees it. */
  acts(): StoreActs;
}
