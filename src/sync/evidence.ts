import type { WorkKey } from '../commerce/keys.ts';
import { formatKey } from '../commerce/keys.ts';
import type { Evidence } from '../connector/source.ts';
import type { ClaimedKey, Standing, SubjectView } from '../ledger/contract.ts';
import { priorities } from '../ledger/contract.ts';
import { archiveRecords } from './archive.ts';
import type { Gathered } from './gather.ts';
import { shadowReason } from './shadow.ts';
import type { Lane, Route } from './types.ts';
import { inferMerge } from './vanished.ts';

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
  const deletedPeople: WorkKey[] = [];
  const redacted: WorkKey[] = [];
  for (const item of claimed) {
    const text = formatKey(item.key);
    const told = item.evidence.find((fact) => fact.fact === 'merged into' && fact.other !== null);
    const merged = told ?? (await inferredMerge(route, item, gathered));
    if (item.evidence.some((fact) => fact.fact === 'redacted')) {
      settled.set(text, { state: 'left out', reason: 'redacted' });
      redacted.push(item.key);
    } else if (merged?.other && gathered.hidden.has(text)) {
      await followMerge(route, item.key, merged.other);
      settled.set(text, { state: 'gone', reason: `merged into ${formatKey(merged.other)} in Shopify` });
    } else if (item.evidence.some((fact) => fact.fact === 'deleted') && gathered.hidden.has(text)) {
      settled.set(text, { state: 'gone', reason: 'deleted in Shopify' });
      if (item.key.kind === 'order') deletedOrders.push(item);
      deletedPeople.push(item.key.kind === 'order' ? { ...item.key, kind: 'guest' } : item.key);
    }
  }
  if (redacted.length > 0) await eraseAll(route, redacted);
  if (deletedPeople.length > 0) await membersGone(route, deletedOrders, deletedPeople);
  await guestsOf(route, deletedOrders, settled);
  const { ours, uncertain } = await recordsOf(route, deletedOrders);
  if (route.shadow === true) {
    for (const text of keysOf(ours)) settled.set(text, { state: 'waiting', reason: shadowReason('archive', true) });
    return settled;
  }
  // An order that is gone in Shopify would go on counting in the CRM's reports (HubSpot docs: restorable for 90 days).
  const failures = await archiveRecords(route, lane, 'order', ours, 'deleted in Shopify');
  const left = [...uncertain, ...ours.filter(({ subjectId }) => failures.has(subjectId))];
  for (const text of keysOf(left))
    settled.set(text, { state: 'waiting', reason: 'its record is still to be archived' });
  return settled;
}

/** What a deleted record said of a person, the other records of that person say from here on. */
async function membersGone(route: Route, orders: readonly ClaimedKey[], people: readonly WorkKey[]): Promise<void> {
  const at = route.clock.now();
  const keys = [...orders.map(({ key }) => key), ...people];
  const asked = await route.ledger.membersGone({ keys, at, rules: route.identity });
  const others = [...(await joinedWith(route, people)), ...asked];
  if (others.length === 0) return;
  await makeDue(route, others, 'deleted in Shopify: a record of the same person');
}

/**
 * Shopify asks to forget: what the ledger holds is emptied, also of the guest who placed an order. The record in the CRM is
 * the merchant's, who has other reasons to keep or to delete it.
 */
async function eraseAll({ ledger, log }: Route, keys: readonly WorkKey[]): Promise<void> {
  const guests = keys.flatMap((key): WorkKey[] => (key.kind === 'order' ? [{ ...key, kind: 'guest' }] : []));
  const rows = await ledger.erase({ keys: [...keys, ...guests] });
  log.info('forgot what Shopify asked to redact', { records: keys.length, rows });
}

/** A guest is known by the order alone; the contact stays, because people may have worked with it. */
async function guestsOf(
  route: Route,
  deletedOrders: readonly ClaimedKey[],
  settled: Map<string, Standing>,
): Promise<void> {
  if (deletedOrders.length === 0) return;
  const keys = deletedOrders.map(({ key }) => formatKey({ ...key, kind: 'guest' }));
  for (const text of Object.keys(await route.ledger.subjectIdsOf({ keys }))) {
    settled.set(text, { state: 'gone', reason: 'its order was deleted in Shopify' });
  }
}

/** A merge that nobody told of, stored as evidence, so that it is known for ever. */
async function inferredMerge(route: Route, item: ClaimedKey, gathered: Gathered): Promise<Evidence | null> {
  const unexplained = item.key.kind === 'customer' && item.evidence.length === 0;
  if (!unexplained || !gathered.hidden.has(formatKey(item.key))) return null;
  const inferred = await inferMerge(route, item.key);
  if (inferred === null) return null;
  const lane = route.destinationAccount.destination;
  await route.ledger.enqueue({ lane, keys: [], evidence: [inferred], delivery: null });
  return inferred;
}

/** The survivor's orders changed hands without an event of their own, so each is looked at again. */
async function followMerge(route: Route, removed: WorkKey, kept: WorkKey): Promise<void> {
  // Guests who were joined with the one that goes are joined with the survivor from here on.
  const joined = await joinedWith(route, [removed]);
  const orders = await route.ledger.ordersOfBuyers({ buyers: [removed, kept, ...joined] });
  const now = route.clock.now();
  const asked = await route.ledger.mergeMembers({ now, removed, kept, rules: route.identity });
  await makeDue(
    route,
    [kept, ...joined, ...orders.map((order) => order.key), ...asked],
    `merge of ${formatKey(removed)}`,
  );
}

async function makeDue(route: Route, keys: readonly WorkKey[], cause: string): Promise<void> {
  const dueAt = route.clock.now();
  await route.ledger.enqueue({
    lane: route.destinationAccount.destination,
    keys: keys.map((key) => ({ key, priority: priorities.live, dueAt, cause })),
    evidence: [],
    delivery: null,
  });
}

/** The other records of the same people, as far as the store still has them. */
async function joinedWith(route: Route, keys: readonly WorkKey[]): Promise<WorkKey[]> {
  if (keys.length === 0) return [];
  const texts = keys.map(formatKey);
  const ids = await route.ledger.subjectIdsOf({ keys: texts });
  const { destination } = route.destinationAccount;
  const views = await route.ledger.subjects({ destination, subjectIds: [...new Set(Object.values(ids))] });
  return views.flatMap((view) =>
    view.members.flatMap(({ key, facts }) =>
      texts.includes(formatKey(key)) || (facts.type === 'person' && facts.person.gone) ? [] : [key],
    ),
  );
}

function keysOf(views: readonly SubjectView[]): string[] {
  return views.flatMap((view) => view.members.map((member) => formatKey(member.key)));
}

/**
 * Orders that we made in the CRM and that are still there (records that we found are left to people), and those of which
 * nobody knows yet whether they are there.
 */
async function recordsOf(
  route: Route,
  items: readonly ClaimedKey[],
): Promise<{ readonly ours: readonly SubjectView[]; readonly uncertain: readonly SubjectView[] }> {
  if (items.length === 0) return { ours: [], uncertain: [] };
  const destination = route.destinationAccount.destination;
  const ids = await route.ledger.subjectIdsOf({ keys: items.map((item) => formatKey(item.key)) });
  const views = await route.ledger.subjects({ destination, subjectIds: Object.values(ids) });
  const settledViews = views.filter(({ inFlight }) => !inFlight);
  const ours = settledViews.filter(({ record }) => record !== null && record.state === 'linked' && !record.adopted);
  return { ours, uncertain: views.filter(({ inFlight }) => inFlight) };
}
