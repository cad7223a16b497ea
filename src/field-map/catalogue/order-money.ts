import { canonicalAmount, type MoneyBag } from '../../commerce/money.ts';
import type { OrderTotals } from '../../commerce/order.ts';
import type { OrderEntry } from './entry.ts';
import { orderEntry } from './order-entry.ts';

function amount(bag: MoneyBag): string {
  return canonicalAmount(bag.presentment);
}

function moneyEntry(
  name: string,
  label: string,
  meaning: string,
  source: string,
  read: (totals: OrderTotals) => MoneyBag,
): OrderEntry {
  return orderEntry({
    name,
    label,
    type: 'money',
    unit: "the order's currency",
    meaning,
    from: `Shopify: ${source}, presentment currency`,
    formula: 'as given, in the currency that the buyer paid in; never worked out from lines',
    privacy: 'pseudonym',
    minimumOf: ['core'],
    value: (order) => amount(read(order.totals)),
  });
}

/** What an order is worth, and what became of the money. */
export const moneyEntries: readonly OrderEntry[] = [
  moneyEntry(
    'order.current_total',
    'Total',
    'What the order is worth now: falls when goods or money go back, 0 when cancelled.',
    'currentTotalPriceSet',
    ({ current }) => current,
  ),
  moneyEntry(
    'order.original_total',
    'Original total',
    'What the order was worth when it was placed; never changes.',
    'originalTotalPriceSet',
    ({ original }) => original,
  ),
  moneyEntry(
    'order.gross_total',
    'Gross total',
    'What was sold: after order edits, before anything went back.',
    'totalPriceSet',
    ({ gross }) => gross,
  ),
  moneyEntry(
    'order.refunded',
    'Refunded',
    'Money given back to the buyer so far.',
    'totalRefundedSet',
    ({ refunded }) => refunded,
  ),
  moneyEntry(
    'order.net',
    'Net paid',
    'Money received minus money given back: what the store keeps.',
    'netPaymentSet',
    ({ net }) => net,
  ),
  orderEntry({
    name: 'order.currency',
    label: 'Currency',
    type: 'currency',
    unit: 'ISO 4217 code',
    meaning: 'Currency of every amount on this order: the one the buyer paid in.',
    from: 'Shopify: Order.presentmentCurrencyCode',
    formula: 'as given',
    privacy: 'none',
    minimumOf: ['core'],
    value: (order) => order.presentmentCurrency,
  }),
];
