import { canonicalAmount } from '../commerce/money.ts';
import type { Order } from '../commerce/order.ts';
import { ExactSum } from '../report/exact-sum.ts';
import type { Basis } from '../report/order-facts.ts';

/** Sums of the orders of a file, per currency; they tie to the last cent to the sum of its rows. */
export interface CurrencyTotals {
  readonly currency: string;
  readonly orders: number;
  readonly gross: string;
  readonly refunded: string;
  readonly grossMinusRefunded: string;
  /** Null where the input carries no net payment. */
  readonly net: string | null;
}

interface Sums {
  orders: number;
  readonly gross: ExactSum;
  readonly refunded: ExactSum;
  readonly net: ExactSum;
}

export class OrderTotalsTally {
  readonly #basis: Basis;
  readonly #currencies = new Map<string, Sums>();

  constructor(basis: Basis) {
    this.#basis = basis;
  }

  add({ presentmentCurrency: currency, totals }: Order): void {
    const sums = this.#sums(currency);
    sums.orders += 1;
    sums.gross.add(totals.gross.presentment.amount);
    sums.refunded.add(totals.refunded.presentment.amount);
    if (this.#basis === 'store') sums.net.add(totals.net.presentment.amount);
  }

  #sums(currency: string): Sums {
    const known = this.#currencies.get(currency);
    if (known) return known;
    const sums = { orders: 0, gross: new ExactSum(), refunded: new ExactSum(), net: new ExactSum() };
    this.#currencies.set(currency, sums);
    return sums;
  }

  /** Sorted by currency. */
  totals(): CurrencyTotals[] {
    return [...this.#currencies]
      .sort(([left], [right]) => (left < right ? -1 : 1))
      .map(([currency, { orders, gross, refunded, net }]) => {
        const spell = (amount: string) => canonicalAmount({ amount, currency });
        const kept = new ExactSum();
        kept.add(gross.total);
        kept.add(refunded.total.startsWith('-') ? refunded.total.slice(1) : `-${refunded.total}`);
        return {
          currency,
          orders,
          gross: spell(gross.total),
          refunded: spell(refunded.total),
          grossMinusRefunded: spell(kept.total),
          net: this.#basis === 'store' ? spell(net.total) : null,
        };
      });
  }
}
