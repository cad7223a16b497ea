import { fromMinor, toMinor } from './minor-units.ts';
import type { OrderTruth } from './truth-order.ts';

/** What a person's orders add up to, counted here on its own: the product's figures are checked against it. */
export interface SignalsTruth {
  readonly orders: number;
  readonly firstOrderAt: string | null;
  readonly lastOrderAt: string | null;
  /** Null for nobody's money, and for money of several currencies. */
  readonly netSpent: { readonly amount: string; readonly currency: string } | null;
  readonly currencies: readonly string[];
  readonly usualGapDays: number | null;
}

const days = new Map<string, Intl.DateTimeFormat>();

/** Days since 1970 of the calendar day on which somebody in the zone lived through the moment. */
function dayNumber(moment: string, timeZone: string): number {
  const known = days.get(timeZone);
  const format = known ?? new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' });
  if (known === undefined) days.set(timeZone, format);
  return Date.parse(`${format.format(new Date(moment))}T00:00:00Z`) / 86_400_000;
}

/**
 * Cancelled, voided and test orders, deleted ones and those of companies are nobody's. An order whose money all went back
 * is one that was placed, and not one by which somebody was last seen.
 */
export function signalsOf(orders: readonly OrderTruth[], timeZone: string): SignalsTruth {
  const placed = orders
    .filter((order) => !(order.deleted || order.test || order.company || order.cancelled))
    .filter(({ financialStatus }) => financialStatus !== 'VOIDED')
    .sort((one, two) => Date.parse(one.processedAt) - Date.parse(two.processedAt));
  const stayed = placed.filter(({ financialStatus }) => financialStatus !== 'REFUNDED');
  const currencies = [...new Set(placed.map(({ currency }) => currency))].sort();
  const [currency] = currencies;
  const minor = placed.reduce((sum, order) => sum + toMinor(order.net, order.currency), 0n);
  const sum =
    currencies.length === 1 && currency !== undefined ? { amount: fromMinor(minor, currency), currency } : null;
  const occasions = [...new Set(stayed.map(({ processedAt }) => dayNumber(processedAt, timeZone)))];
  const gaps = occasions.flatMap((day, at) => (at === 0 ? [] : [day - (occasions[at - 1] ?? day)]));
  const middle = gaps.sort((one, two) => one - two).at(Math.floor((gaps.length - 1) / 2));
  return {
    orders: placed.length,
    firstOrderAt: placed.at(0)?.processedAt ?? null,
    lastOrderAt: stayed.at(-1)?.processedAt ?? null,
    netSpent: sum,
    currencies,
    usualGapDays: gaps.length === 0 ? null : (middle ?? null),
  };
}
