import type { Term } from './query.ts';

/** Half-open, in milliseconds. */
export interface TimeRange {
  readonly from: number;
  readonly to: number;
}

const DAY = 86_400_000;

export function inRange(instant: number | null, range: TimeRange): boolean {
  return instant !== null && instant >= range.from && instant < range.to;
}

/**
 * The instants that a term means; null for a value that is no time. A date or a year stands for the whole of it. With
 * `wholeDays` each end is widened to the day that it lies in (UTC), as the customers' `updated_at` does: a record of the
 * same day matches although its time is outside.
 */
export function timeRange(term: Term, now: number, wholeDays: boolean): TimeRange | null {
  const exact = exactRange(term, now);
  if (exact === null || !wholeDays) return exact;
  return { from: floorDay(exact.from), to: floorDay(exact.to - 1) + DAY };
}

function floorDay(instant: number): number {
  return Number.isFinite(instant) ? Math.floor(instant / DAY) * DAY : instant;
}

function exactRange({ comparator, value }: Term, now: number): TimeRange | null {
  const ends = value.split('..');
  if (ends.length === 2) {
    const from = period(ends[0] ?? '', now);
    const to = period(ends[1] ?? '', now);
    return from && to && { from: from.from, to: to.to };
  }
  const meant = period(value, now);
  if (meant === null) return null;
  switch (comparator) {
    case '=':
      return meant;
    case '>':
      return { from: meant.to, to: Number.POSITIVE_INFINITY };
    case '>=':
      return { from: meant.from, to: Number.POSITIVE_INFINITY };
    case '<':
      return { from: Number.NEGATIVE_INFINITY, to: meant.from };
    case '<=':
      return { from: Number.NEGATIVE_INFINITY, to: meant.to };
  }
}

/** A year, a day or a second, as far as the text says. */
function period(text: string, now: number): TimeRange | null {
  if (text === 'now') return { from: now, to: now + 1 };
  if (/^\d{4}$/.test(text)) return { from: Date.UTC(Number(text), 0), to: Date.UTC(Number(text) + 1, 0) };
  const from = Date.parse(/[T ]\d/.test(text) && !/(Z|[+-]\d\d:?\d\d)$/.test(text) ? `${text}Z` : text);
  if (Number.isNaN(from)) return null;
  return { from, to: from + (/^\d{4}-\d\d-\d\d$/.test(text) ? DAY : 1000) };
}
