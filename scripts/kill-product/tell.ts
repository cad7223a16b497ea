import { formatKey } from '../../src/commerce/keys.ts';
import type { verdict } from './verdict.ts';

/** How long a handover may take: the lease of the process that died, and the time in which it is noticed. */
const promisedHandoverMs = 30_000;

/** Prints what was found, and whether it is as it should be. `took`: milliseconds of each handover. */
export function tell(
  { converged, open, undecided, counts, report, comparison }: Awaited<ReturnType<typeof verdict>>,
  took: readonly number[],
): boolean {
  for (const [kind, { truth, lost, doubled }] of Object.entries(counts)) {
    console.log(`${kind}: ${truth} in truth, ${lost} lost, ${doubled} doubled`);
  }
  for (const { kind, listed, matching, waiting, needsYou, leftOut, unseen, extra } of report.balance) {
    const parts = `${matching} matching, ${waiting} waiting, ${total(needsYou)} need a person, ${total(leftOut)} left out`;
    console.log(`balance, ${kind}: ${listed} listed by Shopify, ${parts}, ${unseen} unseen, ${extra} extra`);
  }
  for (const { key, state, reason } of report.named.filter(({ state }) => state !== 'left out')) {
    console.log(`  ${formatKey(key)}: ${state}, ${reason}`);
  }
  console.log(`values: ${comparison.different} different from truth`);
  for (const difference of comparison.differences) console.log(`  ${difference}`);
  if (!converged) console.log(`not converged: ${open}`);
  if (took.length > 0) {
    const sorted = took.toSorted((left, right) => left - right);
    const median = sorted[Math.floor(sorted.length / 2)];
    console.log(`handovers: ${took.length}, ${sorted[0]} to ${sorted.at(-1)} ms, half of them within ${median} ms`);
  }
  if (undecided > 0) console.log(`${undecided} of the orders that wait do so for a decision about their buyer`);
  const waiting = report.balance.reduce((sum, row) => sum + row.waiting, 0);
  const balanced = waiting === undecided && report.balance.every(({ unseen, extra }) => unseen + extra === 0);
  const exact = Object.values(counts).every(({ lost, doubled }) => lost + doubled === 0);
  const inTime = took.every((milliseconds) => milliseconds <= promisedHandoverMs);
  return converged && balanced && exact && comparison.different === 0 && inTime;
}

function total(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((sum, count) => sum + count, 0);
}
