import type { Facts } from '../../alerts/condition.ts';
import { pauseOf } from '../../sync/pause.ts';
import { readInstant, reportSetting, sweepSetting } from '../../sync/settings.ts';
import type { Route } from '../../sync/types.ts';
import { balanceSchema } from '../documents.ts';
import type { Seen } from '../health.ts';

const hourMs = 3_600_000;

/** What the running service knows about itself, from its ledger and from what it has seen. */
export async function factsOf(route: Route, seen: Seen, startedAt: Date): Promise<Facts> {
  const { destination } = route.destinationAccount;
  const { source } = route.sourceAccount;
  const [parked, pause, lateSweeps, drift, requests] = await Promise.all([
    route.ledger.parkedCounts({ destination, source }),
    pauseOf(route.ledger, destination),
    lateSweepsOf(route, startedAt),
    driftOf(route),
    route.ledger.dataRequests({ source }),
  ]);
  const [oldest] = requests;
  return {
    parked,
    hold: seen.hold,
    brake: pause?.by === 'brake' ? { since: pause.since } : null,
    // A connection that rests is told of already; its searches are late because of it.
    lateSweeps: seen.hold === null ? lateSweeps : [],
    drift,
    dataRequests: oldest === undefined ? null : { since: oldest.askedAt, count: requests.length },
    exports: seen.exports,
    ended: seen.ended,
  };
}

/** Searches whose position has not moved for four turns. After a start they have that time to catch up. */
async function lateSweepsOf(route: Route, startedAt: Date): Promise<Facts['lateSweeps']> {
  const { timing } = route;
  const rhythms = [
    { name: 'orders changed', everyMs: timing.sweepOrdersMs },
    { name: 'customers changed', everyMs: timing.sweepCustomersMs },
    { name: 'returns', everyMs: timing.sweepReturnsMs },
    { name: 'deletions', everyMs: timing.sweepDeletionsMs },
  ];
  const now = route.clock.now().getTime();
  const found = await Promise.all(
    rhythms.map(async ({ name, everyMs }) => {
      const patienceMs = Math.max(hourMs, everyMs * 4);
      const last = await readInstant(route.ledger, sweepSetting(route.sourceAccount.source, name));
      const since = Math.max(last?.getTime() ?? 0, startedAt.getTime());
      return now - since > patienceMs ? [{ name, since: new Date(since) }] : [];
    }),
  );
  return found.flat();
}

/** What the last regular comparison found; nothing once a later one found nothing. */
async function driftOf(route: Route): Promise<Facts['drift']> {
  const { destination } = route.destinationAccount;
  const stored = await route.ledger.setting({ name: reportSetting(destination, route.sourceAccount.source) });
  const report = balanceSchema.safeParse(stored);
  if (!report.success) return null;
  const records = report.data.differences.length;
  const extra = report.data.balance.reduce((sum, row) => sum + row.extra, 0);
  return records + extra === 0 ? null : { since: new Date(report.data.at), records, extra };
}
