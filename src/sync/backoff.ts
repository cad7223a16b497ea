import type { Failure, FailureClass } from '../connector/failure.ts';

const firstMs = 5_000;
const capMs = 15 * 60_000;

/** Attempts after which a failure of this class rests until a person acts; 0 = at once, null = never by count. */
const attemptsBeforeRest: Readonly<Record<FailureClass, number | null>> = {
  transient: null,
  quota: null,
  credential: null,
  map: 0,
  record: 0,
  identity: 0,
  bug: 3,
};

/**
 * When a failed key is tried again: exponential from 5 s to 15 min with the platform's own wait as the floor; null =
 * it rests as a dead letter. Keys spread themselves by `jitter` in [0, 1).
 */
export function retryAt(failure: Failure, attempts: number, now: Date, jitter: number): Date | null {
  const limit = attemptsBeforeRest[failure.class];
  if (limit !== null && attempts >= limit) return null;
  const exponential = Math.min(capMs, firstMs * 2 ** Math.min(attempts, 12));
  const wait = Math.max(failure.retryAfterMs ?? 0, exponential * (0.75 + jitter / 2));
  return new Date(now.getTime() + wait);
}

/** Failures that concern the whole connection: keys go back uncounted and the lane rests. */
export function holdsLane(failure: Failure): boolean {
  return failure.class === 'credential' || failure.class === 'quota';
}
