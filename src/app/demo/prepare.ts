import type { Refs } from '../../../simulator/merchant/acts.ts';
import { playHistory } from '../../../simulator/merchant/history.ts';
import { type Merchant, merchant } from '../../../simulator/merchant/merchant.ts';
import { type Truth, watchStore } from '../../../simulator/merchant/truth.ts';
import type { Clock } from '../../lib/clock.ts';
import { createRandom } from '../../lib/random.ts';
import type { Simulators } from '../simulators.ts';
import { type SeededContacts, seedContacts } from './crm-people.ts';

/** The world before the product is connected: a store with a past, and a CRM with a team. */
export interface World {
  readonly merchant: Merchant;
  readonly truth: Truth;
  readonly refs: Refs;
  /** First day of the history. */
  readonly since: Date;
  readonly seeded: SeededContacts;
}

/** Makes a merchant of about eleven months, plays its past into the store, and lets a team work in the CRM. */
export function makeWorld(
  simulators: Simulators,
  options: { readonly seed: number; readonly orders: number },
  clock: Clock,
): World {
  const made = merchant(options.seed, { orders: options.orders, now: clock.now(), currency: simulators.shop.currency });
  const truth = watchStore(simulators.store.store);
  simulators.store.webhooks.setMuted(true);
  const refs = playHistory(made, truth.store);
  simulators.store.webhooks.setMuted(false);
  const seeded = seedContacts(simulators.crm.account, made, createRandom(options.seed).fork('crm team'));
  return { merchant: made, truth, refs, seeded, since: dayBefore(made.opening) };
}

/** Midnight (UTC) at least a day earlier, so that no time zone of a shop cuts off its first day. */
function dayBefore(moment: Date): Date {
  const day = 86_400_000;
  return new Date(Math.floor(moment.getTime() / day) * day - day);
}
