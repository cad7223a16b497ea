import { signalsOf } from '../../merchant/truth-signals.ts';
import type { SeenCrm } from '../seen-crm.ts';
import { belongs, type LeftOpen, type OrderScope } from './orders-true.ts';
import { contactsOf, type PeopleTruth } from './persons-true.ts';
import { sameAmount } from './spelling.ts';

/**
 * Every contact says of its person's orders what the truth says. For maps that have the fields; people without a contact
 * and open cases are the other checkers' business.
 */
export function checkSignalsTrue(
  crm: SeenCrm,
  truth: PeopleTruth,
  scope: OrderScope & { readonly timeZone: string },
  open: LeftOpen,
): string[] {
  return truth.persons.flatMap((person) => {
    const [contact, second] = contactsOf(crm, scope.shop, person);
    if (contact === undefined || second !== undefined || open.person(person)) return [];
    const own = truth.orders.filter((order) => order.person === person.id && belongs(order, scope.since));
    const signals = signalsOf(own, scope.timeZone);
    const several = signals.currencies.length > 1 ? `several: ${signals.currencies.join(', ')}` : null;
    const wanted: Readonly<Record<string, string>> = {
      'contact.first_order_at': signals.firstOrderAt ?? '',
      'contact.last_order_at': signals.lastOrderAt ?? '',
      'contact.order_count': String(signals.orders),
      'contact.net_spent': signals.netSpent?.amount ?? '',
      'contact.net_spent_currency': several ?? signals.currencies[0] ?? '',
      'contact.usual_gap_days': signals.usualGapDays === null ? '' : String(signals.usualGapDays),
    };
    return Object.entries(wanted).flatMap(([field, value]) => {
      const held = contact.value(field);
      if (held === value || sameAmount(held, value) || sameSecond(held, value)) return [];
      return [`person ${person.id}: ${field} is "${held}" in the CRM and "${value}" in truth`];
    });
  });
}

/** The store tells times in whole seconds. */
function sameSecond(left: string, right: string): boolean {
  const [one, two] = [left, right].map((text) => Math.floor(Date.parse(text) / 1000));
  return one === two && !Number.isNaN(one);
}
