import { monthOf, monthStart, shiftMonth } from '../../lib/zoned.ts';
import { backfill, longestBackfillMonths } from '../../sync/backfill.ts';
import { fullBalance } from '../../sync/balance.ts';
import { runPasses } from '../../sync/lane.ts';
import { cutoffSetting, writeInstant } from '../../sync/settings.ts';
import type { BackfillMonth, Route } from '../../sync/types.ts';
import { withLane } from '../../sync/with-lane.ts';
import { holderName } from '../service.ts';
import type { DemoTools } from './parts.ts';

/**
 * Brings the past into the CRM, month by month. What is older than a backfill may reach (files of a real shop can be)
 * is found by comparing both sides, which suits a few records only.
 */
export async function bringHistory(route: Route, since: Date, { reporter, signal }: DemoTools): Promise<void> {
  const onMonth = ({ month, orders, balance }: BackfillMonth) => {
    const matching = balance.balance.find(({ kind }) => kind === 'order')?.matching ?? 0;
    reporter.line(`  ${month}: ${orders} orders read, ${matching} matching`);
  };
  const { timeZone, source } = route.sourceAccount;
  const limit = monthStart(shiftMonth(monthOf(route.clock.now(), timeZone), -longestBackfillMonths), timeZone);
  const from = since.getTime() < limit.getTime() ? limit : since;
  await withLane(route, holderName(), async (lane) => {
    await backfill(route, lane, { since: from, onProgress: reporter.progress, onMonth, signal });
    if (from === since) return;
    reporter.line(`  before ${from.toISOString().slice(0, 10)}: by comparing both sides`);
    await writeInstant(route.ledger, cutoffSetting(route.destinationAccount.destination, source), since);
    await fullBalance(route, { onProgress: reporter.progress, repair: true });
    await runPasses(route, lane, { onProgress: reporter.progress, signal });
  });
  // Both end early and quietly when they are stopped.
  signal.throwIfAborted();
}
