import type { OrderTruth } from '../../merchant/truth-order.ts';
import type { SeenCrm, SeenOrder } from '../seen-crm.ts';
import { sameAmount, statusText } from './spelling.ts';

/** Which orders the CRM is to hold. */
export interface OrderScope {
  readonly shop: string;
  /** Orders with an earlier business date stay out. */
  readonly since: Date;
}

export function belongs(order: OrderTruth, since: Date): boolean {
  return !order.deleted && !order.test && !order.company && Date.parse(order.processedAt) >= since.getTime();
}

/** Every order that belongs in the CRM is there once, with the amounts and statuses of the truth; no other one is. */
export function checkOrdersTrue(crm: SeenCrm, orders: readonly OrderTruth[], scope: OrderScope): string[] {
  const byKey = new Map(crm.orders.map((order) => [order.key, order]));
  const wanted = orders.filter((order) => belongs(order, scope.since));
  const keys = new Set(wanted.map(({ id }) => `${scope.shop}/order/${id}`));
  const strays = crm.orders.filter(({ key }) => key !== null && !keys.has(key));
  return [
    ...wanted.flatMap((order) => compare(order, byKey.get(`${scope.shop}/order/${order.id}`))),
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
