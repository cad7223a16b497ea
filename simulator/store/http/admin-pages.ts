import { paddedDecimal } from '../state/money.ts';
import type { OrderRecord } from '../state/records.ts';
import type { StoreState } from '../state/state.ts';
import { currentQuantity, financialStatus, fulfillmentStatus, returnStatus } from '../state/statuses.ts';
import { computeTotals } from '../state/totals.ts';

/** The name in an admin address: `https://admin.shopify.com/store/{handle}/orders/{id}`. */
export function storeHandle(myshopifyDomain: string): string {
  return myshopifyDomain.replace(/\.myshopify\.com$/, '');
}

function escaped(text: string): string {
  const entities: Readonly<Record<string, string>> = {
    '&': '&amp;',
    '<': '&lt;',
    '>': '&gt;',
    '"': '&quot;',
    "'": '&#39;',
  };
  return text.replace(/[&<>"']/g, (character) => entities[character] ?? character);
}

export function page(title: string, rows: readonly (readonly [label: string, value: string])[]): string {
  const cells = rows
    .map(([label, value]) => `<tr><th>${escaped(label)}</th><td>${escaped(value)}</td></tr>`)
    .join('\n');
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><title>${escaped(title)}</title>
<style>body{font:16px system-ui;margin:2rem;max-width:44rem}th{text-align:left;padding:.3rem 2rem .3rem 0}</style></head>
<body><h1>${escaped(title)}</h1><table>
${cells}
</table></body>
</html>
`;
}

function buyerOf(state: StoreState, order: OrderRecord): string {
  const customer = order.customerId === null ? undefined : state.customers.get(order.customerId);
  if (!customer) return order.email ?? 'No customer';
  const name = [customer.firstName, customer.lastName].filter((part) => part !== null).join(' ');
  return [name, customer.email].filter((part) => part !== null && part !== '').join(', ') || `Customer ${customer.id}`;
}

/** What a person sees who follows a link to an order; null when there is none. */
export function orderPage(state: StoreState, id: string): string | null {
  const order = state.orders.get(id);
  if (!order) return null;
  const totals = computeTotals(order);
  const currency = order.input.presentmentCurrency;
  const amount = (minor: bigint) => `${paddedDecimal(minor, currency)} ${currency}`;
  const lines = order.lines.map(
    (line) => [line.input.title, `${currentQuantity(order, line)} of ${line.input.quantity}`] as const,
  );
  return page(`Order ${order.name}`, [
    ['Buyer', buyerOf(state, order)],
    ['Placed', new Date(order.processedAt).toISOString()],
    ['Total', amount(totals.total)],
    ['Current total', amount(totals.current)],
    ['Refunded', amount(totals.refunded)],
    ['Net payment', amount(totals.net)],
    ['Payment', financialStatus(order, totals) ?? 'none'],
    ['Fulfillment', fulfillmentStatus(order)],
    ['Return', returnStatus(order)],
    ['Cancelled', order.cancelledAt === null ? 'no' : new Date(order.cancelledAt).toISOString()],
    ...lines,
  ]);
}

export function customerPage(state: StoreState, id: string): string | null {
  const customer = state.customers.get(id);
  if (!customer) return null;
  const name = [customer.firstName, customer.lastName].filter((part) => part !== null).join(' ');
  const orders = [...customer.orderIds].map((orderId) => state.orders.get(orderId)?.name ?? '').join(', ');
  return page(name === '' ? `Customer ${id}` : name, [
    ['E-mail', customer.email ?? 'none'],
    ['Phone', customer.phone ?? 'none'],
    ['Since', new Date(customer.createdAt).toISOString()],
    ['Orders', orders === '' ? 'none' : orders],
  ]);
}
