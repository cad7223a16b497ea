import type { Timing } from '../sync/types.ts';
import type { Configuration } from './configuration.ts';

type Rhythm = Configuration['data']['rhythm'];

const hourMs = 3_600_000;
const everyMs: Readonly<Record<Rhythm, number | null>> = {
  live: null,
  hourly: hourMs,
  daily: 24 * hourMs,
  export: null,
};

/** Where no webhook tells of changes, people wait for the next look: one call of the store, most of the time. */
const aloneMs = 60_000;

/**
 * How often changes are looked for. A slower rhythm only slows down: what looks less often anyway stays as it is. Where
 * changes count at once and no webhooks come, orders are looked for more often.
 */
export function timingOf(rhythm: Rhythm, timing: Timing, webhooks: boolean): Timing {
  const every = everyMs[rhythm];
  if (every === null) {
    return webhooks ? timing : { ...timing, sweepOrdersMs: Math.min(timing.sweepOrdersMs, aloneMs) };
  }
  return {
    ...timing,
    sweepOrdersMs: Math.max(timing.sweepOrdersMs, every),
    sweepCustomersMs: Math.max(timing.sweepCustomersMs, every),
  };
}

/** Webhooks tell at once what a slower rhythm wants to see later. */
export function webhooksOf(rhythm: Rhythm, address: string | null): string | null {
  return rhythm === 'live' ? address : null;
}
