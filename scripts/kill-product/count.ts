import type { InspectedRecord } from '../../simulator/hubspot/inspect.ts';
import type { TruthJson } from '../../simulator/merchant/truth-ledger.ts';
import { type CrmView, memberKeys } from '../../src/app/demo/crm-view.ts';
import { belongs } from '../../src/app/demo/expectations.ts';

/** How many there should be, how many of them are missing, and how many there are beside the one of each. */
export interface Counted {
  readonly truth: number;
  readonly lost: number;
  readonly doubled: number;
}

export interface Counts {
  readonly persons: Counted;
  readonly orders: Counted;
  readonly links: Counted;
}

interface Counting {
  readonly view: CrmView;
  readonly truth: TruthJson;
  readonly shop: string;
  readonly since: Date;
}

/** Counts persons, orders and the links between them in the CRM against what happened, whatever the product says. */
export function countAgainstTruth({ view, truth, shop, since }: Counting): Counts {
  const contacts = view.all('contact');
  const orders = truth.orders.filter((order) => !order.deleted && belongs(order, since));
  const kept = new Set(orders.map(({ id }) => id));
  const recordsOf = new Map<string, InspectedRecord[]>();
  for (const record of [...contacts, ...view.all('order')]) {
    const email = record.properties['email'];
    const names = new Set([...memberKeys(record), ...(email ? [`mail ${email}`] : [])]);
    for (const name of names) recordsOf.set(name, [...(recordsOf.get(name) ?? []), record]);
  }
  const contactsOf = new Map(
    truth.persons.map((person) => {
      const keys = [
        ...person.customers.map((id) => `${shop}/customer/${id}`),
        ...person.guestOrders.map((id) => `${shop}/guest/${id}`),
        `mail ${person.email}`,
      ];
      const records = keys.flatMap((key) => recordsOf.get(key) ?? []);
      return [person.id, [...new Map(records.map((record) => [record.id, record])).values()]];
    }),
  );
  const persons = truth.persons.filter(
    ({ customers, guestOrders }) => customers.length > 0 || guestOrders.some((id) => kept.has(id)),
  );
  const ordersOf = (id: string) => recordsOf.get(`${shop}/order/${id}`) ?? [];
  const linked = orders.filter(({ person }) => person !== null);
  return {
    persons: counted(persons.map(({ id }) => contactsOf.get(id)?.length ?? 0)),
    orders: counted(orders.map(({ id }) => ordersOf(id).length)),
    links: counted(
      linked.map(({ id, person }) => {
        const buyers = new Set((contactsOf.get(person ?? '') ?? []).map((record) => record.id));
        const links = ordersOf(id).flatMap((record) => record.links().filter(({ toType }) => toType === 'contacts'));
        return links.some(({ toId }) => buyers.has(toId)) ? links.length : 0;
      }),
    ),
  };
}

function counted(found: readonly number[]): Counted {
  return {
    truth: found.length,
    lost: found.filter((count) => count === 0).length,
    doubled: found.reduce((sum, count) => sum + Math.max(0, count - 1), 0),
  };
}
