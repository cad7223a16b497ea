import { proportion } from '../state/money.ts';
import type { LineRecord, OrderRecord, RefundRecord, TransactionRecord } from '../state/records.ts';
import { currentQuantity, needsShipping, unitsToShip } from '../state/statuses.ts';
import { lineDiscount } from '../state/totals.ts';
import { pageOfList } from './connection.ts';
import type { RequestContext, Resolver, Resolvers } from './context.ts';
import { dateTime, moneyBag } from './formats.ts';
import { gid } from './gid.ts';
import { shippingLine } from './order-fields.ts';

export interface LineSource {
  readonly order: OrderRecord;
  readonly line: LineRecord;
}

function lineTotal({ line }: LineSource): bigint {
  return line.unitPrice * BigInt(line.input.quantity);
}

function lineMoney(amount: (source: LineSource) => bigint): Resolver<LineSource> {
  return (source, _args, context) => moneyBag(context, source.order, amount(source));
}

export const lineItemFields: Resolvers<LineSource> = {
  id: ({ line }) => gid('LineItem', line.id),
  name: ({ line }) => line.input.title,
  title: ({ line }) => line.input.title,
  variantTitle: () => null,
  sku: ({ line }) => line.input.sku,
  vendor: () => null,
  isGiftCard: ({ line }) => line.input.giftCard ?? false,
  quantity: ({ line }) => line.input.quantity,
  currentQuantity: ({ order, line }) => currentQuantity(order, line),
  refundableQuantity: ({ order, line }) => currentQuantity(order, line),
  unfulfilledQuantity: ({ order, line }) => (order.cancelledAt === null ? unitsToShip(line) : 0),
  requiresShipping: ({ line }) => needsShipping(line),
  taxable: () => true,
  product: () => null,
  variant: () => null,
  customAttributes: () => [],
  sellingPlan: ({ order }) =>
    order.input.sourceName === 'subscription_contract'
      ? { name: 'Subscription', sellingPlanId: gid('SellingPlan', '690000001') }
      : null,
  originalUnitPriceSet: lineMoney(({ line }) => line.unitPrice),
  discountedUnitPriceSet: lineMoney(({ line }) => line.unitPrice),
  originalTotalSet: lineMoney(lineTotal),
  totalDiscountSet: lineMoney(() => 0n),
  discountedUnitPriceAfterAllDiscountsSet: lineMoney((source) =>
    proportion(lineTotal(source) - lineDiscount(source.order, source.line), 1n, BigInt(source.line.input.quantity)),
  ),
  discountedTotalSet: (source, { withCodeDiscounts }, context) =>
    moneyBag(
      context,
      source.order,
      lineTotal(source) - (withCodeDiscounts === true ? lineDiscount(source.order, source.line) : 0n),
    ),
};

export interface TransactionSource {
  readonly order: OrderRecord;
  readonly transaction: TransactionRecord;
}

const gatewayTitles: Readonly<Record<string, string>> = {
  gift_card: 'Gift card',
  shopify_payments: 'Shopify Payments',
};

export const transactionFields: Resolvers<TransactionSource> = {
  id: ({ transaction }) => gid('OrderTransaction', transaction.id),
  kind: ({ transaction }) => transaction.kind,
  status: ({ transaction }) => transaction.status,
  gateway: ({ transaction }) => transaction.gateway,
  formattedGateway: ({ transaction }) => gatewayTitles[transaction.gateway] ?? transaction.gateway,
  manualPaymentGateway: ({ transaction }) => transaction.gateway === 'manual',
  test: ({ order }) => order.input.test ?? false,
  createdAt: ({ transaction }) => dateTime(transaction.at),
  processedAt: ({ transaction }) => dateTime(transaction.at),
  errorCode: () => null,
  paymentId: ({ order, transaction }) => `${order.name}.${order.transactions.indexOf(transaction) + 1}`,
  amountSet: ({ order, transaction }, _args, context) => moneyBag(context, order, transaction.amount, transaction.rate),
  parentTransaction: ({ order, transaction: { parentId } }) => {
    const parent = order.transactions.find(({ id }) => id === parentId);
    return parent ? { order, transaction: parent } : null;
  },
};

export interface RefundSource {
  readonly order: OrderRecord;
  readonly refund: RefundRecord;
}

export const refundFields: Resolvers<RefundSource> = {
  id: ({ refund }) => gid('Refund', refund.id),
  legacyResourceId: ({ refund }) => refund.id,
  createdAt: ({ refund }) => dateTime(refund.at),
  processedAt: ({ refund }) => dateTime(refund.at),
  updatedAt: ({ refund }) => dateTime(refund.at),
  note: ({ refund }) => refund.note,
  return: () => null,
  totalRefundedSet: ({ order, refund }, _args, context) => moneyBag(context, order, refund.amount, refund.rate),
  duties: ({ order, refund }, _args, context) =>
    refund.duties === 0n
      ? []
      : [{ amountSet: moneyBag(context, order, refund.duties, refund.rate), originalDuty: null }],
  refundLineItems: ({ order, refund }, args, context) =>
    pageOfList(
      context,
      args,
      refund.lines.map((line) => refundLine(context, order, refund, line)),
      ({ id }) => id,
    ),
  refundShippingLines: ({ order, refund }, args, context) =>
    pageOfList(context, args, refund.shipping === 0n ? [] : [refundShipping(context, order, refund)], ({ id }) => id),
  orderAdjustments: ({ order, refund }, args, context) =>
    pageOfList(context, args, refund.discrepancy === 0n ? [] : [adjustment(context, order, refund)], ({ id }) => id),
  transactions: ({ order, refund: { transaction } }, args, context) =>
    pageOfList(context, args, transaction === null ? [] : [{ order, transaction }], (source) => source.transaction.id),
};

function refundLine(
  context: RequestContext,
  order: OrderRecord,
  { rate }: RefundRecord,
  line: RefundRecord['lines'][number],
) {
  const unit = proportion(line.subtotal, 1n, BigInt(line.quantity));
  return {
    id: gid('RefundLineItem', line.id),
    quantity: line.quantity,
    restockType: line.restock,
    restocked: line.restock !== 'NO_RESTOCK',
    lineItem: { order, line: line.line },
    priceSet: moneyBag(context, order, unit, rate),
    subtotalSet: moneyBag(context, order, line.subtotal, rate),
    totalTaxSet: moneyBag(context, order, line.tax, rate),
  };
}

function refundShipping(context: RequestContext, order: OrderRecord, refund: RefundRecord) {
  return {
    id: gid('RefundShippingLine', refund.shippingLineId),
    shippingLine: shippingLine(context, order),
    subtotalAmountSet: moneyBag(context, order, refund.shipping, refund.rate),
    taxAmountSet: moneyBag(context, order, 0n, refund.rate),
  };
}

/** Money given back beyond what lines and shipping explain shows as a negative amount. */
function adjustment(context: RequestContext, order: OrderRecord, refund: RefundRecord) {
  return {
    id: gid('OrderAdjustment', refund.adjustmentId),
    reason: 'REFUND_DISCREPANCY',
    amountSet: moneyBag(context, order, -refund.discrepancy, refund.rate),
    taxAmountSet: moneyBag(context, order, 0n, refund.rate),
  };
}
