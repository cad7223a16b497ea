import { failureOf } from '../connector/failure.ts';
import { fullBalance } from './balance.ts';
import { readInstant, reconcileSetting, reportSetting, writeInstant } from './settings.ts';
import type { BalanceReport, Route } from './types.ts';

/** A comparison that failed is tried again after this long, or at its next turn if that comes sooner. */
const retryMs = 15 * 60_000;

/**
 * Compares both sides in its rhythm, beside the lane's passes: what differs becomes due, and the report stays for
 * `status`. Ends when the signal aborts, and never rejects: what cannot be read, on a platform or in the ledger, only
 * moves the next turn.
 */
export async function reconcileForever(route: Route, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const ms = await untilDueMs(route);
      const slept = await route.clock.sleep(ms, signal).then(
        () => true,
        () => false,
      );
      if (!slept) return;
      await reconcileNow(route);
    } catch (error) {
      const failure = failureOf(error);
      route.log.warn('a comparison of both sides failed', { code: failure.code, reason: failure.message });
      const pause = Math.min(retryMs, route.timing.reconcileMs);
      await route.clock.sleep(pause, signal).catch(() => undefined);
    }
  }
}

async function untilDueMs({ ledger, clock, timing, destinationAccount, sourceAccount }: Route): Promise<number> {
  const last = await readInstant(ledger, reconcileSetting(destinationAccount.destination, sourceAccount.source));
  const now = clock.now();
  return Math.max(0, (last ?? now).getTime() + timing.reconcileMs - now.getTime());
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
