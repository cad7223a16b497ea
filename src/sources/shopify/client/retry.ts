import type { Failure } from '../../../connector/failure.ts';
import type { Random } from '../../../lib/random.ts';

/** Longer waits belong to the caller, who can work on something else meanwhile. */
const longestWaitMs = 30_000;

/** How often a call is sent at most. Throttled calls did not run and cost nothing: patience is cheap there. */
function mostTries(failure: Failure): number {
  if (failure.code === 'THROTTLED') return 10;
  if (failure.code === 'HTTP_429') return 5;
  return failure.code === 'TIMEOUT' ? 2 : 4;
}

/**
 * Milliseconds until a failed call may be sent again, or null when it should not be. Reads are repeated after every
 * transient failure; a mutation only when Shopify refused it unread, because otherwise it may have run.
 */
export function retryWait(failure: Failure, kind: 'query' | 'mutation', tries: number, random: Random): number | null {
  const refusedUnread = failure.code === 'THROTTLED' || failure.code === 'HTTP_429';
  if (failure.class !== 'transient' && !refusedUnread) return null;
  if (kind === 'mutation' && !refusedUnread) return null;
  if (tries >= mostTries(failure)) return null;
  const base = failure.retryAfterMs ?? (refusedUnread ? 2000 : 500 * 2 ** (tries - 1));
  const wait = Math.ceil(base + random.next() * Math.max(250, base / 2));
  return wait > longestWaitMs ? null : wait;
}
