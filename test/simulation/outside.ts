import { type Clock, systemClock } from '../../src/lib/clock.ts';

/** What the runtime keeps for itself: turns of its event loop, and the timers of the embedded database. */
const itsOwn = new Set(['Immediate', 'Timeout']);

export interface Outside {
  /** What somebody waits for, or has asked, that is not handed in; null = nothing. */
  seen(): string | null;
  end(): void;
}

/**
 * Watches for what no seed decides: a socket, a file, another process, the real time. What was open before is not counted.
 */
export function watchOutside(): Outside {
  const before = counted();
  let asked: string | null = null;
  const note = (what: string) => {
    asked ??= what;
  };
  const real = { ...systemClock };
  const watched: Clock = {
    now: () => {
      note('the time of the machine');
      return real.now();
    },
    sleep: (milliseconds, signal) => {
      note('a timer of the machine');
      return real.sleep(milliseconds, signal);
    },
  };
  Object.assign(systemClock, watched);
  return {
    seen: () => {
      for (const [kind, count] of counted()) if (count > (before.get(kind) ?? 0)) note(kind);
      return asked;
    },
    end: () => {
      Object.assign(systemClock, real);
    },
  };
}

function counted(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const kind of process.getActiveResourcesInfo()) {
    if (!itsOwn.has(kind)) counts.set(kind, (counts.get(kind) ?? 0) + 1);
  }
  return counts;
}
