import type { PersonTruth } from '../../simulator/merchant/truth-people.ts';
import { knowable } from '../../simulator/simulation/knowable.ts';
import { shopNumber } from './shop-side.ts';
import type { World } from './world.ts';

/** What people did in the CRM leaves open: the product says so and waits, and nothing about it can be expected. */
export interface OpenQuestions {
  /** Somebody deleted or merged a contact of this person. */
  person(person: PersonTruth): boolean;
  /** The same by a Shopify ID of the person, of one of their orders, or of an order whose record was deleted. */
  key(text: string): boolean;
}

export function openQuestions({ crm, people, life }: Pick<World, 'crm' | 'people' | 'life'>): OpenQuestions {
  const { orders, persons } = knowable(life, crm.hands.seen(), shopNumber);
  const open = new Set(people.disturbed());
  const touched = persons.filter((person) => keysOf(person).some((key) => open.has(key)));
  const ids = new Set(touched.map(({ id }) => id));
  for (const person of touched) for (const key of keysOf(person)) open.add(key);
  for (const { id, person } of orders) if (person !== null && ids.has(person)) open.add(`${shopNumber}/order/${id}`);
  return { person: ({ id }) => ids.has(id), key: (text) => open.has(text) };
}

function keysOf({ customers, guestOrders }: PersonTruth): string[] {
  return [
    ...customers.map((id) => `${shopNumber}/customer/${id}`),
    ...guestOrders.map((id) => `${shopNumber}/guest/${id}`),
  ];
}
