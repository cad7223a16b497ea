import { percentile } from './figure.ts';
import type { Counts } from './protocol.ts';

const windowSeconds = 10;

/**
 * Calls in windows of ten seconds against what the CRM allows in them, over the half of the windows in which most was
 * called: before and after, the store prepares and both sides are compared.
 */
export function busyShare({ perSecond: { calls } }: Counts, burst: number): number {
  const windows: number[] = [];
  for (let from = 0; from + windowSeconds <= calls.length; from += windowSeconds) {
    windows.push(sum(calls.slice(from, from + windowSeconds)));
  }
  return (100 * percentile(windows, 0.75)) / burst;
}

/** A pause in writing of this length is something else: the next month is read, or both sides are compared. */
const longestPauseSeconds = 5;

/** Calls against what is allowed from the first to the last write of every stretch of writing, and how long these are. */
export function writingShare({ perSecond: { calls, writes } }: Counts, burst: number) {
  let seconds = 0;
  let made = 0;
  for (let from = writes.findIndex((count) => count > 0); from >= 0 && from < writes.length; ) {
    let last = from;
    for (let at = from; at < writes.length && at - last < longestPauseSeconds; at += 1) {
      if ((writes[at] ?? 0) > 0) last = at;
    }
    seconds += last - from + 1;
    made += sum(calls.slice(from, last + 1));
    const next = writes.findIndex((count, at) => at > last && count > 0);
    from = next === -1 ? writes.length : next;
  }
  return { seconds, share: seconds === 0 ? 0 : (100 * made * windowSeconds) / (burst * seconds) };
}

/** Of a list of counts. */
export function sum(counts: readonly number[]): number {
  return counts.reduce((total, count) => total + count, 0);
}
