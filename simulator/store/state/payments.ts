import { parseMoney } from './money.ts';
import type { OrderRecord, TransactionRecord } from './records.ts';
import { type StoreState, wholeSeconds } from './state.ts';
import { computeTotals } from './totals.ts';

/** Gateways of an order; an explicitly empty list means that the order never had a transaction. */
export function gatewaysOf(order: OrderRecord): readonly string[] {
  return order.input.gateways ?? [order.input.payment === 'pending' ? 'manual' : 'shopify_payments'];
}

export function paymentRate(order: OrderRecord): string {
  return order.input.paymentExchangeRate ?? order.input.exchangeRate;
}

type NewTransaction = Pick<TransactionRecord, 'kind' | 'amount' | 'rate' | 'gateway'> &
  Partial<Pick<TransactionRecord, 'status' | 'parentId'>>;

export function addTransaction(
  state: StoreState,
  order: OrderRecord,
  at: Date,
  transaction: NewTransaction,
): TransactionRecord {
  const record: TransactionRecord = {
    id: state.nextId('OrderTransaction'),
    status: 'SUCCESS',
    parentId: null,
    at: wholeSeconds(at),
    ...transaction,
  };
  order.transactions.push(record);
  return record;
}

/** Cuts an amount into one part per gateway; the last takes the odd minor units. */
function parts(amount: bigint, gateways: readonly string[]): { gateway: string; amount: bigint }[] {
  const even = amount / BigInt(gateways.length);
  return gateways.map((gateway, index) => ({
    gateway,
    amount: index === gateways.length - 1 ? amount - even * BigInt(gateways.length - 1) : even,
  }));
}

/** The transactions that exist the moment an order is placed. An order of nothing has none. */
export function placePayment(state: StoreState, order: OrderRecord, at: Date): void {
  const { payment, presentmentCurrency } = order.input;
  const { original } = computeTotals(order);
  const given = gatewaysOf(order);
  const money = typeof payment === 'object' ? parseMoney(payment.partiallyPaid, presentmentCurrency) : original;
  if (money <= 0n) return;
  const rate = paymentRate(order);
  if (payment === 'pending') {
    for (const part of given.length === 0 ? [] : parts(money, given)) {
      addTransaction(state, order, at, { kind: 'SALE', status: 'PENDING', rate, ...part });
    }
    return;
  }
  const kind = payment === 'authorized' ? 'AUTHORIZATION' : 'SALE';
  for (const part of parts(money, given.length === 0 ? ['manual'] : given)) {
    addTransaction(state, order, at, { kind, rate, ...part });
  }
}
