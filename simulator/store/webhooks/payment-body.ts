import { paddedDecimal } from '../state/money.ts';
import type { LineRecord, OrderRecord, RefundRecord, TransactionRecord } from '../state/records.ts';
import type { StoreState } from '../state/state.ts';
import { idNumber, idNumberOrNull, moneyNumber, moneySet, restTime } from './rest-format.ts';

/** How a line item is written; handed in, because orders hold refunds and refunds hold line items. */
export type LineWriter = (state: StoreState, order: OrderRecord, line: LineRecord) => Record<string, unknown>;

/** Amount and currency are those that the buyer saw. */
export function transactionBody(
  state: StoreState,
  order: OrderRecord,
  transaction: TransactionRecord,
): Record<string, unknown> {
  const { presentmentCurrency } = order.input;
  const at = restTime(transaction.at, state.options.shop.timeZone);
  return {
    id: idNumber(transaction.id),
    admin_graphql_api_id: `gid://shopify/OrderTransaction/${transaction.id}`,
    order_id: idNumber(order.id),
    kind: transaction.kind.toLowerCase(),
    gateway: transaction.gateway,
    status: transaction.status.toLowerCase(),
    message: null,
    created_at: at,
    processed_at: at,
    test: order.input.test ?? false,
    authorization: null,
    location_id: null,
    user_id: null,
    parent_id: idNumberOrNull(transaction.parentId),
    device_id: null,
    error_code: null,
    source_name: order.input.sourceName,
    receipt: {},
    amount: paddedDecimal(transaction.amount, presentmentCurrency),
    currency: presentmentCurrency,
    payment_id: `${order.name}.${order.transactions.indexOf(transaction) + 1}`,
    manual_payment_gateway: transaction.gateway === 'manual',
  };
}

/** Subtotal and tax of refund lines are JSON numbers; an adjustment is a negative string. */
export function refundBody(
  state: StoreState,
  order: OrderRecord,
  refund: RefundRecord,
  writeLine: LineWriter,
): Record<string, unknown> {
  const { shop } = state.options;
  const at = restTime(refund.at, shop.timeZone);
  const set = (minor: bigint) => moneySet(state, order, minor, refund.rate);
  const currency = order.input.presentmentCurrency;
  return {
    id: idNumber(refund.id),
    admin_graphql_api_id: `gid://shopify/Refund/${refund.id}`,
    order_id: idNumber(order.id),
    created_at: at,
    processed_at: at,
    note: refund.note,
    user_id: null,
    duties: [],
    total_duties_set: set(refund.duties),
    return: null,
    refund_shipping_lines:
      refund.shipping === 0n
        ? []
        : [{ id: idNumber(refund.shippingLineId), subtotal_amount_set: set(refund.shipping), tax_amount_set: set(0n) }],
    restock: refund.lines.some(({ restock }) => restock !== 'NO_RESTOCK'),
    order_adjustments:
      refund.discrepancy === 0n
        ? []
        : [
            {
              id: idNumber(refund.adjustmentId),
              order_id: idNumber(order.id),
              refund_id: idNumber(refund.id),
              amount: set(-refund.discrepancy).shop_money.amount,
              amount_set: set(-refund.discrepancy),
              tax_amount: set(0n).shop_money.amount,
              tax_amount_set: set(0n),
              kind: 'refund_discrepancy',
              reason: 'Refund discrepancy',
            },
          ],
    refund_line_items: refund.lines.map(({ id, line, quantity, restock, subtotal, tax }) => ({
      id: idNumber(id),
      quantity,
      line_item_id: idNumber(line.id),
      location_id: null,
      restock_type: restock.toLowerCase(),
      subtotal: moneyNumber(subtotal, currency),
      total_tax: moneyNumber(tax, currency),
      subtotal_set: set(subtotal),
      total_tax_set: set(tax),
      line_item: writeLine(state, order, line),
    })),
    transactions: refund.transaction === null ? [] : [transactionBody(state, order, refund.transaction)],
  };
}
