import { formatKey, parseKey } from '../../commerce/keys.ts';
import type { CrmRecord } from '../../connector/destination.ts';
import { projectPerson } from '../../field-map/project.ts';
import type { CrmObject } from '../../field-map/types.ts';
import type { FoundRecord } from '../../ledger/contract.ts';
import { gather, membersOf } from '../gather.ts';
import { heldValues } from '../held-values.ts';
import { indexSeen } from '../match-index.ts';
import { asClaimed } from '../pass.ts';
import { recordLooks } from '../record-looks.ts';
import { readScope } from '../scope.ts';
import type { Lane, OnProgress, Route } from '../types.ts';
import { personOf, viewsOf } from '../views.ts';
import { foundOn } from './found.ts';

/** What listing an object of the CRM has restored. */
export interface RestoredRecords {
  restored: number;
  unclear: readonly string[];
}

export interface RecordsOptions {
  readonly cursor: string | null;
  readonly onProgress: OnProgress;
  /** Called after each page with where the next one begins, and what has been restored in this run. */
  readonly onPage: (next: string | null) => Promise<void>;
}

export const rebuildCause = 'rebuild';

/**
 * Lists every record of an object and ties those with our key; the list fills the match index on its way. Contacts have to
 * be restored before orders, whose links lead to them.
 */
export async function restoreObject(
  route: Route,
  lane: Lane,
  object: CrmObject,
  options: RecordsOptions,
): Promise<RestoredRecords> {
  const sum: RestoredRecords = { restored: 0, unclear: [] };
  let { cursor } = options;
  let seen = 0;
  do {
    const seenAt = route.clock.now();
    const page = await route.destination.list(object, cursor);
    await indexSeen(route, object, seenAt, page.records);
    const { rows, unreadable } = await foundOn(route, object, page.records);
    const { restored, unclear } = await restorePage(route, lane, object, rows);
    sum.restored += restored;
    sum.unclear = [...sum.unclear, ...unreadable, ...unclear];
    if (object === 'contact') await settleAddresses(route, lane, page.records, rows);
    if (object === 'order') await restoreLinks(route, lane, rows);
    seen += page.records.length;
    options.onProgress({ stage: `finding our ${object}s in the CRM`, done: seen, total: null });
    cursor = page.next;
    await options.onPage(cursor);
  } while (cursor !== null);
  return sum;
}

async function restorePage(route: Route, lane: Lane, object: CrmObject, rows: readonly FoundRecord[]) {
  if (rows.length === 0) return { restored: 0, unclear: [] };
  return route.ledger.restoreRecords({
    destination: route.destinationAccount.destination,
    epoch: lane.epoch,
    object,
    now: route.clock.now(),
    mapVersion: route.map.version,
    rows,
  });
}

async function restoreLinks(route: Route, lane: Lane, rows: readonly FoundRecord[]): Promise<void> {
  if (rows.length === 0) return;
  const found = await route.destination.readLinks(
    'order_contact',
    rows.map(({ crmId }) => crmId),
  );
  const links = [...found].flatMap(([fromId, ends]) => ends.map((toId) => ({ fromId, toId })));
  const { destination } = route.destinationAccount;
  await route.ledger.restoreLinks({ destination, epoch: lane.epoch, now: route.clock.now(), links });
}

/**
 * A contact with several addresses holds ours when it is among them, whichever somebody chose to be first; which one is
 * ours only the store can say, so these people are looked at.
 */
async function settleAddresses(
  route: Route,
  lane: Lane,
  records: readonly CrmRecord[],
  rows: readonly FoundRecord[],
): Promise<void> {
  const byId = new Map(records.filter(({ emails }) => emails.length > 1).map((record) => [record.id, record]));
  const several = rows.filter(({ crmId }) => byId.has(crmId));
  const { source } = route.sourceAccount;
  const keys = several.flatMap(({ members }) => members.flatMap((name) => parseKey(name) ?? []));
  const own = keys.filter((key) => key.source === source);
  if (own.length === 0) return;
  const scope = await readScope(route);
  const gathered = await gather(route, await asClaimed(route, own, rebuildCause), scope);
  await recordLooks(route, membersOf(gathered, scope, route.sourceAccount));
  const ids = await route.ledger.subjectIdsOf({ keys: own.map(formatKey) });
  const views = await viewsOf(route, [...new Set(Object.values(ids))]);
  const settled = several.flatMap((row): FoundRecord[] => {
    const record = byId.get(row.crmId);
    const view = views.find(({ record: own }) => own?.crmId === row.crmId);
    const person = view === undefined ? null : personOf(view);
    if (record === undefined || person === null) return [];
    return [{ ...row, values: heldValues(route.map, record, projectPerson(route.map, person).values) }];
  });
  await restorePage(route, lane, 'contact', settled);
}
