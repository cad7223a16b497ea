/** An instant as HubSpot writes it: ISO 8601 in UTC, without milliseconds where there are none. */
export function isoText(at: number): string {
  const text = new Date(at).toISOString();
  return text.endsWith('.000Z') ? `${text.slice(0, -5)}Z` : text;
}

const WALL_CLOCKS = new Map<string, Intl.DateTimeFormat>();

function wallClock(timeZone: string): Intl.DateTimeFormat {
  const known = WALL_CLOCKS.get(timeZone);
  if (known) return known;
  const made = new Intl.DateTimeFormat('en-US', {
    timeZone,
    hourCycle: 'h23',
    year: 'numeric',
    month: '2-digit',
    day: '2-digit',
    hour: '2-digit',
    minute: '2-digit',
    second: '2-digit',
  });
  WALL_CLOCKS.set(timeZone, made);
  return made;
}

/** Milliseconds to add to UTC for the wall clock of `timeZone` at that instant. */
export function zoneOffset(timeZone: string, at: number): number {
  const parts = new Map(
    wallClock(timeZone)
      .formatToParts(at)
      .map((part) => [part.type, Number(part.value)]),
  );
  const read = (type: Intl.DateTimeFormatPartTypes) => parts.get(type) ?? 0;
  const wall = Date.UTC(read('year'), read('month') - 1, read('day'), read('hour'), read('minute'), read('second'));
  return wall - Math.floor(at / 1000) * 1000;
}

/** The next midnight on the wall clock of `timeZone` after `at`. */
export function nextMidnight(timeZone: string, at: number): number {
  const offset = zoneOffset(timeZone, at);
  const day = 86_400_000;
  const guess = (Math.floor((at + offset) / day) + 1) * day - offset;
  // The offset may differ on the other side of a clock change.
  return guess + offset - zoneOffset(timeZone, guess);
}
