import { convertMoney, shortDecimal } from '../state/money.ts';
import type { OrderRecord } from '../state/records.ts';
import type { RequestContext } from './context.ts';

export interface Money {
  readonly amount: string;
  readonly currencyCode: string;
}

export interface MoneyBag {
  readonly shopMoney: Money;
  readonly presentmentMoney: Money;
}

export function money(minor: bigint, currency: string): Money {
  return { amount: shortDecimal(minor, currency), currencyCode: currency };
}

/** A presentment amount with its value in shop currency at the order's rate, or at `rate`. */
export function moneyBag(context: RequestContext, order: OrderRecord, minor: bigint, rate?: string): MoneyBag {
  const currency = order.input.presentmentCurrency;
  const shop = context.state.shopCurrency(order);
  const shopMinor = convertMoney(minor, currency, shop, rate ?? order.input.exchangeRate);
  return { shopMoney: money(shopMinor, shop), presentmentMoney: money(minor, currency) };
}

/**
 * What transactions moved. Each counts at the rate of its own moment, so in shop currency a fully paid order need not
 * show its total here.
 */
export function movedBag(
  context: RequestContext,
  order: OrderRecord,
  signs: Readonly<Partial<Record<string, 1n | -1n>>>,
): MoneyBag {
  const currency = order.input.presentmentCurrency;
  const shop = context.state.shopCurrency(order);
  let presentmentMinor = 0n;
  let shopMinor = 0n;
  for (const { kind, status, amount, rate } of order.transactions) {
    const sign = signs[kind];
    if (status !== 'SUCCESS' || sign === undefined) continue;
    presentmentMinor += sign * amount;
    shopMinor += sign * convertMoney(amount, currency, shop, rate);
  }
  return { shopMoney: money(shopMinor, shop), presentmentMoney: money(presentmentMinor, currency) };
}

/** ISO 8601 in UTC without fractions, as Admin GraphQL writes the scalar DateTime. */
export function dateTime(milliseconds: number): string {
  return `${new Date(milliseconds).toISOString().slice(0, 19)}Z`;
}

export function dateTimeOrNull(milliseconds: number | null): string | null {
  return milliseconds === null ? null : dateTime(milliseconds);
}

export function exactCount(count: number): { readonly count: number; readonly precision: 'EXACT' } {
  return { count, precision: 'EXACT' };
}
