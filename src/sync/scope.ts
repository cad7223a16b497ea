import type { Order } from '../commerce/order.ts';
import type { LeftOutReason, PersonMember } from '../field-map/types.ts';
import type { OrderFacts } from '../ledger/contract.ts';

/** Orders from this business date on belong to the CRM; null = all of them. */
export type Cutoff = Date | null;

/** Why an order stays out of the CRM on purpose, or null when it belongs there. */
export function orderLeftOut(
  order: Pick<Order, 'test' | 'processedAt'> & { readonly company: unknown },
  cutoff: Cutoff,
): LeftOutReason | null {
  if (order.test) return 'test order';
  if (order.company) return 'company sync not configured';
  if (cutoff !== null && Date.parse(order.processedAt) < cutoff.getTime()) return 'before the cutoff';
  return null;
}

/** A customer belongs to the CRM when made since the cutoff, or as the buyer of an order that belongs there. */
export function customerLeftOut(
  member: Pick<PersonMember, 'createdAt'>,
  orders: readonly OrderFacts[],
  cutoff: Cutoff,
): LeftOutReason | null {
  if (cutoff === null || Date.parse(member.createdAt) >= cutoff.getTime()) return null;
  return orders.some((order) => orderLeftOut(order, cutoff) === null) ? null : 'before the cutoff';
}
