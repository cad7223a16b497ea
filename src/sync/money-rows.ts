import Big from 'big.js';
import type { MoneyBag } from '../commerce/money.ts';
import { canonicalAmount } from '../commerce/money.ts';
import type { Order } from '../commerce/order.ts';
import type { CrmRecord } from '../connector/destination.ts';
import { sameValue } from '../field-map/compare.ts';
import { monthOf } from '../lib/zoned.ts';
import type { MoneyRow } from './types.ts';

interface Sum {
  shopify: Big;
  crm: Big;
}

interface Row {
  readonly month: string;
  readonly currency: string;
  orders: { shopify: number; crm: number; different: number };
  readonly gross: Sum;
  readonly refunded: Sum;
  readonly net: Sum;
  readonly current: Sum;
}

/** Adds up money per month of the business date and currency, order by order, in the currency that the CRM holds. */
export class MoneyProof {
  readonly #rows = new Map<string, Row>();
  readonly #timeZone: string;

  readonly #held: ReadonlySet<string>;

  /** `held` names the fields that the account has room for; an amount that it cannot hold is not compared. */
  constructor(timeZone: string, held: ReadonlySet<string>) {
    this.#timeZone = timeZone;
    this.#held = held;
  }

  /** One order that belongs to the CRM; `record` null = the CRM has nothing for it. */
  add(order: Order, record: CrmRecord | null): void {
    const month = monthOf(new Date(order.processedAt), this.#timeZone);
    const currency = order.presentmentCurrency;
    const row = this.#row(month, currency);
    row.orders.shopify += 1;
    if (record !== null) row.orders.crm += 1;
    const { totals } = order;
    const same = [
      this.#compare(row.gross, totals.gross, record, 'order.gross_total'),
      this.#compare(row.refunded, totals.refunded, record, 'order.refunded'),
      this.#compare(row.net, totals.net, record, 'order.net'),
      this.#compare(row.current, totals.current, record, 'order.current_total'),
      record !== null && record.values['order.currency'] === currency,
    ];
    if (same.includes(false)) row.orders.different += 1;
  }

  #compare(sum: Sum, bag: MoneyBag, record: CrmRecord | null, field: string): boolean {
    const ours = canonicalAmount(bag.presentment);
    const theirs = record?.values[field] ?? null;
    sum.shopify = sum.shopify.plus(ours);
    if (!this.#held.has(field)) return true;
    if (theirs !== null && /^-?\d+(\.\d+)?$/.test(theirs)) sum.crm = sum.crm.plus(theirs);
    return sameValue('money', ours, theirs);
  }

  #row(month: string, currency: string): Row {
    const name = `${month} ${currency}`;
    const known = this.#rows.get(name);
    if (known) return known;
    const sum = (): Sum => ({ shopify: new Big(0), crm: new Big(0) });
    const orders = { shopify: 0, crm: 0, different: 0 };
    const row = { month, currency, orders, gross: sum(), refunded: sum(), net: sum(), current: sum() };
    this.#rows.set(name, row);
    return row;
  }

  rows(destination: string, source: string): MoneyRow[] {
    const sorted = [...this.#rows.values()].sort((a, b) =>
      `${a.month}${a.currency}`.localeCompare(`${b.month}${b.currency}`),
    );
    return sorted.map((row) => {
      const text = (sum: Sum) => {
        const spell = (value: Big) => canonicalAmount({ amount: value.toFixed(), currency: row.currency });
        return { shopify: spell(sum.shopify), crm: spell(sum.crm) };
      };
      return {
        destination,
        source,
        month: row.month,
        currency: row.currency,
        orders: row.orders,
        gross: text(row.gross),
        refunded: text(row.refunded),
        net: text(row.net),
        current: text(row.current),
      };
    });
  }
}
