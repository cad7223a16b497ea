import type { NamedFault } from '../../faults/named-fault.ts';
import { bulkFaults } from './bulk.ts';
import { callFaults } from './calls.ts';
import { storeEvents } from './events.ts';
import { searchFaults } from './searching.ts';
import type { StoreTarget } from './target.ts';
import { tokenFaults } from './tokens.ts';
import { webhookFaults } from './webhooks.ts';

/** Everything that a simulated store can be told to do wrong. */
export const storeFaults: readonly NamedFault<StoreTarget>[] = [
  ...webhookFaults,
  ...callFaults,
  ...searchFaults,
  ...bulkFaults,
  ...tokenFaults,
  ...storeEvents,
];
