/*
 * Search filters of lists and bulk operations. They hold field names and times of ours, and in one case an order's name
 * that a person typed, which is quoted and may not contain what ends a quotation.
 * Shopify ignores a filter that it does not understand and answers with everything; the client turns its warning into a
 * failure, and callers check again what a window means exactly.
 */

/** Half-open: `from` belongs to it, `to` does not. Null leaves a side open. */
export interface TimeSpan {
  readonly from: Date | null;
  readonly to: Date | null;
}

/** Search filter for a span of `field` and an optional further term; null when nothing is filtered. */
export function timeFilter(field: string, { from, to }: TimeSpan, term?: string): string | null {
  const terms = [
    ...(term === undefined ? [] : [`(${term})`]),
    ...(from === null ? [] : [`${field}:>='${instant(from)}'`]),
    ...(to === null ? [] : [`${field}:<'${instant(to)}'`]),
  ];
  return terms.length === 0 ? null : terms.join(' AND ');
}

/** Filter for orders of a name; null for a text that no name can be or that could not be quoted safely. */
export function nameFilter(name: string): string | null {
  // Without a letter or a digit nothing would be left to search for, and everything match.
  return /^[^'"\\\p{Cc}]{1,100}$/u.test(name) && /[\p{L}\p{N}]/u.test(name) ? `name:"${name}"` : null;
}

/** Quoted UTC times are the form that Shopify's search understands in every list; whole seconds without a fraction. */
function instant(date: Date): string {
  return date.toISOString().replace('.000Z', 'Z');
}

export function isWithin(text: string, { from, to }: TimeSpan): boolean {
  const time = Date.parse(text);
  return (from === null || time >= from.getTime()) && (to === null || time < to.getTime());
}

/** A span with some room on both sides. */
export function widened({ from, to }: TimeSpan, milliseconds: number): TimeSpan {
  return {
    from: from === null ? null : new Date(from.getTime() - milliseconds),
    to: to === null ? null : new Date(to.getTime() + milliseconds),
  };
}
