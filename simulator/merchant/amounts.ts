import type { NewLine } from '../store/types.ts';
import type { Units } from './acts.ts';
import { fromMinor, share, toMinor } from './minor-units.ts';

/** The parts of an order that its amounts follow from, as `NewOrder` spells them. */
export interface Priced {
  readonly presentmentCurrency: string;
  readonly lines: readonly NewLine[];
  readonly discount: string;
  readonly shipping: string;
  readonly tax: string;
  readonly taxesIncluded: boolean;
  readonly tip?: string | undefined;
  readonly duties?: string | undefined;
}

export function goodsOf(lines: readonly NewLine[], currency: string): bigint {
  return lines.reduce((sum, line) => sum + toMinor(line.unitPrice, currency) * BigInt(line.quantity), 0n);
}

/** What the buyer owes when the order is placed, in minor units. */
export function totalOf(order: Priced): bigint {
  const amount = (text: string | undefined) => toMinor(text ?? '0', order.presentmentCurrency);
  return (
    goodsOf(order.lines, order.presentmentCurrency) -
    amount(order.discount) +
    amount(order.shipping) +
    (order.taxesIncluded ? 0n : amount(order.tax)) +
    amount(order.tip) +
    amount(order.duties)
  );
}

/** What some units of an order cost the buyer: their price less their share of the discount plus their share of the tax. */
export function valueOfUnits(order: Priced, units: readonly Units[]): string {
  const currency = order.presentmentCurrency;
  const all = goodsOf(order.lines, currency);
  const taken = units.reduce((sum, { line, quantity }) => {
    const price = order.lines[line]?.unitPrice ?? '0';
    return sum + toMinor(price, currency) * BigInt(quantity);
  }, 0n);
  const tax = order.taxesIncluded ? 0n : share(toMinor(order.tax, currency), taken, all);
  return fromMinor(taken - share(toMinor(order.discount, currency), taken, all) + tax, currency);
}

/** Every unit of every line. */
export function allUnits(order: { readonly lines: readonly NewLine[] }): readonly Units[] {
  return order.lines.map((line, index) => ({ line: index, quantity: line.quantity }));
}

/** Every unit that somebody has to send. */
export function unitsToShip(order: { readonly lines: readonly NewLine[] }): readonly Units[] {
  return allUnits(order).filter(({ line }) => order.lines[line]?.requiresShipping !== false);
}
