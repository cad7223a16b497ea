import type { OrderTruth } from '../../merchant/truth-order.ts';
import type { PersonTruth } from '../../merchant/truth-people.ts';
import { keysOf, type SeenCrm } from '../seen-crm.ts';
import { belongs, type OrderScope } from './orders-true.ts';

/**
 * Whatever people deleted, merged or brought back in the CRM ends with a record that stands for it, or is listed with the
 * reason why there is none. `listed`: reasons by Shopify ID, as the product tells them.
 */
export function checkCasesListed(
  crm: SeenCrm,
  truth: { readonly persons: readonly PersonTruth[]; readonly orders: readonly OrderTruth[] },
  scope: OrderScope,
  disturbed: ReadonlySet<string>,
  listed: ReadonlyMap<string, string>,
): string[] {
  const orders = truth.orders.filter((order) => belongs(order, scope.since));
  const buyers = new Set(orders.map(({ person }) => person));
  // A person has one record and several keys: one of them says what became of it, where another lies before the cutoff.
  const records = [
    ...orders.map(({ id }) => [`${scope.shop}/order/${id}`]),
    ...truth.persons
      .filter(({ id }) => buyers.has(id))
      .map(({ customers, guestOrders }) => [
        ...customers.map((id) => `${scope.shop}/customer/${id}`),
        ...guestOrders.map((id) => `${scope.shop}/guest/${id}`),
      ]),
  ];
  const answered = new Set([...crm.contacts, ...crm.orders].flatMap(keysOf));
  const isTold = (key: string) => answered.has(key) || (listed.get(key) ?? '') !== '';
  return records
    .filter((keys) => keys.some((key) => disturbed.has(key)) && !keys.some(isTold))
    .map((keys) => `${keys.join(', ')}: its record was taken away in the CRM, and nothing says what became of it`);
}
