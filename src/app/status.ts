import { defaultIdentityRules, identityVersion } from '../identity/rules.ts';
import type { JournalEntry } from '../ledger/contract.ts';
import { fullBalance } from '../sync/balance.ts';
import { explain } from '../sync/explain.ts';
import { pauseOf } from '../sync/pause.ts';
import { quickBalance } from '../sync/quick-balance.ts';
import { shadowCounts } from '../sync/shadow.ts';
import type { BalanceReport, OnProgress, Route } from '../sync/types.ts';
import { serviceLane } from '../sync/with-lane.ts';
import type { Alerting } from './alerts/desk.ts';
import { lastDump } from './backup/nightly.ts';
import type { ExplainDocument, StatusDocument } from './documents.ts';
import { doubledDocument } from './identity/doubled.ts';
import { productVersion } from './version.ts';

/** How many records that need a person are named; the counts are complete. */
const namedLimit = 50;

/** How a route is served beside its loop. */
export interface Served {
  /** Address to which webhooks are subscribed; null = polling. */
  readonly webhookAddress: string | null;
  /** Who is told of what needs a person; null = nobody. */
  readonly alerting: Alerting | null;
}

/** How things stand between the store and the CRM, and what needs a person. */
export async function statusOf(
  route: Route,
  { webhookAddress, alerting }: Served,
  options: { readonly full: boolean; readonly onProgress: OnProgress },
): Promise<StatusDocument> {
  const { ledger, clock, sourceAccount: store, destinationAccount: crm } = route;
  const destination = crm.destination;
  const report = options.full
    ? await fullBalance(route, { onProgress: options.onProgress, repair: false })
    : await quickBalance(route);
  const due = await ledger.dueSummary({ lane: destination, source: store.source, now: clock.now() });
  const parked = await ledger.parked({ destination, source: store.source, limit: namedLimit });
  const lane = await ledger.laneState({ destination: serviceLane(route) });
  const deliveries = await ledger.deliveryCounts({ source: store.source });
  const paused = await pauseOf(ledger, destination);
  const would = shadowCounts(await ledger.counters({ destination, source: store.source }));
  const alerts = await alertsOf(route, alerting);
  const { apiVersion, ...storeFacts } = store;
  return {
    ok: parked.length === 0 && agrees(report) && paused?.by !== 'brake' && reached(alerts),
    paused: paused === null ? null : { ...paused, since: paused.since.toISOString() },
    shadow: { on: route.shadow === true, would },
    store: storeFacts,
    crm: {
      destination,
      name: crm.name,
      accountType: crm.accountType,
      scopes: crm.scopes,
      limits: crm.limits,
      omittedFields: route.setup.omitted,
      warnings: crm.warnings,
    },
    balance: report,
    lag: { ready: due.ready, later: due.later, working: due.leased, nextAt: due.nextAt?.toISOString() ?? null },
    needsYou: parked.map(({ since, ...entry }) => ({ ...entry, since: since.toISOString() })),
    alerts,
    lane: { holder: lane.holder, leaseUntil: lane.leaseUntil?.toISOString() ?? null },
    backup: ledger.exclusive ? { last: await lastDump(route) } : null,
    webhooks: {
      address: webhookAddress,
      received: deliveries.received,
      unknown: deliveries.unknown,
      problems: deliveries.problems,
      lastAt: deliveries.lastAt?.toISOString() ?? null,
    },
    doubled: await doubledDocument(route),
    versions: {
      samestory: productVersion,
      node: process.versions.node,
      shopifyApi: apiVersion,
      fieldMap: route.map.version,
      identity: identityVersion(route.identity ?? defaultIdentityRules),
      pending: pendingOf(route),
    },
  };
}

async function alertsOf(route: Route, alerting: Alerting | null): Promise<StatusDocument['alerts']> {
  const destination = serviceLane(route);
  const open = await route.ledger.alerts({ destination, closedSince: route.clock.now() });
  const channels = await route.ledger.channelStates({ destination });
  return {
    responsible: alerting?.responsible.name ?? null,
    problems: alerting?.problems ?? [],
    channels: channels.map(({ lastAt, ...channel }) => ({ ...channel, lastAt: lastAt.toISOString() })),
    open: open.map(({ id, class: failure, title, openedAt, firstToldAt, escalatedAt }) => ({
      id,
      class: failure,
      title,
      since: openedAt.toISOString(),
      toldAt: firstToldAt?.toISOString() ?? null,
      escalatedAt: escalatedAt?.toISOString() ?? null,
    })),
  };
}

/** A message that does not arrive is a failure that nobody hears of. */
function reached({ channels }: StatusDocument['alerts']): boolean {
  return channels.every(({ error }) => error === null);
}

function pendingOf({ pending }: Route): StatusDocument['versions']['pending'] {
  if (pending == null) return null;
  const { map, identity, added, changed, removed, identityChanged: rules } = pending;
  const fields = [...added, ...changed, ...removed];
  return { fieldMap: map.version, identity: identityVersion(identity), fields, rules };
}

/** Whether everything listed matches, is left out on purpose or is on its way; a quick balance cannot see `extra`. */
export function agrees(report: BalanceReport): boolean {
  const settled = report.balance.every(
    (row) => row.unseen === 0 && row.extra === 0 && row.parkedFields === 0 && sum(row.needsYou) === 0,
  );
  return settled && !report.inconclusive && report.money.every((row) => row.orders.different === 0);
}

export function sum(counts: Readonly<Record<string, number>>): number {
  return Object.values(counts).reduce((total, count) => total + count, 0);
}

/** Everything known about an order or a person, as plain JSON. */
export async function explainDocument(route: Route, text: string): Promise<ExplainDocument> {
  const found = await explain(route, text);
  return found.map((entry) => ({
    ...entry,
    history: entry.history.map((line: JournalEntry) => ({ ...line, at: line.at.toISOString() })),
  }));
}
