import type { Customer } from '../commerce/customer.ts';
import type { WorkKey } from '../commerce/keys.ts';
import { canonicalAmount } from '../commerce/money.ts';
import type { Order } from '../commerce/order.ts';
import type { BuyersOrder } from '../commerce/repeat-signals.ts';
import type { PersonMember } from '../field-map/types.ts';
import type { ObservedMember, OrderFacts } from '../ledger/contract.ts';
import { dayOf } from '../lib/zoned.ts';

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

/** What an order says of its buyer. `day` is the day of the order in the time zone of the shop. */
export function buyersOrder(order: Order, day: string): BuyersOrder {
  return {
    processedAt: order.processedAt,
    day,
    test: order.test,
    cancelledAt: order.cancelledAt,
    voided: order.financialStatus === 'VOIDED',
    currency: order.presentmentCurrency,
    refunded: canonicalAmount(order.totals.refunded.presentment),
    net: canonicalAmount(order.totals.net.presentment),
    firstVisit: order.acquisition?.first ?? null,
  };
}

/** What the ledger keeps of an order. `timeZone` is the shop's: a day is a day there. */
export function orderFacts(order: Order, timeZone: string): OrderFacts {
  return {
    ...buyersOrder(order, dayOf(new Date(order.processedAt), timeZone)),
    key: { source: order.source, kind: 'order', id: order.id },
    name: order.name,
    createdAt: order.createdAt,
    updatedAt: order.updatedAt,
    gross: canonicalAmount(order.totals.gross.presentment),
    current: canonicalAmount(order.totals.current.presentment),
    buyer: buyerOf(order),
    company: order.company !== null,
  };
}

/** The people among a subject's members, first member first; null for an order's subject. */
export function personMembers(members: readonly ObservedMember[]): readonly [PersonMember, ...PersonMember[]] | null {
  const people: PersonMember[] = [];
  for (const member of members) if (member.facts.type === 'person') people.push(member.facts.person);
  const [first, ...rest] = people;
  return first === undefined ? null : [first, ...rest];
}
