import { canonicalAmount } from '../commerce/money.ts';
import { ExactSum } from './exact-sum.ts';
import { type AmountId, amountIds } from './figures.ts';
import { isZero, type OrderFacts } from './order-facts.ts';
import type { ReportRow } from './report.ts';

/** Sums and counts of one group of orders in one currency. */
export class Group {
  readonly name: string | null;
  readonly currency: string;
  readonly #sums = new Map<AmountId, ExactSum>();
  readonly #unknown = new Set<AmountId>();
  #orders = 0;
  #cancelled = 0;
  #refunded = 0;
  #withoutBuyer = 0;
  #lastPerson = -1;
  #customers = 0;
  #newCustomers = 0;
  #returning = 0;

  constructor(name: string | null, currency: string) {
    this.name = name;
    this.currency = currency;
  }

  add({ amounts, cancelled, person }: OrderFacts): void {
    this.#orders += 1;
    if (cancelled) this.#cancelled += 1;
    if (amounts.refunded !== null && !isZero(amounts.refunded)) this.#refunded += 1;
    if (person < 0) this.#withoutBuyer += 1;
    for (const id of amountIds) {
      const amount = amounts[id];
      if (amount === null) this.#unknown.add(id);
      else this.#sum(id).add(amount);
    }
  }

  /** An order that was not cancelled; those of one person must come one after the other. */
  visit(person: number, first: boolean): void {
    if (person !== this.#lastPerson) this.#customers += 1;
    this.#lastPerson = person;
    if (first) this.#newCustomers += 1;
    else this.#returning += 1;
  }

  #sum(id: AmountId): ExactSum {
    const known = this.#sums.get(id);
    if (known) return known;
    const sum = new ExactSum();
    this.#sums.set(id, sum);
    return sum;
  }

  row(): ReportRow {
    return {
      group: this.name,
      currency: this.currency,
      orders: this.#orders,
      cancelledOrders: this.#cancelled,
      refundedOrders: this.#refunded,
      ordersWithoutBuyer: this.#withoutBuyer,
      customers: this.#customers,
      newCustomers: this.#newCustomers,
      returningOrders: this.#returning,
      amounts: this.#amounts(),
      refundRate: percent(this.#refunded, this.#orders),
      cancellationRate: percent(this.#cancelled, this.#orders),
    };
  }

  #amounts(): Record<AmountId, string | null> {
    const spell = (id: AmountId) =>
      // One order that does not say makes the sum of the group unknown: a part of a sum is no sum.
      this.#unknown.has(id) ? null : canonicalAmount({ amount: this.#sum(id).total, currency: this.currency });
    return {
      gross: spell('gross'),
      discounts: spell('discounts'),
      refunded: spell('refunded'),
      net: spell('net'),
      grossMinusRefunded: spell('grossMinusRefunded'),
      tax: spell('tax'),
      shipping: spell('shipping'),
      duties: spell('duties'),
      tips: spell('tips'),
      giftCardsSold: spell('giftCardsSold'),
      giftCardsUsed: spell('giftCardsUsed'),
      outstanding: spell('outstanding'),
      neverPaid: spell('neverPaid'),
    };
  }
}

/** '12.5', in tenths of a percent, halves up. */
function percent(part: number, whole: number): string {
  if (whole === 0) return '0.0';
  const tenths = Math.floor((part * 2_000 + whole) / (whole * 2));
  return `${Math.floor(tenths / 10)}.${tenths % 10}`;
}
