import type { BalanceReport } from '../../src/sync/types.ts';
import type { World } from './world.ts';

/** Everything has its place, and nobody is asked for anything that the story does not explain. */
export function checkBalance(report: BalanceReport, { life }: Pick<World, 'life'>): string[] {
  const problems: string[] = [];
  if (report.inconclusive) problems.push("balance: the store's list and its count differ");
  for (const row of report.balance) {
    for (const name of ['waiting', 'unseen', 'extra'] as const) {
      if (row[name] > 0) problems.push(`balance: ${row[name]} ${row.kind}s ${name}`);
    }
  }
  for (const { month, currency, orders } of report.money) {
    if (orders.different > 0)
      problems.push(`balance: money of ${orders.different} orders of ${month} ${currency} differs`);
    if (orders.crm !== orders.shopify)
      problems.push(`balance: ${month} ${currency} has ${orders.crm} of ${orders.shopify}`);
  }
  const merged = new Set(life.acts.flatMap((act) => (act.kind === 'merge customers' ? [act.kept] : [])));
  for (const { key, state, reason } of report.named) {
    if (state === 'left out') continue;
    const explained = state === 'needs you' && key.kind === 'customer' && merged.has(key.id);
    if (!explained) problems.push(`balance: ${key.kind} ${key.id} ${state}: ${reason}`);
  }
  return problems;
}
