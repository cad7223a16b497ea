import type { Logger } from 'pino';
import type { Clock } from '../lib/clock.ts';
import { systemClock } from '../lib/clock.ts';
import { createRandom, type Random } from '../lib/random.ts';
import { defaultTiming, type Timing } from '../sync/types.ts';

/** What every part gets from outside itself. */
export interface Runtime {
  readonly clock: Clock;
  readonly random: Random;
  readonly logger: Logger;
  readonly timing: Timing;
}

/** The real clock, and randomness that differs between processes; it only spreads retries. */
export function systemRuntime(logger: Logger): Runtime {
  return {
    clock: systemClock,
    random: createRandom(systemClock.now().getTime() ^ process.pid),
    logger,
    timing: defaultTiming,
  };
}
