import type { OrderTruth } from '../../merchant/truth-order.ts';
import type { PersonTruth } from '../../merchant/truth-people.ts';
import type { SeenCrm, SeenOrder } from '../seen-crm.ts';
import { sameAmount, statusText } from './spelling.ts';

/** Which orders the CRM is to hold. */
export interface OrderScope {
  readonly shop: string;
  /** Orders with an earlier business date stay out. */
  readonly since: Date;
  /** The CRM takes no order without its buyer. */
  readonly needsBuyer: boolean;
}

/** What people in the CRM have left open, so that nothing about it can be expected. */
export interface LeftOpen {
  person(person: PersonTruth): boolean;
  /** By Shopify ID. */
  key(text: string): boolean;
}

export function belongs(order: OrderTruth, since: Date): boolean {
  return !order.deleted && !order.test && !order.company && Date.parse(order.processedAt) >= since.getTime();
}

/** Every order that belongs in the CRM is there once, with the amounts and statuses of the truth; no other one is. */
export function checkOrdersTrue(
  crm: SeenCrm,
  orders: readonly OrderTruth[],
  scope: OrderScope,
  open: LeftOpen,
): string[] {
  const byKey = new Map(crm.orders.map((order) => [order.key, order]));
  const wanted = orders.filter((order) => belongs(order, scope.since));
  const keyOf = ({ id }: OrderTruth) => `${scope.shop}/order/${id}`;
  const keys = new Set(wanted.map(keyOf));
  const strays = crm.orders.filter(({ key }) => key !== null && !keys.has(key));
  const compared = wanted.filter((order) => {
    if (byKey.has(keyOf(order))) return true;
    return !open.key(keyOf(order)) && !(scope.needsBuyer && order.person === null);
  });
  return [
    ...compared.flatMap((order) => compare(order, byKey.get(keyOf(order)))),
    ...strays.map(({ id, key }) => `order ${key} is in the CRM as ${id} and should not be`),
  ];
}

function compare(order: OrderTruth, seen: SeenOrder | undefined): string[] {
  const name = `order ${order.name ?? order.id} (${order.id})`;
  if (seen === undefined) return [`${name} is not in the CRM`];
  const amounts: Readonly<Record<string, string>> = {
    'order.original_total': order.original,
    'order.gross_total': order.gross,
    'order.current_total': order.current,
    'order.refunded': order.refunded,
    'order.net': order.net,
  };
  const texts: Readonly<Record<string, string>> = {
    'order.currency': order.currency,
    'order.payment_status': statusText(order.financialStatus),
    'order.fulfillment_status': statusText(order.fulfillmentStatus),
  };
  const wrong = (field: string, truth: string) =>
    `${name}: ${field} is "${seen.value(field)}" in the CRM and "${truth}" in truth`;
  const cancelled = seen.value('order.state') === 'Cancelled';
  return [
    ...Object.entries(amounts).flatMap(([field, truth]) =>
      sameAmount(seen.value(field), truth) ? [] : [wrong(field, truth)],
    ),
    ...Object.entries(texts).flatMap(([field, truth]) => (seen.value(field) === truth ? [] : [wrong(field, truth)])),
    ...(cancelled === order.cancelled ? [] : [wrong('order.state', order.cancelled ? 'Cancelled' : 'not cancelled')]),
  ];
}
