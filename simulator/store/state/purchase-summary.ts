import { ordersOf } from './customer-acts.ts';
import { convertMoney } from './money.ts';
import type { CustomerRecord, OrderRecord } from './records.ts';
import type { StoreState } from './state.ts';

/** Shop-currency worth of what transactions moved, for the statistics of customers and companies. */
export function netInShopCurrency(order: OrderRecord, shop: string): bigint {
  return order.transactions.reduce((sum, { kind, status, amount, rate }) => {
    if (status !== 'SUCCESS' || kind === 'AUTHORIZATION' || kind === 'VOID') return sum;
    const worth = convertMoney(amount, order.input.presentmentCurrency, shop, rate);
    return kind === 'REFUND' ? sum - worth : sum + worth;
  }, 0n);
}

/** Orders that Shopify counts for a buyer: all but test orders. The 60-day window hides orders, not the figures. */
function countedOrders(state: StoreState, customer: CustomerRecord): OrderRecord[] {
  return ordersOf(state, customer).filter(({ input }) => input.test !== true);
}

/** `Customer.numberOfOrders` and `amountSpent`, in shop currency. */
export function purchaseSummary(state: StoreState, customer: CustomerRecord) {
  const orders = countedOrders(state, customer);
  const { currency } = state.options.shop;
  const own = orders.filter((order) => state.shopCurrency(order) === currency);
  const spent = own.reduce((sum, order) => sum + netInShopCurrency(order, currency), 0n);
  const last = orders.reduce<OrderRecord | null>(
    (latest, order) => (latest === null || order.createdAt >= latest.createdAt ? order : latest),
    null,
  );
  return { count: orders.length, spent, currency, last };
}
