/*
 * How the CRM is expected to spell what the truth says: written here on purpose, because a comparison must not use the
 * code that it checks.
 */

/** Whether two decimal texts are the same amount: trailing zeros do not matter. A text that is no number never is. */
export function sameAmount(left: string, right: string): boolean {
  const plain = (text: string) => {
    const parts = /^(-?)0*(\d*)(?:\.(\d*?)0*)?$/.exec(text.trim());
    if (parts === null || text.trim() === '') return null;
    const [, sign = '', whole = '', fraction = ''] = parts;
    const digits = fraction === '' ? whole : `${whole}.${fraction}`;
    return digits === '' ? '0' : `${sign}${digits}`;
  };
  const one = plain(left);
  return one !== null && one === plain(right);
}

/** `PARTIALLY_REFUNDED` as people read it; null is an order that never had a payment. */
export function statusText(status: string | null): string {
  if (status === null) return 'No payment';
  const words = status.split('_').join(' ').toLowerCase();
  return `${words.slice(0, 1).toUpperCase()}${words.slice(1)}`;
}
