import { CronExpressionParser } from 'cron-parser';
import type { exportRhythms } from '../../config/schema.ts';
import { versionsIn } from '../../export/versions.ts';
import type { Clock } from '../../lib/clock.ts';

export type Rhythm = (typeof exportRhythms)[number];

/** Six in the morning of the shop: before anybody reads, after the day's last order. */
const expressions: Readonly<Record<Rhythm, string>> = {
  daily: '0 6 * * *',
  weekly: '0 6 * * 1',
  monthly: '0 6 1 * *',
};

/** When the version after one of `at` should be there. */
function nextDueAfter(rhythm: Rhythm, at: Date, timeZone: string): Date {
  return CronExpressionParser.parse(expressions[rhythm], { currentDate: at, tz: timeZone }).next().toDate();
}

const longestSleepMs = 3_600_000;

interface ScheduledRun {
  readonly rhythm: Rhythm;
  readonly folder: string;
  readonly stem: string;
  readonly timeZone: string;
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Ends after the version that is due now, if one is: for cron and the like. */
  readonly once: boolean;
  /** Writes one version. */
  write(times: { readonly asOf: Date; readonly nextDue: Date }): Promise<void>;
  /** Told before waiting. */
  onWaiting(until: Date): void;
}

/**
 * Writes a version whenever the newest one in the folder is due, until the signal. A version that is late is written at
 * once: nothing else remembers when the last run was, so a restart neither loses a run nor adds one.
 */
export async function runScheduled(run: ScheduledRun): Promise<void> {
  const { rhythm, folder, stem, timeZone, clock, signal } = run;
  let told = 0;
  for (;;) {
    const newest = (await versionsIn(folder, stem)).at(-1);
    const now = clock.now();
    const due = newest === undefined ? now : nextDueAfter(rhythm, newest.asOf, timeZone);
    if (due <= now) {
      await run.write({ asOf: now, nextDue: nextDueAfter(rhythm, now, timeZone) });
      if (run.once) return;
    } else {
      if (due.getTime() !== told) run.onWaiting(due);
      told = due.getTime();
      if (run.once) return;
      // Looked at again every hour: a timer cannot wait a month, and does not run on while the machine sleeps.
      await clock.sleep(Math.min(longestSleepMs, due.getTime() - now.getTime()), signal);
    }
  }
}
