import { failureOf } from '../connector/failure.ts';
import { fullBalance } from './balance.ts';
import { readInstant, reconcileSetting, reportSetting, writeInstant } from './settings.ts';
import type { BalanceReport, Route } from './types.ts';

/** A comparison that failed is tried again after this long, or at its next turn if that comes sooner. */
const retryMs = 15 * 60_000;

/**
 * Compares both sides in its rhythm, beside the lane's passes: what differs becomes due, and the report stays for
 * `status`. Ends when the signal aborts; a platform that cannot be read only moves the next turn.
 */
export async function reconcileForever(route: Route, signal: AbortSignal): Promise<void> {
  const { destination } = route.destinationAccount;
  const name = reconcileSetting(destination, route.sourceAccount.source);
  while (!signal.aborted) {
    const last = await readInstant(route.ledger, name);
    const now = route.clock.now();
    const dueAt = last === null ? now.getTime() + route.timing.reconcileMs : last.getTime() + route.timing.reconcileMs;
    const slept = await route.clock.sleep(Math.max(0, dueAt - now.getTime()), signal).then(
      () => true,
      () => false,
    );
    if (!slept) return;
    try {
      await reconcileNow(route);
    } catch (error) {
      const failure = failureOf(error);
      route.log.warn('a comparison of both sides failed', { code: failure.code, reason: failure.message });
      const pause = Math.min(retryMs, route.timing.reconcileMs);
      await route.clock.sleep(pause, signal).catch(() => undefined);
    }
  }
}

/** One comparison of everything, with repair. Throws ConnectorError when one side cannot be read. */
async function reconcileNow(route: Route): Promise<BalanceReport> {
  const { destination } = route.destinationAccount;
  const { source } = route.sourceAccount;
  const startedAt = route.clock.now();
  const report = await fullBalance(route, { repair: true });
  await route.ledger.putSetting({ name: reportSetting(destination, source), value: report });
  await writeInstant(route.ledger, reconcileSetting(destination, source), startedAt);
  return report;
}
