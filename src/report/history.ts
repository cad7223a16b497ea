import type { RepeatInterval } from './repeat.ts';

const daysPerMonth = 30.44;
/** Fewer repeat orders say nothing about when people come back. */
const enough = 20;
const usualMonths = 12;

/** How much history is worth moving into a CRM, and why. */
export interface HistoryAdvice {
  readonly months: number;
  readonly reason: string;
}

/**
 * The depth of history within which nine of ten repeat orders find the order before them: older orders hardly ever meet a
 * buyer again. `spanDays` is how far the data goes back.
 */
export function historyAdvice(repeat: RepeatInterval, spanDays: number): HistoryAdvice {
  const { nineOfTenDays, repeatOrders } = repeat;
  if (nineOfTenDays === null || repeatOrders < enough) {
    const found = `There are ${repeatOrders} repeat orders here, too few to tell when people come back`;
    return { months: usualMonths, reason: `${found}: ${usualMonths} months is what most teams look at.` };
  }
  const months = Math.max(1, Math.ceil(nineOfTenDays / daysPerMonth));
  const came = `Nine of ten repeat orders came within ${nineOfTenDays} days of the order before`;
  const within = `${came}: with ${months} ${months === 1 ? 'month' : 'months'} of history they find that order in the CRM.`;
  const staged =
    months > usualMonths ? ' More than 12 months is imported in stages, each compared before the next.' : '';
  const short =
    nineOfTenDays * 2 > spanDays ? ' The data goes back little further than that: longer gaps are not seen.' : '';
  return { months, reason: `${within}${staged}${short} Keep the rest in the scheduled export.` };
}
