import Big from 'big.js';
import type { Money } from './money.ts';
import { canonicalAmount } from './money.ts';
import type { Visit } from './order.ts';

/** The few facts of an order that say something about its buyer. Amounts in `currency`, the one that the buyer paid in. */
export interface BuyersOrder {
  readonly processedAt: string;
  /** The day of `processedAt` in the time zone of the shop that sold it: '2026-10-07'. */
  readonly day: string;
  readonly test: boolean;
  readonly cancelledAt: string | null;
  /** The payment was released before any money was taken. */
  readonly voided: boolean;
  readonly currency: string;
  readonly refunded: string;
  /** Received minus refunded. */
  readonly net: string;
  /** What Shopify saw first; null = nothing, or not read. */
  readonly firstVisit: Visit | null;
}

/** What a person's orders add up to. */
export interface RepeatSignals {
  readonly orders: number;
  readonly firstOrderAt: string | null;
  readonly lastOrderAt: string | null;
  /** Null without orders, and where they were paid in several currencies: amounts of two currencies make no sum. */
  readonly netSpent: Money | null;
  /** Currencies that the orders were paid in, sorted. */
  readonly currencies: readonly string[];
  readonly usualGapDays: number | null;
}

/**
 * The rule, for every place that speaks of a buyer's orders:
 *
 * 1. A test order, a cancelled order and one whose payment was voided never count, for anything.
 * 2. Every other order counts as an order, also while it is unpaid, and also when all its money went back: the sale was
 *    made. It can be the first order, and its net payment (0 when all went back) is part of what was spent.
 * 3. An order whose money went back in full does not move the last order date and makes no gap: nothing of it says when
 *    somebody is likely to buy again.
 */
function counts(order: BuyersOrder): boolean {
  return !order.test && order.cancelledAt === null && !order.voided;
}

/** All that was received went back. Compared in the buyer's currency: shop amounts use the rate of each moment. */
function fullyRefunded(order: BuyersOrder): boolean {
  return new Big(order.refunded).gt(0) && new Big(order.net).lte(0);
}

/** What these orders say about their buyer; the sequence in which they are given does not matter. */
export function repeatSignals(orders: readonly BuyersOrder[]): RepeatSignals {
  const counted = orders.filter(counts);
  const lasting = counted.filter((order) => !fullyRefunded(order));
  const currencies = [...new Set(counted.map(({ currency }) => currency))].sort();
  return {
    orders: counted.length,
    firstOrderAt: earliest(counted),
    lastOrderAt: latest(lasting),
    netSpent: netOf(counted, currencies),
    currencies,
    usualGapDays: usualGap(lasting),
  };
}

function earliest(orders: readonly BuyersOrder[]): string | null {
  return reach(orders, (at, best) => at < best);
}

function latest(orders: readonly BuyersOrder[]): string | null {
  return reach(orders, (at, best) => at > best);
}

function reach(orders: readonly BuyersOrder[], beats: (at: number, best: number) => boolean): string | null {
  let best: string | null = null;
  for (const { processedAt } of orders) {
    if (best === null || beats(Date.parse(processedAt), Date.parse(best))) best = processedAt;
  }
  return best;
}

function netOf(orders: readonly BuyersOrder[], currencies: readonly string[]): Money | null {
  const [currency, second] = currencies;
  if (currency === undefined || second !== undefined) return null;
  const sum = orders.reduce((total, { net }) => total.plus(net), new Big(0));
  return { amount: canonicalAmount({ amount: sum.toFixed(), currency }), currency };
}

const dayMs = 86_400_000;

/**
 * The median number of days from one order to the next, by calendar day in the shop's time zone: half of the gaps were
 * so long or shorter. Orders of one day are one occasion. Null before the second occasion.
 */
function usualGap(orders: readonly BuyersOrder[]): number | null {
  const days = [...new Set(orders.map(({ day }) => day))].sort();
  const gaps: number[] = [];
  for (const [index, day] of days.slice(1).entries()) {
    gaps.push(Math.round((Date.parse(day) - Date.parse(days[index] ?? day)) / dayMs));
  }
  gaps.sort((left, right) => left - right);
  return gaps[Math.ceil(gaps.length / 2) - 1] ?? null;
}
