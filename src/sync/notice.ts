import type { WorkKey } from '../commerce/keys.ts';
import { formatKey } from '../commerce/keys.ts';
import type { CrmRecord } from '../connector/destination.ts';
import { ConnectorError } from '../connector/failure.ts';
import type { CrmObject } from '../field-map/types.ts';
import type { ObservedRecord, SubjectView } from '../ledger/contract.ts';
import { carriesOther } from './carried-key.ts';
import { readByIds } from './read-by-ids.ts';
import { emptied, lookAgain, revived } from './repair.ts';
import type { Route } from './types.ts';

/**
 * What people did to records of ours, seen in the CRM's own list of changes: another Shopify ID, a merge, a restored
 * record, or anything at all on a record that waits for a person. Such keys get a turn, which decides. The list of changes
 * lags, so what it seems to show is read once before it counts.
 */
export async function noticeChanges(route: Route, object: CrmObject, records: readonly CrmRecord[]): Promise<void> {
  const shown = new Map<string, CrmRecord>();
  for (const record of records) for (const id of [record.id, ...record.mergedIds]) shown.set(id, record);
  const views = await viewsOf(route, object, [...shown.keys()]);
  const open = await openCases(route, views);
  const suspects = views.filter((view) => isSuspect(view, shown.get(view.record?.crmId ?? '')));
  const fresh = await readByIds(
    route,
    object,
    suspects.flatMap(({ record }) => record?.crmId ?? []),
  );
  const confirmed = suspects.filter((view) => isSuspect(view, fresh.get(view.record?.crmId ?? '')));
  const rows = confirmed.flatMap((view) => observedOf(route, view, fresh.get(view.record?.crmId ?? '')));
  const { destination } = route.destinationAccount;
  const cause = 'changed in the CRM';
  if (rows.length > 0) await route.ledger.observe({ destination, now: route.clock.now(), rows, cause });
  await lookAgain(route, [...keysOf(confirmed), ...open], cause);
}

/**
 * Records to which nothing could be linked may have been merged or deleted in the CRM since they were last worked. Returns those
 * that are not there as we know them; their keys get a turn, which finds out what has become of them.
 */
async function noticeLost(route: Route, object: CrmObject, crmIds: readonly string[]): Promise<ReadonlySet<string>> {
  const views = (await viewsOf(route, object, crmIds)).filter(({ inFlight }) => !inFlight);
  const found = await readByIds(route, object, crmIds);
  const rows: ObservedRecord[] = [];
  const lost = views.filter(({ subjectId, record }) => {
    const shown = found.get(record?.crmId ?? '');
    if (record === null || record.state === 'removed' || shown?.id === record.crmId) return false;
    const values = shown === undefined ? emptied(record.written) : {};
    rows.push({ subjectId, crmId: record.crmId, values, linkedTo: null, key: null });
    return true;
  });
  const { destination } = route.destinationAccount;
  const cause = 'changed in the CRM';
  if (rows.length > 0) await route.ledger.observe({ destination, now: route.clock.now(), rows, cause });
  await lookAgain(route, keysOf(lost), cause);
  return new Set(rows.map(({ crmId }) => crmId));
}

/** As `noticeLost`. Where the CRM cannot be read now, nothing is known about any of them, and all are returned. */
export async function noticeLostOrUnread(
  route: Route,
  object: CrmObject,
  crmIds: ReadonlySet<string>,
): Promise<ReadonlySet<string>> {
  try {
    return await noticeLost(route, object, [...crmIds]);
  } catch (error) {
    if (error instanceof ConnectorError) return crmIds;
    throw error;
  }
}

async function viewsOf(route: Route, object: CrmObject, crmIds: readonly string[]): Promise<readonly SubjectView[]> {
  if (crmIds.length === 0) return [];
  const { destination } = route.destinationAccount;
  const found = await route.ledger.subjectIdsOfRecords({ destination, object, crmIds });
  const subjectIds = [...new Set(Object.values(found))];
  return subjectIds.length === 0 ? [] : route.ledger.subjects({ destination, subjectIds });
}

/** No members in our records means that the next update brings our key anyway, after a look. */
function isSuspect(view: SubjectView, shown: CrmRecord | undefined): boolean {
  const known = view.record;
  if (known === null || shown === undefined || view.inFlight) return false;
  if (known.state === 'removed') return shown.id === known.crmId;
  if (known.members.length === 0) return false;
  const own = [known.key, ...view.members.map((member) => formatKey(member.key))];
  return shown.id !== known.crmId || shown.key === null || carriesOther(shown, own);
}

function observedOf(route: Route, view: SubjectView, record: CrmRecord | undefined): ObservedRecord[] {
  if (view.record === null || record === undefined) return [];
  if (view.record.state === 'removed') return [revived(route, view, record, {})];
  const { crmId } = view.record;
  const key = record.id === crmId ? record.key : null;
  return [{ subjectId: view.subjectId, crmId, values: {}, linkedTo: null, key }];
}

/** Keys that wait for a person: what has just changed may be what they did about it. */
async function openCases(route: Route, views: readonly SubjectView[]): Promise<WorkKey[]> {
  const keys = keysOf(views);
  if (keys.length === 0) return [];
  const standings = await route.ledger.standings({ destination: route.destinationAccount.destination, keys });
  return standings.flatMap(({ key, standing }) => (standing?.state === 'needs you' ? [key] : []));
}

function keysOf(views: readonly SubjectView[]): WorkKey[] {
  const keys = new Map(views.flatMap(({ members }) => members.map(({ key }) => [formatKey(key), key] as const)));
  return [...keys.values()];
}
