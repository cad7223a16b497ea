import { formatKey, parseKey } from '../commerce/keys.ts';
import type { MemberFacts, ObservedMember } from './contract.ts';
import type { Hasher } from './hashing.ts';

/** What a record's facts say in columns of their own, because somebody searches by it. */
export function columnsOf(member: ObservedMember, hasher: Hasher) {
  const { facts } = member;
  const own = { ...member.key, key: formatKey(member.key), observed_at: member.observedAt, facts };
  if (facts.type === 'person') {
    const { person } = facts;
    const email = hasher.email(person.email);
    return { ...own, created_at: person.createdAt, buyer: null, order_name: null, email_hash: email };
  }
  const { order } = facts;
  const buyer = order.buyer === null ? null : formatKey(order.buyer);
  return { ...own, created_at: order.createdAt, buyer, order_name: orderName(order.name), email_hash: null };
}

/** People write '#1001', '1001' and 'ex-1001' for the order names '#1001' and 'EX-1001'. */
export function orderName(text: string): string {
  return text.trim().replace(/^#/, '').toLowerCase();
}

/** The facts with the buyer that the ledger knows now: a merged customer's orders belong to the survivor. */
export function factsWithBuyer(facts: MemberFacts, buyer: string | null): MemberFacts {
  if (facts.type === 'person' || buyer === null) return facts;
  return { type: 'order', order: { ...facts.order, buyer: parseKey(buyer) } };
}
