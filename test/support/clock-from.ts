import { type Clock, systemClock } from '../../src/lib/clock.ts';

/** Time that passes as it does, from another moment on: a history of some hours must not begin in another month than it ends. */
export function clockFrom(start: Date): Clock {
  const ahead = start.getTime() - systemClock.now().getTime();
  return { now: () => new Date(systemClock.now().getTime() + ahead), sleep: systemClock.sleep };
}
