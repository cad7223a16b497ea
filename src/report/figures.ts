/** Amounts that a report sums, each in the currency that the buyer paid in. */
export const amountIds = [
  'gross',
  'discounts',
  'refunded',
  'net',
  'grossMinusRefunded',
  'tax',
  'shipping',
  'duties',
  'tips',
  'giftCardsSold',
  'giftCardsUsed',
  'outstanding',
  'neverPaid',
] as const;

export type AmountId = (typeof amountIds)[number];

export const countIds = [
  'orders',
  'cancelledOrders',
  'refundedOrders',
  'ordersWithoutBuyer',
  'customers',
  'newCustomers',
  'returningOrders',
] as const;

export type CountId = (typeof countIds)[number];

export const rateIds = ['refundRate', 'cancellationRate'] as const;

export type RateId = (typeof rateIds)[number];

export type FigureId = AmountId | CountId | RateId;

export interface Figure {
  readonly id: FigureId;
  readonly label: string;
  /** What exactly is counted, for whoever reads the report. */
  readonly definition: string;
}

const definitions: Readonly<Record<FigureId, readonly [label: string, definition: string]>> = {
  orders: ['Orders', 'All orders except test orders, by the date of the order in the time zone of the shop.'],
  cancelledOrders: ['Cancelled', 'Orders that were cancelled, whenever that happened.'],
  refundedOrders: ['Refunded', 'Orders for which money went back, in part or in full.'],
  ordersWithoutBuyer: [
    'No buyer',
    'Orders that name nobody: counter sales without a customer, orders without an e-mail.',
  ],
  customers: ['Customers', 'Different people who ordered. Cancelled orders do not count.'],
  newCustomers: ['New', 'People whose first order that was not cancelled lies here, as far back as the data goes.'],
  returningOrders: ['Repeat orders', 'Orders of people who had ordered before. Cancelled orders do not count.'],
  gross: ['Gross', 'What was sold, after discounts, with tax, shipping, duties and tips, before anything went back.'],
  discounts: ['Discounts', 'What was taken off before the gross total; it is not part of the gross total.'],
  refunded: ['Refunds', 'Money given back to buyers, counted in the period of the order, not of the refund.'],
  net: ['Net', 'Money received less money given back: what the shop keeps, tax included.'],
  grossMinusRefunded: [
    'Gross − refunded',
    'Gross less refunds. It counts orders that were never paid; "net" does not, and a Shopify export has no net.',
  ],
  tax: ['Tax', 'Tax as charged when the order was placed; part of the gross total.'],
  shipping: ['Shipping', 'Shipping as charged when the order was placed; part of the gross total.'],
  duties: ['Duties', 'Import duties as charged when the order was placed; part of the gross total.'],
  tips: ['Tips', 'Tips that buyers added; part of the gross total.'],
  giftCardsSold: [
    'Gift cards sold',
    'Price of gift cards sold; part of the gross total, and no revenue until they are used.',
  ],
  giftCardsUsed: ['Gift cards used', 'Paid by gift card; a way of payment, so the gross total is not lower for it.'],
  outstanding: ['Outstanding', 'What buyers still owe; below zero the shop owes.'],
  neverPaid: ['Never paid', 'Gross of orders that were cancelled or voided before any money came in.'],
  refundRate: ['Refund rate', 'Refunded orders of all orders.'],
  cancellationRate: ['Cancellation rate', 'Cancelled orders of all orders.'],
};

export const figures: readonly Figure[] = [...countIds, ...amountIds, ...rateIds].map((id) => {
  const [label, definition] = definitions[id];
  return { id, label, definition };
});

export function figureOf(id: FigureId): Figure {
  const [label, definition] = definitions[id];
  return { id, label, definition };
}
