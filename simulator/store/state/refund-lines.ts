import { proportion } from './money.ts';
import type { LineRecord, OrderRecord, RefundLineRecord } from './records.ts';
import type { StoreState } from './state.ts';
import { remainingOf } from './totals.ts';

interface TakenUnits {
  readonly line: LineRecord;
  readonly quantity: number;
  readonly restock: RefundLineRecord['restock'];
}

/**
 * What each refunded line is worth. The fall of goods, discount and tax that `take` causes is shared by price, the last
 * line taking the odd minor units, so that the lines of a refund add up to what the order's totals lose. Without `take`
 * the whole order is meant.
 */
export function refundLines(
  state: StoreState,
  order: OrderRecord,
  taken: readonly TakenUnits[],
  take: (() => void) | null,
): RefundLineRecord[] {
  const before = remainingOf(order);
  take?.();
  const after = take === null ? { goods: 0n, discount: 0n, tax: 0n } : remainingOf(order);
  const worth = before.goods - before.discount - (after.goods - after.discount);
  const tax = before.tax - after.tax;
  const goods = taken.reduce((sum, { line, quantity }) => sum + line.unitPrice * BigInt(quantity), 0n);
  let worthLeft = worth;
  let taxLeft = tax;
  return taken.map(({ line, quantity, restock }, index) => {
    const price = line.unitPrice * BigInt(quantity);
    const last = index === taken.length - 1;
    const subtotal = last ? worthLeft : proportion(worth, price, goods);
    const taxPart = last ? taxLeft : proportion(tax, price, goods);
    worthLeft -= subtotal;
    taxLeft -= taxPart;
    return { id: state.nextId('RefundLineItem'), line, quantity, restock, subtotal, tax: taxPart };
  });
}
