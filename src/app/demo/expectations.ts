import Big from 'big.js';
import type { TruthJson } from '../../../simulator/merchant/truth-ledger.ts';
import type { OrderTruth } from '../../../simulator/merchant/truth-order.ts';
import type { PersonTruth } from '../../../simulator/merchant/truth-people.ts';
import { signalsOf } from '../../../simulator/merchant/truth-signals.ts';
import type { FieldMap } from '../../field-map/types.ts';
import { sameAmount, statusText } from './spelling.ts';

/*
 * What the CRM should hold, told from what happened and written again here on purpose: it must not use the code that it
 * checks.
 */

/** A field, what it should be for people, and whether a value of the CRM is that. */
export type Expectation = readonly [field: string, expected: string, same: (held: string) => boolean];

function amount(field: string, expected: string): Expectation {
  return [field, expected, (held) => sameAmount(held, expected)];
}

function text(field: string, expected: string): Expectation {
  return [field, expected, (held) => held === expected];
}

function filled(field: string, wanted: boolean): Expectation {
  return [field, wanted ? 'a value' : 'empty', (held) => (held !== '') === wanted];
}

/** Whether an order is to be in the CRM. */
export function belongs(order: OrderTruth, since: Date): boolean {
  return !order.test && !order.company && Date.parse(order.processedAt) >= since.getTime();
}

/** Names of the fields that a map keeps true in the CRM: what people own or get once may hold anything. */
export function keptTrue(map: FieldMap): ReadonlySet<string> {
  const kept = map.fields.filter(({ owner, use }) => owner === 'shopify' && use !== 'periodically');
  return new Set(kept.map(({ name }) => name));
}

export function expectedOfOrder(order: OrderTruth): Expectation[] {
  const state: Expectation = order.cancelled
    ? text('order.state', 'Cancelled')
    : ['order.state', 'anything but Cancelled', (held) => held !== 'Cancelled'];
  return [
    amount('order.original_total', order.original),
    amount('order.gross_total', order.gross),
    amount('order.current_total', order.current),
    amount('order.refunded', order.refunded),
    amount('order.net', order.net),
    text('order.currency', order.currency),
    text('order.payment_status', statusText(order.financialStatus)),
    text('order.fulfillment_status', statusText(order.fulfillmentStatus)),
    state,
    filled('order.cancelled_at', order.cancelled),
    filled('order.cancel_reason', order.cancelled),
    filled('order.refunded_at', new Big(order.refunded).gt(0)),
    filled('order.return_state', order.returnStatus !== 'NO_RETURN'),
  ];
}

/** What the orders of a person add up to, counted by the practice shop. */
export function expectedOfPerson(
  person: PersonTruth,
  { truth, since, timeZone }: { readonly truth: TruthJson; readonly since: Date; readonly timeZone: string },
): Expectation[] {
  const own = truth.orders.filter((order) => order.person === person.id && belongs(order, since));
  const { orders, netSpent, currencies, lastOrderAt, usualGapDays } = signalsOf(own, timeZone);
  const several = currencies.length > 1 ? `several: ${currencies.join(', ')}` : (currencies[0] ?? '');
  const second = (moment: string) => Math.floor(Date.parse(moment) / 1000);
  return [
    amount('contact.order_count', String(orders)),
    netSpent === null ? text('contact.net_spent', '') : amount('contact.net_spent', netSpent.amount),
    text('contact.net_spent_currency', several),
    lastOrderAt === null
      ? text('contact.last_order_at', '')
      : ['contact.last_order_at', lastOrderAt, (held) => second(held) === second(lastOrderAt)],
    text('contact.usual_gap_days', usualGapDays === null ? '' : String(usualGapDays)),
  ];
}
