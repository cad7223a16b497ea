import type { SubjectView } from '../ledger/contract.ts';
import { groupBy } from '../lib/chunk.ts';
import { indexSeen } from './match-index.ts';
import { readByIds } from './read-by-ids.ts';
import type { Lane, Route } from './types.ts';
import { viewsOf } from './views.ts';

/**
 * Customers whom Shopify has merged had a contact each, which only a person can merge. Once that is done in the CRM all
 * of their ids lead to one contact: it becomes the person's and the case is closed. Returns the subjects as they are then.
 */
export async function foldMerged(
  route: Route,
  lane: Lane,
  views: readonly SubjectView[],
): Promise<readonly SubjectView[]> {
  const destination = route.destinationAccount.destination;
  const open = views.filter((view) => view.object === 'contact' && view.identityCase !== null && view.record !== null);
  if (open.length === 0) return views;
  const away = await route.ledger.mergedAway({ destination, subjectIds: open.map((view) => view.subjectId) });
  const others = groupBy(away, ({ subjectId }) => subjectId);
  const folded = new Set<string>();
  for (const { subjectId, record } of open) {
    const ids = [record?.crmId ?? '', ...(others.get(subjectId) ?? []).map(({ crmId }) => crmId)];
    if (ids.length < 2) continue;
    const shown = await readByIds(route, 'contact', ids);
    // One that was taken over and never written to is the team's own: nothing in the CRM says that it is ours.
    const releasedIds = ids.slice(1).filter((id) => shown.get(id)?.id === id && shown.get(id)?.key === null);
    const found = ids.flatMap((id) => (releasedIds.includes(id) ? [] : (shown.get(id) ?? [])));
    const [survivor] = found;
    // One that somebody deleted instead of merging it is in nobody's way either.
    if (survivor === undefined || found.some(({ id }) => id !== survivor.id)) continue;
    const { id: survivorId, key } = survivor;
    if (!ids.includes(survivorId) && (await isOfSomebody(route, survivorId))) continue;
    const deletedIds = ids.filter((id) => !shown.has(id));
    const now = route.clock.now();
    const base = { destination, epoch: lane.epoch, now };
    await route.ledger.foldRecords({ ...base, subjectId, crmIds: ids, deletedIds, releasedIds, survivorId, key });
    await indexSeen(route, 'contact', now, [survivor]);
    folded.add(subjectId);
  }
  if (folded.size === 0) return views;
  const fresh = await viewsOf(route, [...folded]);
  const byId = new Map(fresh.map((view) => [view.subjectId, view]));
  return views.map((view) => byId.get(view.subjectId) ?? view);
}

/** The store may have merged its person too, and we have not heard of it: until then it stands for somebody else. */
async function isOfSomebody(route: Route, crmId: string): Promise<boolean> {
  const { destination } = route.destinationAccount;
  const owners = await route.ledger.subjectIdsOfRecords({ destination, object: 'contact', crmIds: [crmId] });
  return owners[crmId] !== undefined;
}
