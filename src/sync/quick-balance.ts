import type { LeftOutReason } from '../field-map/types.ts';
import { emptyRow, type Writable } from './balance-row.ts';
import type { BalanceReport, BalanceRow, Route } from './types.ts';

/**
 * The ledger's counters, kept in the same transaction as every change of a standing. Asks neither platform, so `listed`
 * is what we know to exist; `fullBalance` asks both.
 */
export async function quickBalance(
  route: Pick<Route, 'ledger' | 'clock' | 'sourceAccount' | 'destinationAccount'>,
): Promise<BalanceReport> {
  const { destination } = route.destinationAccount;
  const { source } = route.sourceAccount;
  const counters = await route.ledger.counters({ destination, source });
  const parked = await route.ledger.parked({ destination, source, limit: 500 });
  const rows = new Map<string, Writable<BalanceRow>>();
  for (const { kind, state, reason, count } of counters) {
    let row = rows.get(kind);
    if (row === undefined) {
      row = emptyRow(destination, source, kind);
      rows.set(kind, row);
    }
    if (state === 'gone') {
      row.gone += count;
      continue;
    }
    row.listed += count;
    if (state === 'matching') {
      row.matching += count;
      row.inCrm += count;
    } else if (state === 'waiting') row.waiting += count;
    else if (state === 'needs you') row.needsYou = { ...row.needsYou, [reason]: (row.needsYou[reason] ?? 0) + count };
    else {
      const why = reason as LeftOutReason;
      row.leftOut = { ...row.leftOut, [why]: (row.leftOut[why] ?? 0) + count };
    }
  }
  for (const { key, field } of parked) {
    const row = rows.get(key.kind);
    if (row && field !== null) row.parkedFields += 1;
  }
  return {
    at: route.clock.now().toISOString(),
    depth: 'quick',
    inconclusive: false,
    balance: [...rows.values()],
    money: [],
    differences: [],
    named: parked.map(({ key, message, field }) => ({
      key,
      name: null,
      state: field === null ? 'needs you' : 'parked value',
      reason: field === null ? message : `${field}: ${message}`,
    })),
  };
}
