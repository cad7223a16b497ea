const formatters = new Map<string, Intl.DateTimeFormat>();

function formatter(timeZone: string): Intl.DateTimeFormat {
  let format = formatters.get(timeZone);
  if (format === undefined) {
    format = new Intl.DateTimeFormat('en-CA', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: '2-digit',
      day: '2-digit',
      hour: '2-digit',
      minute: '2-digit',
      second: '2-digit',
    });
    formatters.set(timeZone, format);
  }
  return format;
}

function wallClock(at: Date, timeZone: string): Record<string, string> {
  const parts: Record<string, string> = {};
  for (const part of formatter(timeZone).formatToParts(at)) parts[part.type] = part.value;
  return parts;
}

/** '2026-03': the month that an instant falls in, in an IANA time zone. Throws RangeError for an unknown zone. */
export function monthOf(at: Date, timeZone: string): string {
  const parts = wallClock(at, timeZone);
  return `${parts['year']}-${parts['month']}`;
}

/** '2026-03-09': the day that an instant falls in, in an IANA time zone. Throws RangeError for an unknown zone. */
export function dayOf(at: Date, timeZone: string): string {
  const parts = wallClock(at, timeZone);
  return `${parts['year']}-${parts['month']}-${parts['day']}`;
}

/** How far the zone is ahead of UTC at an instant, in milliseconds. */
function offsetAt(at: Date, timeZone: string): number {
  const p = wallClock(at, timeZone);
  const wall = Date.UTC(
    Number(p['year']),
    Number(p['month']) - 1,
    Number(p['day']),
    Number(p['hour']),
    Number(p['minute']),
    Number(p['second']),
  );
  return wall - Math.floor(at.getTime() / 1000) * 1000;
}

/** The instant at which a month ('2026-03') begins in a time zone. */
export function monthStart(month: string, timeZone: string): Date {
  return dayStart(`${month}-01`, timeZone);
}

/** The instant at which a day ('2026-03-05') begins in a time zone. */
export function dayStart(day: string, timeZone: string): Date {
  const [year, month, date] = day.split('-').map(Number);
  const wall = Date.UTC(year ?? 0, (month ?? 1) - 1, date ?? 1);
  // The offset is asked for twice, because the first guess may lie on the other side of a clock change.
  const first = new Date(wall - offsetAt(new Date(wall), timeZone));
  return new Date(wall - offsetAt(first, timeZone));
}

/** '2026-03' and -1 give '2026-02'. */
export function shiftMonth(month: string, by: number): string {
  const [year, number] = month.split('-').map(Number);
  const at = new Date(Date.UTC(year ?? 0, (number ?? 1) - 1 + by, 1));
  return at.toISOString().slice(0, 7);
}
