/**
 * Money as whole minor units (cents, yen, fils), so that sums are exact. The simulator keeps its own arithmetic: it is
 * the witness that the product's arithmetic is checked against.
 */

const decimalsByCurrency = new Map<string, number>();

/** Decimals of an ISO 4217 currency: JPY 0, EUR 2, KWD 3. Throws RangeError for a malformed code. */
export function decimalsOf(currency: string): number {
  const known = decimalsByCurrency.get(currency);
  if (known !== undefined) return known;
  const format = new Intl.NumberFormat('en', { style: 'currency', currency });
  const decimals = format.resolvedOptions().maximumFractionDigits ?? 2;
  decimalsByCurrency.set(currency, decimals);
  return decimals;
}

/**
 * '12.5' EUR is 1250n. Zeros beyond the currency's decimals are accepted ('1200.00' JPY), other digits are not: throws
 * RangeError, because rounding would change somebody's money.
 */
export function toMinor(amount: string, currency: string): bigint {
  const decimals = decimalsOf(currency);
  const match = /^([+-]?)(\d+)(?:\.(\d*))?$/.exec(amount.trim());
  if (!match) throw new RangeError(`"${amount}" is not a decimal amount`);
  const fraction = match[3] ?? '';
  const kept = fraction.slice(0, decimals).padEnd(decimals, '0');
  if (/[1-9]/.test(fraction.slice(decimals))) {
    throw new RangeError(`"${amount}" has more decimals than ${currency} has`);
  }
  const units = BigInt(`${match[2] ?? '0'}${kept}`);
  return match[1] === '-' ? -units : units;
}

/** 1250n EUR is '12.50'; 1200n JPY is '1200'. */
export function fromMinor(minor: bigint, currency: string): string {
  const decimals = decimalsOf(currency);
  const digits = (minor < 0n ? -minor : minor).toString().padStart(decimals + 1, '0');
  const sign = minor < 0n ? '-' : '';
  if (decimals === 0) return `${sign}${digits}`;
  return `${sign}${digits.slice(0, -decimals)}.${digits.slice(-decimals)}`;
}

/** `amount × part / whole`, halves rounded away from zero. 0n for a whole of 0n. */
export function share(amount: bigint, part: bigint, whole: bigint): bigint {
  if (whole === 0n) return 0n;
  const product = amount * part;
  const negative = product < 0n !== whole < 0n;
  const dividend = product < 0n ? -product : product;
  const divisor = whole < 0n ? -whole : whole;
  const rounded = (2n * dividend + divisor) / (2n * divisor);
  return negative ? -rounded : rounded;
}

export function min(left: bigint, right: bigint): bigint {
  return left < right ? left : right;
}

export function max(left: bigint, right: bigint): bigint {
  return left > right ? left : right;
}
