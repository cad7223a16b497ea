const day = 86_400_000;

/**
 * Milliseconds until the next midnight in an IANA time zone; at least one second. A day on which the clocks change is
 * taken as 24 hours: at most an hour of waiting more, or one more answer that says the day is not over. An unknown
 * time zone counts as UTC.
 */
export function millisecondsUntilMidnight(now: Date, timeZone: string): number {
  const [hour = 0, minute = 0, second = 0] = timeOfDay(now, timeZone).split(':').map(Number);
  const passed = ((hour * 60 + minute) * 60 + second) * 1_000 + now.getUTCMilliseconds();
  return Math.max(day - passed, 1_000);
}

function timeOfDay(now: Date, timeZone: string): string {
  try {
    return new Intl.DateTimeFormat('en-GB', { timeZone, timeStyle: 'medium', hourCycle: 'h23' }).format(now);
  } catch {
    return now.toISOString().slice(11, 19);
  }
}
