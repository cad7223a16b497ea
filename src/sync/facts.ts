import type { Customer } from '../commerce/customer.ts';
import type { WorkKey } from '../commerce/keys.ts';
import { canonicalAmount } from '../commerce/money.ts';
import type { Order } from '../commerce/order.ts';
import type { PersonMember } from '../field-map/types.ts';
import type { ObservedMember, OrderFacts } from '../ledger/contract.ts';

/** Who bought: the customer, else the guest of this order when it left an address, else nobody. */
export function buyerOf(order: Order): WorkKey | null {
  if (order.customerId !== null) return { source: order.source, kind: 'customer', id: order.customerId };
  if (order.email !== null) return { source: order.source, kind: 'guest', id: order.id };
  return null;
}

export function customerMember(customer: Customer): PersonMember {
  return {
    key: { source: customer.source, kind: 'customer', id: customer.id },
    createdAt: customer.createdAt,
    updatedAt: customer.updatedAt,
    firstName: customer.firstName,
    lastName: customer.lastName,
    email: customer.email,
    phone: customer.phone,
    adminUrl: customer.adminUrl,
  };
}

/** The buyer of an order without a customer, as that order shows them. */
export function guestMember(order: Order): PersonMember {
  return {
    key: { source: order.source, kind: 'guest', id: order.id },
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    firstName: order.buyerName?.first ?? null,
    lastName: order.buyerName?.last ?? null,
    email: order.email,
    phone: order.phone,
    adminUrl: order.adminUrl,
  };
}

export function orderFacts(order: Order): OrderFacts {
  return {
    key: { source: order.source, kind: 'order', id: order.id },
    name: order.name,
    createdAt: order.createdAt,
    processedAt: order.processedAt,
    updatedAt: order.updatedAt,
    test: order.test,
    cancelledAt: order.cancelledAt,
    currency: order.presentmentCurrency,
    gross: canonicalAmount(order.totals.gross.presentment),
    refunded: canonicalAmount(order.totals.refunded.presentment),
    current: canonicalAmount(order.totals.current.presentment),
    net: canonicalAmount(order.totals.net.presentment),
    buyer: buyerOf(order),
    company: order.company !== null,
  };
}

/** The person among a subject's members, first member first; null for an order's subject. */
export function personOf(members: readonly ObservedMember[]): readonly [PersonMember, ...PersonMember[]] | null {
  const people: PersonMember[] = [];
  for (const member of members) if (member.facts.type === 'person') people.push(member.facts.person);
  const [first, ...rest] = people;
  return first === undefined ? null : [first, ...rest];
}
