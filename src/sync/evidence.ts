import type { WorkKey } from '../commerce/keys.ts';
import { formatKey } from '../commerce/keys.ts';
import type { ClaimedKey, Standing, SubjectView } from '../ledger/contract.ts';
import { priorities } from '../ledger/contract.ts';
import type { Gathered } from './gather.ts';
import { shadowReason } from './shadow.ts';
import type { Lane, Route } from './types.ts';

/**
 * What can no longer be looked up: deletions, merges and redactions that somebody told us of. A record that Shopify
 * still shows outweighs a deletion. Returns the standing of each key that evidence has decided.
 */
export async function applyEvidence(
  route: Route,
  lane: Lane,
  claimed: readonly ClaimedKey[],
  gathered: Gathered,
): Promise<Map<string, Standing>> {
  const settled = new Map<string, Standing>();
  const deletedOrders: ClaimedKey[] = [];
  for (const item of claimed) {
    const text = formatKey(item.key);
    const merged = item.evidence.find((fact) => fact.fact === 'merged into' && fact.other !== null);
    if (item.evidence.some((fact) => fact.fact === 'redacted')) {
      settled.set(text, { state: 'left out', reason: 'redacted' });
    } else if (merged?.other && gathered.hidden.has(text)) {
      await followMerge(route, item.key, merged.other);
      settled.set(text, { state: 'gone', reason: `merged into ${formatKey(merged.other)} in Shopify` });
    } else if (item.evidence.some((fact) => fact.fact === 'deleted') && gathered.hidden.has(text)) {
      settled.set(text, { state: 'gone', reason: 'deleted in Shopify' });
      if (item.key.kind === 'order') deletedOrders.push(item);
    }
  }
  const ours = await oursAmong(route, deletedOrders);
  if (route.shadow !== true) await archiveOrders(route, lane, ours);
  else for (const text of keysOf(ours)) settled.set(text, { state: 'waiting', reason: shadowReason('archive', true) });
  return settled;
}

/** The survivor's orders changed hands without an event of their own, so each is looked at again. */
async function followMerge(route: Route, removed: WorkKey, kept: WorkKey): Promise<void> {
  const now = route.clock.now();
  const orders = await route.ledger.ordersOfBuyers({ buyers: [removed, kept] });
  await route.ledger.mergeMembers({ now, removed, kept });
  const cause = `merge of ${formatKey(removed)}`;
  await route.ledger.enqueue({
    lane: route.destinationAccount.destination,
    keys: [kept, ...orders.map((order) => order.key)].map((key) => ({
      key,
      priority: priorities.live,
      dueAt: now,
      cause,
    })),
    evidence: [],
    delivery: null,
  });
}

function keysOf(views: readonly SubjectView[]): string[] {
  return views.flatMap((view) => view.members.map((member) => formatKey(member.key)));
}

/** Orders that we made in the CRM and that are still there. */
async function oursAmong(route: Route, items: readonly ClaimedKey[]): Promise<SubjectView[]> {
  if (items.length === 0) return [];
  const destination = route.destinationAccount.destination;
  const ids = await route.ledger.subjectIdsOf({ keys: items.map((item) => formatKey(item.key)) });
  const views = await route.ledger.subjects({ destination, subjectIds: Object.values(ids) });
  return views.filter((view) => view.record !== null && view.record.state === 'linked' && !view.record.adopted);
}

/**
 * An order that was deleted in Shopify would go on counting in the CRM's reports, so the record that we made for it is
 * archived there (HubSpot docs: restorable for 90 days). Records that we found are left to people.
 */
async function archiveOrders(route: Route, lane: Lane, ours: readonly SubjectView[]): Promise<void> {
  if (ours.length === 0) return;
  const destination = route.destinationAccount.destination;
  const intent = await route.ledger.intend({
    destination,
    epoch: lane.epoch,
    verb: 'archive',
    object: 'order',
    now: route.clock.now(),
    rows: ours.map((view) => ({
      ref: view.subjectId,
      subjectId: view.subjectId,
      cause: 'deleted in Shopify',
      key: view.record?.key ?? '',
      members: [],
      crmId: view.record?.crmId ?? null,
      toId: null,
      label: null,
      old: view.record?.written ?? {},
      new: {},
    })),
  });
  const accepted = new Set(intent.accepted);
  const sent = ours.filter((view) => accepted.has(view.subjectId));
  const outcomes = await route.destination.archive(
    'order',
    sent.flatMap((view) => view.record?.crmId ?? []),
  );
  const done = new Set(
    outcomes
      .filter((outcome) => outcome.status === 'updated' || outcome.status === 'gone')
      .map((outcome) => outcome.ref),
  );
  await route.ledger.settle({
    destination,
    epoch: lane.epoch,
    batchId: intent.batchId,
    now: route.clock.now(),
    rows: sent.flatMap((view) =>
      view.record && done.has(view.record.crmId) ? [{ ref: view.subjectId, result: 'gone' as const }] : [],
    ),
  });
}
