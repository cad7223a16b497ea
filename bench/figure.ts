/** One row of the table: what was measured, what is promised, and whether it holds. */
export interface Figure {
  readonly part: string;
  readonly what: string;
  readonly value: string;
  /** The promise, as people read it; null = told for comparison. */
  readonly target: string | null;
  readonly holds: boolean | null;
}

/** A figure that must not be above its target. */
export function atMost(part: string, what: string, value: number | null, target: number, unit: string): Figure {
  const holds = value === null ? null : value <= target;
  return {
    part,
    what,
    value: value === null ? 'not told' : `${plain(value)}${unit}`,
    target: `≤ ${target}${unit}`,
    holds,
  };
}

export function atLeast(part: string, what: string, value: number, target: number, unit: string): Figure {
  return { part, what, value: `${plain(value)}${unit}`, target: `≥ ${target}${unit}`, holds: value >= target };
}

export function told(part: string, what: string, value: string): Figure {
  return { part, what, value, target: null, holds: null };
}

/** For a terminal of 80 columns. */
export function table(figures: readonly Figure[]): string {
  const rows = figures.map(({ part, what, value, target, holds }) => {
    const verdict = holds === null ? '' : holds ? 'holds' : 'MISSED';
    return `${part}  ${what.padEnd(38)} ${value.padStart(15)}  ${(target ?? '').padEnd(12)} ${verdict}`.trimEnd();
  });
  return rows.join('\n');
}

export function plain(value: number): string {
  return value >= 100 ? String(Math.round(value)) : String(Number(value.toFixed(value < 1 ? 3 : 1)));
}

/** The value below which `share` of them lie; 0 for none. */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? 0;
}
