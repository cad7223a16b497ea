import type { NewRefund, StoreActs } from '../types.ts';
import { parseMoney } from './money.ts';
import { buyerSignals, lineAt, touchOrder } from './order-acts.ts';
import { addTransaction, gatewaysOf, paymentRate } from './payments.ts';
import type { OrderRecord, RefundLineRecord, RefundRecord, TransactionRecord } from './records.ts';
import { refundLines } from './refund-lines.ts';
import type { Signal } from './signals.ts';
import { type StoreState, wholeSeconds } from './state.ts';
import { currentQuantity } from './statuses.ts';
import { computeTotals, extrasLeft, goodsValue, takeExtras, unitsLeft } from './totals.ts';

function transactionSignals(order: OrderRecord, transactions: readonly TransactionRecord[]): Signal[] {
  return transactions.map((transaction) => ({ topic: 'order_transactions/create', order, transaction }));
}

/** Without an amount everything outstanding is taken. */
export function capturePayment(state: StoreState, orderId: string, at: Date, amount?: string): void {
  const order = state.order(orderId);
  const before = computeTotals(order);
  const money = amount === undefined ? before.outstanding : parseMoney(amount, order.input.presentmentCurrency);
  if (money <= 0n) return;
  const authorization = order.transactions.find(({ kind }) => kind === 'AUTHORIZATION');
  const transaction = addTransaction(state, order, at, {
    kind: authorization ? 'CAPTURE' : 'SALE',
    amount: money,
    rate: paymentRate(order),
    gateway: authorization?.gateway ?? gatewaysOf(order)[0] ?? 'manual',
    parentId: authorization?.id ?? null,
  });
  touchOrder(state, order, at);
  const paid = computeTotals(order).outstanding <= 0n;
  state.signal(
    at,
    ...transactionSignals(order, [transaction]),
    ...(paid ? [{ topic: 'orders/paid', order } as const] : []),
    { topic: 'orders/updated', order },
    ...buyerSignals(state, order, at),
  );
}

/** Releases what was authorised; nothing was ever paid, so there is no refund. */
function releasePayment(state: StoreState, order: OrderRecord, at: Date): TransactionRecord[] {
  const { capturable } = computeTotals(order);
  const authorization = order.transactions.find(({ kind }) => kind === 'AUTHORIZATION');
  order.voided = true;
  if (!authorization || capturable <= 0n) return [];
  const { gateway, rate, id } = authorization;
  return [addTransaction(state, order, at, { kind: 'VOID', amount: capturable, rate, gateway, parentId: id })];
}

export function voidPayment(state: StoreState, orderId: string, at: Date): void {
  const order = state.order(orderId);
  const transactions = releasePayment(state, order, at);
  touchOrder(state, order, at);
  state.signal(at, ...transactionSignals(order, transactions), { topic: 'orders/updated', order });
}

interface RefundPlan {
  readonly at: Date;
  readonly amount: bigint;
  readonly rate: string;
  readonly note: string | null;
  readonly lines: readonly RefundLineRecord[];
  readonly extras: { readonly shipping: bigint; readonly tip: bigint; readonly duties: bigint };
  /** Value of goods, discount and tax that the refund takes back. */
  readonly goods: bigint;
}

function addRefund(state: StoreState, order: OrderRecord, plan: RefundPlan): RefundRecord {
  const paid = order.transactions.find(({ kind, status }) => status === 'SUCCESS' && kind !== 'AUTHORIZATION');
  const transaction =
    plan.amount > 0n
      ? addTransaction(state, order, plan.at, {
          kind: 'REFUND',
          amount: plan.amount,
          rate: plan.rate,
          gateway: paid?.gateway ?? 'manual',
          parentId: paid?.id ?? null,
        })
      : null;
  const { shipping, tip, duties } = plan.extras;
  const refund: RefundRecord = {
    id: state.nextId('Refund'),
    orderId: order.id,
    at: wholeSeconds(plan.at),
    note: plan.note,
    amount: plan.amount,
    rate: plan.rate,
    lines: plan.lines,
    transaction,
    shipping,
    tip,
    duties,
    discrepancy: plan.amount - plan.goods - shipping - tip - duties,
    shippingLineId: state.nextId('OrderAdjustment'),
    adjustmentId: state.nextId('OrderAdjustment'),
  };
  order.refunds.push(refund);
  order.moneyChangedAt = plan.at.getTime();
  state.refunds.set(refund.id, refund);
  return refund;
}

export function refundOrder(state: StoreState, orderId: string, input: NewRefund): string {
  const order = state.order(orderId);
  const amount = parseMoney(input.amount, order.input.presentmentCurrency);
  const before = goodsValue(order);
  const taken = input.lines.map(({ line: position, quantity }) => {
    const line = lineAt(order, position);
    if (quantity > unitsLeft(line)) throw new RangeError(`line ${position} has only ${unitsLeft(line)} units left`);
    return { line, quantity, restock: input.restock };
  });
  const lines = refundLines(state, order, taken, () => {
    for (const { line, quantity } of taken) {
      if (input.restock === 'RETURN') line.returned += quantity;
      else line.takenBack += quantity;
    }
  });
  const goods = before - goodsValue(order);
  const extras = lines.length === 0 ? { shipping: 0n, tip: 0n, duties: 0n } : takeExtras(order, amount - goods);
  const rate = input.exchangeRate ?? order.input.exchangeRate;
  const refund = addRefund(state, order, {
    at: input.at,
    amount,
    rate,
    note: input.note ?? null,
    lines,
    extras,
    goods,
  });
  touchOrder(state, order, input.at);
  const { transaction } = refund;
  state.signal(
    input.at,
    { topic: 'refunds/create', order, refund },
    ...transactionSignals(order, transaction === null ? [] : [transaction]),
    { topic: 'orders/updated', order },
    ...buyerSignals(state, order, input.at),
  );
  return refund.id;
}

export function cancelOrder(
  state: StoreState,
  orderId: string,
  at: Date,
  options: Parameters<StoreActs['cancel']>[2],
): void {
  const order = state.order(orderId);
  if (order.cancelledAt !== null) throw new Error(`order ${order.name} is cancelled already`);
  const { net, received } = computeTotals(order);
  const refund = options.refund && net > 0n ? refundOnCancel(state, order, at, net) : null;
  const released = received === 0n ? releasePayment(state, order, at) : [];
  order.cancelledAt = wholeSeconds(at);
  order.cancelReason = options.reason;
  order.closedAt = order.cancelledAt;
  order.moneyChangedAt = at.getTime();
  touchOrder(state, order, at);
  const transactions = refund?.transaction ? [refund.transaction, ...released] : released;
  state.signal(
    at,
    ...(refund ? [{ topic: 'refunds/create', order, refund } as const] : []),
    ...transactionSignals(order, transactions),
    { topic: 'orders/cancelled', order },
    { topic: 'orders/updated', order },
    ...buyerSignals(state, order, at),
  );
}

/** One refund of everything that was paid and not given back. Which units had been shipped stays as it was. */
function refundOnCancel(state: StoreState, order: OrderRecord, at: Date, net: bigint): RefundRecord {
  const left = order.lines.filter((line) => currentQuantity(order, line) > 0);
  const taken = left.map((line) => ({ line, quantity: unitsLeft(line), restock: 'CANCEL' as const }));
  const goods = goodsValue(order);
  return addRefund(state, order, {
    at,
    amount: net,
    rate: order.input.exchangeRate,
    note: null,
    lines: refundLines(state, order, taken, null),
    extras: extrasLeft(order),
    goods,
  });
}
