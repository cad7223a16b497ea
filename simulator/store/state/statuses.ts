import type { LineRecord, OrderRecord } from './records.ts';
import { computeTotals, type OrderTotals, unitsLeft } from './totals.ts';

export type FinancialStatus =
  | 'AUTHORIZED'
  | 'PAID'
  | 'PARTIALLY_PAID'
  | 'PARTIALLY_REFUNDED'
  | 'PENDING'
  | 'REFUNDED'
  | 'VOIDED';

/**
 * Order.displayFinancialStatus. It compares money, not goods. Null for an order that was cancelled before any transaction
 * existed, as Shopify answers then.
 */
export function financialStatus(
  order: OrderRecord,
  totals: OrderTotals = computeTotals(order),
): FinancialStatus | null {
  if (order.cancelledAt !== null && order.transactions.length === 0 && totals.original > 0n) return null;
  if (order.voided) return 'VOIDED';
  if (totals.refunded > 0n) return totals.refunded >= totals.received ? 'REFUNDED' : 'PARTIALLY_REFUNDED';
  if (totals.received === 0n && totals.total > 0n) {
    return order.transactions.some(({ kind }) => kind === 'AUTHORIZATION') ? 'AUTHORIZED' : 'PENDING';
  }
  return totals.outstanding > 0n ? 'PARTIALLY_PAID' : 'PAID';
}

export function needsShipping(line: LineRecord): boolean {
  return line.input.requiresShipping ?? line.input.giftCard !== true;
}

/** Units of a line that still wait for shipping. Units refunded as RETURN had been shipped. */
export function unitsToShip(line: LineRecord): number {
  if (!needsShipping(line)) return 0;
  return Math.max(0, line.input.quantity - line.removed - line.takenBack - Math.max(line.fulfilled, line.returned));
}

export type FulfillmentState = 'FULFILLED' | 'FULFILLMENT_NOT_REQUIRED' | 'PARTIALLY_FULFILLED' | 'UNFULFILLED';

/** Order.displayFulfillmentStatus, over the lines that need shipping. */
export function fulfillmentStatus(order: OrderRecord): FulfillmentState {
  const lines = order.lines.filter(needsShipping);
  if (lines.length === 0) return 'FULFILLMENT_NOT_REQUIRED';
  if (!lines.some((line) => line.fulfilled > 0 || line.returned > 0)) return 'UNFULFILLED';
  return lines.every((line) => unitsToShip(line) === 0) ? 'FULFILLED' : 'PARTIALLY_FULFILLED';
}

export type ReturnState = 'IN_PROGRESS' | 'NO_RETURN' | 'RETURNED' | 'RETURN_REQUESTED';

/** Order.returnStatus: a request outweighs an open return, an open return outweighs a closed one. */
export function returnStatus(order: OrderRecord): ReturnState {
  if (order.returns.some(({ status }) => status === 'REQUESTED')) return 'RETURN_REQUESTED';
  if (order.returns.some(({ status }) => status === 'OPEN')) return 'IN_PROGRESS';
  return order.returns.length > 0 ? 'RETURNED' : 'NO_RETURN';
}

/** LineItem.currentQuantity: 0 for a cancelled order, whatever its lines once held. */
export function currentQuantity(order: OrderRecord, line: LineRecord): number {
  return order.cancelledAt === null ? unitsLeft(line) : 0;
}
