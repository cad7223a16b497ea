/**
 * Exact money of the simulated store: whole minor units of a currency (cents, yen, fils) as BigInt. The store keeps its
 * own arithmetic, apart from the merchant generator's and from the product's, so that each can be checked by the other.
 */

const decimalsByCurrency = new Map<string, number>();

/** Decimals of an ISO 4217 currency (JPY 0, USD 2, KWD 3). Throws RangeError for a malformed code. */
function currencyDecimals(currency: string): number {
  let decimals = decimalsByCurrency.get(currency);
  if (decimals === undefined) {
    const format = new Intl.NumberFormat('en', { style: 'currency', currency });
    decimals = format.resolvedOptions().maximumFractionDigits ?? 2;
    decimalsByCurrency.set(currency, decimals);
  }
  return decimals;
}

/** A decimal as digits and scale: '12.50' is { digits: 1250n, scale: 2 }. Throws RangeError for anything else. */
function parseDecimal(text: string): { readonly digits: bigint; readonly scale: number } {
  const match = /^(-?)(\d+)(?:\.(\d+))?$/.exec(text);
  if (!match) throw new RangeError(`"${text}" is not a decimal`);
  const fraction = match[3] ?? '';
  const digits = BigInt(`${match[2] ?? '0'}${fraction}`);
  return { digits: match[1] === '-' ? -digits : digits, scale: fraction.length };
}

/** '12.5' USD is 1250n. Throws RangeError when the amount needs more decimals than the currency has. */
export function parseMoney(amount: string, currency: string): bigint {
  const { digits, scale } = parseDecimal(amount);
  const decimals = currencyDecimals(currency);
  if (scale <= decimals) return digits * 10n ** BigInt(decimals - scale);
  const divisor = 10n ** BigInt(scale - decimals);
  if (digits % divisor !== 0n) throw new RangeError(`"${amount}" has more decimals than ${currency}`);
  return digits / divisor;
}

/** `dividend / divisor` with halves away from zero; the divisor is positive. */
function divideHalfUp(dividend: bigint, divisor: bigint): bigint {
  const twice = 2n * (dividend < 0n ? -dividend : dividend) + divisor;
  const rounded = twice / (2n * divisor);
  return dividend < 0n ? -rounded : rounded;
}

/** `amount × part / whole`, halves away from zero; 0n where the whole is 0n. */
export function proportion(amount: bigint, part: bigint, whole: bigint): bigint {
  return whole <= 0n ? 0n : divideHalfUp(amount * part, whole);
}

/** Minor units of another currency at `rate` units of it for one unit of the first. */
export function convertMoney(minor: bigint, from: string, to: string, rate: string): bigint {
  if (from === to) return minor;
  const { digits, scale } = parseDecimal(rate);
  const product = minor * digits * 10n ** BigInt(currencyDecimals(to));
  return divideHalfUp(product, 10n ** BigInt(scale + currencyDecimals(from)));
}

/** As webhooks write money, padded to the currency's decimals: '20.00', '1200'. */
export function paddedDecimal(minor: bigint, currency: string): string {
  const decimals = currencyDecimals(currency);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, '0');
  const sign = minor < 0n ? '-' : '';
  if (decimals === 0) return sign + digits;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** As Admin GraphQL writes the scalar Decimal, without padding but with one decimal at least: '20.0', '1200.0'. */
export function shortDecimal(minor: bigint, currency: string): string {
  const padded = paddedDecimal(minor, currency);
  if (!padded.includes('.')) return `${padded}.0`;
  return padded.replace(/(\.\d+?)0+$/, '$1');
}

export function smaller(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

export function atLeastZero(amount: bigint): bigint {
  return amount > 0n ? amount : 0n;
}
