import type { TruthJson } from '../merchant/truth-ledger.ts';
import type { OrderTruth } from '../merchant/truth-order.ts';
import { normalEmail } from '../merchant/truth-people.ts';
import { keysOf, type SeenCrm } from './seen-crm.ts';
import { everybody, type ShopLife } from './shop-life.ts';

export interface KnowableTruth {
  /** The signals of one that is split are still those of the whole. */
  readonly persons: TruthJson['persons'];
  readonly orders: readonly OrderTruth[];
}

/**
 * The truth as far as Shopify lets anybody know it. A guest who left the address that a customer had at that time is that
 * customer; but once the customer has another address, or was merged away, nothing in Shopify says so any more: whoever
 * first looks after that finds two persons. Where the CRM keeps all guests of such a former address apart from the
 * customer, they are expected as a person of their own; where it has joined any of them, all of them have to be joined.
 */
export function knowable(life: Pick<ShopLife, 'truth' | 'mergedInto'>, crm: SeenCrm, shop: string): KnowableTruth {
  const { orders } = life.truth.toJSON();
  const emailOf = new Map(orders.map(({ id, email }) => [id, normalEmail(email)]));
  const apart = new Map<string, string>();
  const persons = everybody(life).flatMap((person) => {
    const split = formerAddresses(person, emailOf).filter((guests) =>
      standApart(person, guests.guestOrders, crm, shop),
    );
    for (const one of split) for (const id of one.guestOrders) apart.set(id, one.id);
    const gone = new Set(split.flatMap(({ guestOrders }) => guestOrders));
    return [{ ...person, guestOrders: person.guestOrders.filter((id) => !gone.has(id)) }, ...split];
  });
  return { persons, orders: orders.map((order) => ({ ...order, person: apart.get(order.id) ?? order.person })) };
}

type Told = TruthJson['persons'][number];

/** The guests of each address that the person has had as a customer and has no more. */
function formerAddresses(person: Told, emailOf: ReadonlyMap<string, string | null>): Told[] {
  if (person.customers.length === 0) return [];
  const byEmail = Map.groupBy(person.guestOrders, (id) => emailOf.get(id) ?? null);
  return [...byEmail].flatMap(([email, guestOrders]) => {
    if (email === null || email === person.email) return [];
    return [{ ...person, id: `${person.id} as guest of ${guestOrders.join()}`, customers: [], guestOrders, email }];
  });
}

function standApart(person: Told, guests: readonly string[], crm: SeenCrm, shop: string): boolean {
  const theirs = new Set(guests.map((id) => `${shop}/guest/${id}`));
  const customers = new Set(person.customers.map((id) => `${shop}/customer/${id}`));
  const holders = crm.contacts.map(keysOf).filter((keys) => keys.some((key) => theirs.has(key)));
  return !holders.some((keys) => keys.some((key) => customers.has(key)));
}
