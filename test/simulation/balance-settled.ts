import type { SeenCrm } from '../../simulator/simulation/seen-crm.ts';
import { formatKey } from '../../src/commerce/keys.ts';
import type { BalanceReport } from '../../src/sync/types.ts';
import type { OpenQuestions } from './undecided.ts';

/**
 * What the comparison has counted in the CRM is what is there: nothing of a list was left out. A record that somebody merged into
 * one of their own has lost our key with it and is not ours.
 */
export function checkCounted(report: BalanceReport, seen: SeenCrm): string[] {
  const counted = report.balance.reduce((sum, row) => sum + row.inCrm, 0);
  const there = [...seen.contacts, ...seen.orders].flatMap(({ key, members }) =>
    key === null ? [] : members.length > 0 ? members : [key],
  );
  return counted === there.length ? [] : [`balance: ${counted} records counted in the CRM, where ${there.length} are`];
}

/** Everything has its place, and nobody is asked for anything that people in the CRM have not caused. */
export function checkBalance(report: BalanceReport, open: OpenQuestions): string[] {
  const problems: string[] = [];
  if (report.inconclusive) problems.push("balance: the store's list and its count differ");
  for (const row of report.balance) {
    for (const name of ['unseen', 'extra'] as const) {
      if (row[name] > 0) problems.push(`balance: ${row[name]} ${row.kind}s ${name}`);
    }
  }
  let excused = 0;
  for (const { key, state, reason } of report.named) {
    if (state === 'left out' && !reason.startsWith('removed')) continue;
    // Something that waits for its own repair is no question to anybody.
    const asks = state !== 'waiting' || reason.startsWith('its contact: ');
    if (asks && open.key(formatKey(key))) excused += 1;
    else problems.push(`balance: ${formatKey(key)} ${state}: ${reason}`);
  }
  for (const { month, currency, orders } of report.money) {
    if (orders.different > excused) problems.push(`balance: ${orders.different} orders of ${month} ${currency} differ`);
  }
  return problems;
}
