import { atLeastZero, parseMoney, proportion, smaller } from './money.ts';
import type { LineRecord, OrderRecord } from './records.ts';

/** Goods, discount and tax that are left on an order, in presentment minor units. */
export interface Remaining {
  readonly goods: bigint;
  readonly discount: bigint;
  readonly tax: bigint;
}

/** Shopify's own fields of an order, in presentment minor units. */
export interface OrderTotals {
  readonly goods: bigint;
  readonly discount: bigint;
  readonly shipping: bigint;
  readonly tip: bigint;
  readonly duties: bigint;
  readonly tax: bigint;
  readonly original: bigint;
  readonly total: bigint;
  readonly subtotal: bigint;
  readonly current: bigint;
  readonly currentSubtotal: bigint;
  readonly currentDiscount: bigint;
  readonly currentTax: bigint;
  readonly currentShipping: bigint;
  readonly currentDuties: bigint;
  readonly received: bigint;
  readonly refunded: bigint;
  readonly refundedShipping: bigint;
  readonly net: bigint;
  readonly outstanding: bigint;
  readonly capturable: bigint;
  readonly refundDiscrepancy: bigint;
}

/** Units that are neither removed by an edit nor taken back by a refund. */
export function unitsLeft(line: LineRecord): number {
  return line.input.quantity - line.removed - line.returned - line.takenBack;
}

/** Units that no refund took back, whether or not an edit removed them: an edit says its own tax. */
function unitsNotRefunded(line: LineRecord): number {
  return line.input.quantity - line.returned - line.takenBack;
}

function goodsOf(lines: readonly LineRecord[], units: (line: LineRecord) => number): bigint {
  return lines.reduce((sum, line) => sum + line.unitPrice * BigInt(units(line)), 0n);
}

function placedAmount(order: OrderRecord, field: 'discount' | 'shipping' | 'tax' | 'tip' | 'duties'): bigint {
  return parseMoney(order.input[field] ?? '0', order.input.presentmentCurrency);
}

export function remainingOf(order: OrderRecord): Remaining {
  if (!order.lines.some((line) => unitsLeft(line) > 0)) return { goods: 0n, discount: 0n, tax: 0n };
  const created = order.lines.filter((line) => line.original);
  const placed = goodsOf(created, (line) => line.input.quantity);
  const discount = proportion(placedAmount(order, 'discount'), goodsOf(created, unitsLeft), placed);
  const taxShare = proportion(placedAmount(order, 'tax'), goodsOf(created, unitsNotRefunded), placed);
  // An order without goods (a tip or shipping alone) keeps its tax and discount: there is nothing to share them by.
  const whole = placed === 0n ? { discount: placedAmount(order, 'discount'), tax: placedAmount(order, 'tax') } : null;
  return {
    goods: goodsOf(order.lines, unitsLeft),
    discount: whole?.discount ?? discount,
    tax: (whole?.tax ?? taxShare) + order.taxChange,
  };
}

/** What the goods that are left cost the buyer: less discount, plus tax where prices do not include it. */
export function goodsValue(order: OrderRecord): bigint {
  const { goods, discount, tax } = remainingOf(order);
  return goods - discount + (order.input.taxesIncluded ? 0n : tax);
}

/** Shipping, tip and duties that no refund has taken back yet. */
export function extrasLeft(order: OrderRecord): { shipping: bigint; tip: bigint; duties: bigint } {
  const taken = (field: 'shipping' | 'tip' | 'duties') =>
    order.refunds.reduce((sum, refund) => sum + refund[field], 0n);
  return {
    shipping: placedAmount(order, 'shipping') - taken('shipping'),
    tip: placedAmount(order, 'tip') - taken('tip'),
    duties: placedAmount(order, 'duties') - taken('duties'),
  };
}

function originalTotal(order: OrderRecord): bigint {
  const { input } = order;
  if (input.totalsOverride?.total !== undefined) {
    return parseMoney(input.totalsOverride.total, input.presentmentCurrency);
  }
  const goods = goodsOf(
    order.lines.filter((line) => line.original),
    (line) => line.input.quantity,
  );
  const tax = input.taxesIncluded ? 0n : placedAmount(order, 'tax');
  const extras = placedAmount(order, 'shipping') + placedAmount(order, 'tip') + placedAmount(order, 'duties');
  return goods - placedAmount(order, 'discount') + tax + extras;
}

function currentTotal(order: OrderRecord): bigint {
  if (order.cancelledAt !== null) return 0n;
  const shown = order.input.totalsOverride?.current;
  if (shown && (order.moneyChangedAt === null || order.moneyChangedAt <= shown.asOf.getTime())) {
    return parseMoney(shown.amount, order.input.presentmentCurrency);
  }
  const extras = extrasLeft(order);
  return goodsValue(order) + extras.shipping + extras.tip + extras.duties;
}

/** Money of successful transactions of some kinds. Pending ones have moved nothing. */
function movedMoney(order: OrderRecord, kinds: readonly string[]): bigint {
  return order.transactions.reduce(
    (sum, { kind, status, amount }) => (status === 'SUCCESS' && kinds.includes(kind) ? sum + amount : sum),
    0n,
  );
}

/** Authorised money that is neither captured nor released. */
function capturable(order: OrderRecord, received: bigint): bigint {
  if (order.voided || order.cancelledAt !== null) return 0n;
  return atLeastZero(movedMoney(order, ['AUTHORIZATION']) - received);
}

/**
 * How the totals follow from the acts is said in `types.ts`. `totalPriceSet` is the total before returns: an added line
 * raises it, a removed unit does not lower it (Shopify docs: Order.totalPriceSet).
 */
export function computeTotals(order: OrderRecord): OrderTotals {
  const left = order.cancelledAt === null ? remainingOf(order) : { goods: 0n, discount: 0n, tax: 0n };
  const extras = order.cancelledAt === null ? extrasLeft(order) : { shipping: 0n, tip: 0n, duties: 0n };
  const goods = goodsOf(order.lines, (line) => line.input.quantity);
  const added = goodsOf(
    order.lines.filter((line) => !line.original),
    (line) => line.input.quantity,
  );
  const original = originalTotal(order);
  const current = currentTotal(order);
  const received = movedMoney(order, ['SALE', 'CAPTURE']);
  const refunded = movedMoney(order, ['REFUND']);
  const net = received - refunded;
  const settled = order.cancelledAt !== null || order.voided;
  return {
    goods,
    discount: placedAmount(order, 'discount'),
    shipping: placedAmount(order, 'shipping'),
    tip: placedAmount(order, 'tip'),
    duties: placedAmount(order, 'duties'),
    tax: placedAmount(order, 'tax') + order.taxAdded,
    original,
    total: original + added + (order.input.taxesIncluded ? 0n : order.taxAdded),
    subtotal: goods - placedAmount(order, 'discount'),
    current,
    currentSubtotal: left.goods - left.discount,
    currentDiscount: left.discount,
    currentTax: left.tax,
    currentShipping: extras.shipping,
    currentDuties: extras.duties,
    received,
    refunded,
    refundedShipping: order.refunds.reduce((sum, refund) => sum + refund.shipping, 0n),
    net,
    outstanding: settled ? 0n : current - net,
    capturable: capturable(order, received),
    refundDiscrepancy: order.refunds.reduce((sum, refund) => sum - refund.discrepancy, 0n),
  };
}

/** Takes `amount` from shipping, then tip, then duties, as far as they reach. */
export function takeExtras(order: OrderRecord, amount: bigint): { shipping: bigint; tip: bigint; duties: bigint } {
  const left = extrasLeft(order);
  const wanted = atLeastZero(amount);
  const shipping = smaller(wanted, left.shipping);
  const tip = smaller(wanted - shipping, left.tip);
  const duties = smaller(wanted - shipping - tip, left.duties);
  return { shipping, tip, duties };
}

/** A line's part of the order's discount, by price; lines that an edit added have none. */
export function lineDiscount(order: OrderRecord, line: LineRecord): bigint {
  if (!line.original) return 0n;
  const goods = goodsOf(
    order.lines.filter(({ original }) => original),
    ({ input }) => input.quantity,
  );
  return proportion(placedAmount(order, 'discount'), line.unitPrice * BigInt(line.input.quantity), goods);
}
