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

/** How often changes are looked for. A rhythm only slows down: what looks less often anyway stays as it is. */
export function timingOf(rhythm: Rhythm, timing: Timing): Timing {
  const every = everyMs[rhythm];
  if (every === null) return timing;
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
