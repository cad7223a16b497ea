import type { Order, OrderTotals } from '../../src/commerce/order.ts';

/** An amount in both currencies; the shop's is the same unless given. */
export function bag(
  amount: string,
  currency = 'EUR',
  shop: { amount: string; currency: string } = { amount, currency },
) {
  return { shop, presentment: { amount, currency } };
}

export function totals(change: Partial<OrderTotals> = {}): OrderTotals {
  const zero = bag('0');
  return {
    original: bag('100.0'),
    gross: bag('100.0'),
    current: bag('100.0'),
    discounts: zero,
    tax: zero,
    shipping: zero,
    duties: null,
    tips: zero,
    received: bag('100.0'),
    refunded: zero,
    net: bag('100.0'),
    outstanding: zero,
    ...change,
  };
}

/** A paid, unshipped order of a known customer; `change` says what is different. */
export function order(change: Partial<Order> = {}): Order {
  return {
    kind: 'order',
    source: '548380009',
    id: '1001',
    name: '#1001',
    createdAt: '2026-10-07T13:50:26.000Z',
    processedAt: '2026-10-07T13:50:26.000Z',
    updatedAt: '2026-10-07T13:50:26.000Z',
    cancelledAt: null,
    cancelReason: null,
    closedAt: null,
    test: false,
    edited: false,
    shopCurrency: 'EUR',
    presentmentCurrency: 'EUR',
    customerId: '7',
    company: null,
    email: 'jane@example.com',
    phone: null,
    buyerName: null,
    financialStatus: 'PAID',
    fulfillmentStatus: 'UNFULFILLED',
    returnStatus: 'NO_RETURN',
    sourceName: 'web',
    channel: { handle: 'web', name: 'Online Store' },
    totals: totals(),
    paymentDueAt: null,
    adminUrl: 'https://admin.shopify.com/store/x/orders/1001',
    fulfillments: [],
    acquisition: null,
    ...change,
  };
}
