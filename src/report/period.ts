/** How long a row of the report is. */
export const periodUnits = ['month', 'quarter', 'year'] as const;
export type PeriodUnit = (typeof periodUnits)[number];

/** '2026-10-07' falls in '2026-10', '2026-Q4' or '2026'. */
export function periodOf(day: string, unit: PeriodUnit): string {
  if (unit === 'year') return day.slice(0, 4);
  if (unit === 'month') return day.slice(0, 7);
  return `${day.slice(0, 4)}-Q${Math.ceil(Number(day.slice(5, 7)) / 3)}`;
}
