import Big from 'big.js';

/*
 * How the CRM is expected to spell what the truth says, written again here on purpose: the comparison must not use the
 * code that it checks.
 */

/** Whether two decimal texts are the same amount; a text that is no number is never the same. */
export function sameAmount(left: string, right: string): boolean {
  try {
    return new Big(left).eq(right);
  } catch {
    return false;
  }
}

/** `PARTIALLY_REFUNDED` as people read it; null is an order that never had a payment. */
export function statusText(status: string | null): string {
  if (status === null) return 'No payment';
  const words = status.split('_').join(' ').toLowerCase();
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
