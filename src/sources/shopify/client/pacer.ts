import type { Clock } from '../../../lib/clock.ts';
import type { ThrottleStatus } from './envelope.ts';

/** Live looks go first; a backfill leaves them half of the bucket. */
export type Priority = 'live' | 'backfill';
const backfillLeaves = 0.5;

export interface Pacer {
  /** Resolves when the store's cost bucket holds `cost` points; they count as spent until `settle`. */
  acquire(cost: number, priority: Priority): Promise<void>;
  /** The answer to an acquired call: gives the estimate back and takes over what Shopify says is left. */
  settle(cost: number, status: ThrottleStatus | null): void;
  /** No call leaves before `milliseconds` have passed. */
  pause(milliseconds: number): void;
  state(): { readonly available: number | null; readonly restorePerSecond: number | null };
}

interface Bucket {
  available: number;
  readonly maximum: number;
  readonly perSecond: number;
  at: number;
}

/**
 * Paces calls by the cost bucket that Shopify reports in every answer (Shopify docs: rate limits). The bucket belongs to
 * app and store, so a store has one pacer. Sizes are never assumed: until the first answer nothing waits.
 */
export function createPacer(clock: Clock): Pacer {
  let bucket: Bucket | null = null;
  let inFlight = 0;
  let pausedUntil = 0;
  const refill = (): Bucket | null => {
    if (bucket === null) return null;
    const now = clock.now().getTime();
    const restored = (Math.max(0, now - bucket.at) / 1000) * bucket.perSecond;
    bucket.available = Math.min(bucket.maximum, bucket.available + restored);
    bucket.at = now;
    return bucket;
  };
  const waitFor = (cost: number, priority: Priority): number => {
    const paused = pausedUntil - clock.now().getTime();
    if (paused > 0) return paused;
    const now = refill();
    if (now === null || now.perSecond <= 0) return 0;
    const leave = priority === 'live' ? 0 : now.maximum * backfillLeaves;
    const needed = Math.min(now.maximum, cost + leave);
    return Math.max(0, ((needed - now.available) / now.perSecond) * 1000);
  };
  return {
    async acquire(cost, priority) {
      for (let wait = waitFor(cost, priority); wait > 0; wait = waitFor(cost, priority)) {
        await clock.sleep(Math.ceil(wait));
      }
      inFlight += cost;
      if (bucket) bucket.available -= cost;
    },
    settle(cost, status) {
      inFlight = Math.max(0, inFlight - cost);
      if (status === null) return;
      // Calls still on their way may not be counted in Shopify's figure yet: assume that none is.
      const available = status.currentlyAvailable - inFlight;
      bucket = {
        available,
        maximum: status.maximumAvailable,
        perSecond: status.restoreRate,
        at: clock.now().getTime(),
      };
    },
    pause(milliseconds) {
      pausedUntil = Math.max(pausedUntil, clock.now().getTime() + milliseconds);
    },
    state() {
      const now = refill();
      return {
        available: now === null ? null : Math.floor(now.available),
        restorePerSecond: now === null ? null : now.perSecond,
      };
    },
  };
}
