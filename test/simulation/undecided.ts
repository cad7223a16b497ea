import type { PersonTruth } from '../../simulator/merchant/truth-people.ts';
import { knowable } from '../../simulator/simulation/knowable.ts';
import { keysOf } from '../../simulator/simulation/seen-crm.ts';
import { shopNumber } from './shop-side.ts';
import type { World } from './world.ts';

/** What people did in the CRM leaves open: the product says so and waits, and nothing about it can be expected. */
export interface OpenQuestions {
  /** Somebody deleted or merged a contact of this person. */
  person(person: PersonTruth): boolean;
  /** The same by a Shopify ID of the person, of one of their orders, or of an order whose record was deleted. */
  key(text: string): boolean;
}

/**
 * `listed`: keys of which the product says that they are not as they should be, with the reason; of everybody else, though
 * people touched their contact, it claims that all is well, and that has to be true. Null while nobody has asked it.
 */
export function openQuestions(
  { crm, people, life }: Pick<World, 'crm' | 'people' | 'life'>,
  listed: ReadonlyMap<string, string> | null,
): OpenQuestions {
  const seen = crm.hands.seen();
  const { orders, persons } = knowable(life, seen, shopNumber);
  const disturbed = people.disturbed();
  const isListed = (key: string) => listed === null || listed.has(key);
  const addresses = people.disturbedAddresses();
  // A merge of which neither a webhook nor an order is left is asked about, and cannot be known before somebody answers.
  const isUnexplained = ({ customers }: PersonTruth) =>
    customers.some((id) => life.mergedInto.has(id) && listed?.has(`${shopNumber}/customer/${id}`) === true);
  const touched = persons.filter((person) => {
    if (isUnexplained(person)) return true;
    const keys = keysOfPerson(person);
    // A guest's contact may have been merged away when the order had found its customer already.
    const guests = orders.flatMap((order) => (order.person === person.id ? [`${shopNumber}/guest/${order.id}`] : []));
    // The guest was seen before the customer came to this address and the order to the customer: only people can merge
    // the two contacts, and until then the customer's cannot have the address.
    const heldByGuest = seen.contacts.some(
      (contact) =>
        contact.emails.includes(person.email ?? '') &&
        !keysOf(contact).some((key) => keys.includes(key)) &&
        keysOf(contact).some((key) => guests.includes(key)),
    );
    if (heldByGuest && keys.some(isListed)) return true;
    const isDisturbed = [...keys, ...guests].some((key) => disturbed.has(key)) || addresses.has(person.email ?? '');
    return isDisturbed && keys.some(isListed);
  });
  const ids = new Set(touched.map(({ id }) => id));
  const open = new Set([...disturbed].filter(isListed));
  for (const person of touched) for (const key of keysOfPerson(person)) open.add(key);
  for (const { id, person } of orders) if (person !== null && ids.has(person)) open.add(`${shopNumber}/order/${id}`);
  // An order that names nobody any more: the link that went with its guest's contact into one of theirs is theirs.
  for (const { id, person } of orders) {
    if (person === null && disturbed.has(`${shopNumber}/guest/${id}`)) open.add(`${shopNumber}/order/${id}`);
  }
  return { person: ({ id }) => ids.has(id), key: (text) => open.has(text) };
}

/** Shopify IDs by which a person is known. */
export function keysOfPerson({ customers, guestOrders }: PersonTruth): string[] {
  return [
    ...customers.map((id) => `${shopNumber}/customer/${id}`),
    ...guestOrders.map((id) => `${shopNumber}/guest/${id}`),
  ];
}
