import Big from 'big.js';

/** An exact amount: a decimal string ('12.50', '-3', '0.125') and an ISO 4217 currency code. */
export interface Money {
  readonly amount: string;
  readonly currency: string;
}

/**
 * The same amount in the shop's currency and in the one that the buyer saw.
 * Shop amounts of different moments use different exchange rates, so amounts of *different fields* add up in
 * presentment currency only (Shopify docs: MoneyBag).
 */
export interface MoneyBag {
  readonly shop: Money;
  readonly presentment: Money;
}

const decimalsByCurrency = new Map<string, number>();

/** How many decimals people write for a currency: JPY 0, EUR 2, KWD 3; 2 for a code that nobody knows. */
export function currencyDecimals(currency: string): number {
  const known = decimalsByCurrency.get(currency);
  if (known !== undefined) return known;
  let decimals = 2;
  try {
    decimals =
      new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2;
  } catch {
    // A malformed code is Shopify's to mend; two decimals is what nearly all currencies have.
  }
  decimalsByCurrency.set(currency, decimals);
  return decimals;
}

function sameCurrency(left: Money, right: Money): string {
  if (left.currency !== right.currency) {
    throw new RangeError(`amounts in ${left.currency} and ${right.currency} cannot be combined`);
  }
  return left.currency;
}

/** Sum of two amounts. Throws RangeError when the currencies differ. */
export function addMoney(left: Money, right: Money): Money {
  return { amount: new Big(left.amount).plus(right.amount).toFixed(), currency: sameCurrency(left, right) };
}

/** `left` minus `right`. Throws RangeError when the currencies differ. */
export function subtractMoney(left: Money, right: Money): Money {
  return { amount: new Big(left.amount).minus(right.amount).toFixed(), currency: sameCurrency(left, right) };
}

/** Negative, zero or positive as `left` is below, equal to or above `right`. Throws RangeError when the currencies differ. */
export function compareMoney(left: Money, right: Money): number {
  sameCurrency(left, right);
  return new Big(left.amount).cmp(right.amount);
}

/**
 * One spelling for one value: at least the currency's usual decimals, more only where the value has them
 * ('20.0' EUR is '20.00', '20.0' JPY is '20', '1.2345' EUR stays '1.2345').
 */
export function canonicalAmount(money: Money): string {
  const value = new Big(money.amount);
  const exact = value.toFixed();
  const padded = value.toFixed(currencyDecimals(money.currency));
  return new Big(padded).eq(value) ? padded : exact;
}
