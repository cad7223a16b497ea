import { z } from 'zod';
import type { WorkKey } from '../commerce/keys.ts';
import { formatKey } from '../commerce/keys.ts';
import type { Order } from '../commerce/order.ts';
import type { LeftOutReason, PersonMember } from '../field-map/types.ts';
import type { OrderFacts } from '../ledger/contract.ts';
import { cutoffSetting, pickedSetting, readInstant, writeInstant } from './settings.ts';
import type { Route } from './types.ts';

/** Which orders belong to the CRM. */
export interface Scope {
  /** Those from this business date on; null = all. */
  readonly from: Date | null;
  /** Those that a person brought one by one, whatever their date, by key text. */
  readonly picked: ReadonlySet<string>;
}

const pickedKeys = z.array(z.string());

export async function readScope(route: Pick<Route, 'ledger' | 'sourceAccount' | 'destinationAccount'>): Promise<Scope> {
  const [destination, source] = [route.destinationAccount.destination, route.sourceAccount.source];
  const from = await readInstant(route.ledger, cutoffSetting(destination, source));
  const stored = await route.ledger.setting({ name: pickedSetting(destination, source) });
  return { from, picked: new Set(pickedKeys.safeParse(stored).data ?? []) };
}

/**
 * Where the history that belongs to the CRM begins; set to `from` by whoever asks first, so that nothing old comes by
 * itself. The store tells times in whole seconds (Shopify docs: DateTime), so the second that has begun belongs to it.
 */
export async function ensureCutoff(route: Route, from: Date = route.clock.now()): Promise<Date> {
  const name = cutoffSetting(route.destinationAccount.destination, route.sourceAccount.source);
  const known = await readInstant(route.ledger, name);
  if (known !== null) return known;
  const cutoff = new Date(from.getTime() - from.getUTCMilliseconds());
  await writeInstant(route.ledger, name, cutoff);
  return cutoff;
}

/** From now on the order belongs to the CRM (or no longer), whatever its date. */
export async function pickOrder(route: Route, key: WorkKey, belongs: boolean): Promise<void> {
  const { picked } = await readScope(route);
  const next = new Set(picked);
  if (belongs) next.add(formatKey(key));
  else next.delete(formatKey(key));
  const name = pickedSetting(route.destinationAccount.destination, route.sourceAccount.source);
  await route.ledger.putSetting({ name, value: [...next] });
}

/** Whether an order is too old for the CRM and nobody brought it there all the same. */
export function isBeforeScope(scope: Scope, key: WorkKey, date: Date): boolean {
  if (scope.from === null || date.getTime() >= scope.from.getTime()) return false;
  return !scope.picked.has(formatKey(key));
}

/** Why an order stays out of the CRM on purpose, or null when it belongs there. */
export function orderLeftOut(
  order: Pick<Order, 'source' | 'id' | 'test' | 'processedAt'> & { readonly company: unknown },
  scope: Scope,
): LeftOutReason | null {
  if (order.test) return 'test order';
  if (order.company) return 'company sync not configured';
  const key: WorkKey = { source: order.source, kind: 'order', id: order.id };
  return isBeforeScope(scope, key, new Date(order.processedAt)) ? 'before the cutoff' : null;
}

/** A customer belongs to the CRM when made since the cutoff, or as the buyer of an order that belongs there. */
export function customerLeftOut(
  member: Pick<PersonMember, 'createdAt'>,
  orders: readonly OrderFacts[],
  scope: Scope,
): LeftOutReason | null {
  if (scope.from === null || Date.parse(member.createdAt) >= scope.from.getTime()) return null;
  const belongs = orders.some(({ key, ...order }) => orderLeftOut({ ...order, ...key }, scope) === null);
  return belongs ? null : 'before the cutoff';
}
