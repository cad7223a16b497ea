import type { OrderTruth } from '../../merchant/truth-order.ts';
import type { PersonTruth } from '../../merchant/truth-people.ts';
import { keysOf, type SeenCrm, type SeenRecord } from '../seen-crm.ts';
import { belongs, type LeftOpen, type OrderScope } from './orders-true.ts';

export interface PeopleTruth {
  readonly persons: readonly PersonTruth[];
  readonly orders: readonly OrderTruth[];
}

/** Contacts of the CRM that stand for a person. */
export function contactsOf(crm: SeenCrm, shop: string, person: PersonTruth): readonly SeenRecord[] {
  const keys = new Set([
    ...person.customers.map((id) => `${shop}/customer/${id}`),
    ...person.guestOrders.map((id) => `${shop}/guest/${id}`),
  ]);
  return crm.contacts.filter((contact) => keysOf(contact).some((key) => keys.has(key)));
}

/** Everybody who bought something that belongs in the CRM has exactly one contact there, with the present address. */
export function checkPersonsTrue(crm: SeenCrm, truth: PeopleTruth, scope: OrderScope, open: LeftOpen): string[] {
  const buyers = new Set(truth.orders.filter((order) => belongs(order, scope.since)).map(({ person }) => person));
  return truth.persons.flatMap((person) => {
    const contacts = contactsOf(crm, scope.shop, person);
    if (open.person(person)) return [];
    if (contacts.length > 1) return [`person ${person.id} has ${contacts.length} contacts in the CRM`];
    const [contact] = contacts;
    if (contact === undefined) return buyers.has(person.id) ? [`person ${person.id} has no contact in the CRM`] : [];
    // Where people merged contacts, the address may be one of several: which one is first was their choice, and further
    // ones came from the contact that was merged into this.
    const right = person.email === null ? contact.value('contact.email') === '' : contact.emails.includes(person.email);
    return right ? [] : [`person ${person.id}: another address in the CRM than in truth`];
  });
}

/** Every order of the CRM is linked to the contact of its buyer and to nobody else that we linked it to. */
export function checkLinksTrue(crm: SeenCrm, truth: PeopleTruth, scope: OrderScope, open: LeftOpen): string[] {
  const people = new Map(truth.persons.map((person) => [person.id, person]));
  const byKey = new Map(crm.orders.map((order) => [order.key, order]));
  return truth.orders
    .filter((order) => belongs(order, scope.since))
    .flatMap((order) => {
      const key = `${scope.shop}/order/${order.id}`;
      const seen = byKey.get(key);
      if (seen === undefined || open.key(key)) return [];
      const person = order.person === null ? undefined : people.get(order.person);
      const name = `order ${order.name ?? order.id} (${order.id})`;
      if (person === undefined) {
        const right = seen.contactIds.length === 0 || scope.needsBuyer;
        return right ? [] : [`${name} is linked to a contact and bought by nobody known`];
      }
      const right = contactsOf(crm, scope.shop, person).map(({ id }) => id);
      if (open.person(person)) return [];
      const only = seen.contactIds.length === 1 && right.includes(seen.contactIds[0] ?? '');
      return only ? [] : [`${name} is linked to [${seen.contactIds}], its buyer ${person.id} is [${right}]`];
    });
}
