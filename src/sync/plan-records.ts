import { formatKey } from '../commerce/keys.ts';
import type { CrmObject, DesiredRecord } from '../field-map/types.ts';
import type { Candidate } from '../identity/candidates.ts';
import type { MatchQuery, SubjectView } from '../ledger/contract.ts';
import { forgetSeen, indexSeen } from './match-index.ts';
import type { RecordPlan } from './plan.ts';
import { parkedFields, planRecord, saidOf } from './plan.ts';
import { readByIds } from './read-by-ids.ts';
import type { Task } from './task.ts';
import type { Route } from './types.ts';

/** A task with what has to happen for it. */
export interface Planned {
  readonly view: SubjectView;
  readonly task: Task;
  readonly desired: DesiredRecord;
  readonly plan: RecordPlan;
  /** Fields of which another value was parked: what rests there is not what is wanted any more. */
  readonly outdated: readonly string[];
  /** Fields that could not be computed, as far as they are not parked for it already. */
  readonly faults: readonly { readonly field: string; readonly message: string }[];
}

/**
 * Plans every task of which anything is known from what the ledger and the match index know. Where that leaves several candidates, they are read
 * once: what was deleted or merged since is none any more.
 */
export async function planAll(
  route: Route,
  object: CrmObject,
  views: readonly SubjectView[],
  open: ReadonlyMap<string, Task>,
): Promise<Planned[]> {
  const items = views.flatMap((view) => {
    const task = open.get(view.subjectId);
    const desired = task?.desiredOf(view) ?? null;
    return task && desired ? [{ view, task, desired }] : [];
  });
  const queries = items
    .filter(({ view }) => view.record === null || view.record.state === 'removed')
    .map(({ view, task, desired }) => ({
      ref: view.subjectId,
      keys: [desired.key],
      ...task.traitsOf(view),
      members: textsOf(view),
    }));
  const candidates = await candidatesOf(route, object, queries);
  const hashes = await hashesOfParked(route, items);
  return items.map(({ view, task, desired }) => {
    const parked = parkedFields(view, desired, hashes);
    const known = candidates[view.subjectId] ?? [];
    const plan = withoutParent(planRecord({ map: route.map, view, desired, candidates: known, parked }), task);
    const outdated = view.parkedValues.map(({ field }) => field).filter((field) => !parked.has(field));
    const faults = Object.entries(desired.faults ?? {}).flatMap(([field, message]) =>
      parked.has(field) ? [] : [{ field, message }],
    );
    return { view, task, desired, plan, outdated, faults };
  });
}

function withoutParent(plan: RecordPlan, { notCreated, onlyKept }: Task): RecordPlan {
  if (onlyKept && (plan.action === 'create' || plan.action === 'adopt'))
    return { action: 'leave out', reason: 'no buyer' };
  if (plan.action !== 'create' || notCreated === undefined) return plan;
  return notCreated === 'its contact waits' ? { action: 'wait' } : { action: 'leave out', reason: notCreated };
}

function textsOf(view: SubjectView): string[] {
  return view.members.map(({ key }) => formatKey(key));
}

type Candidates = Readonly<Record<string, readonly Candidate[]>>;

async function candidatesOf(route: Route, object: CrmObject, queries: readonly MatchQuery[]): Promise<Candidates> {
  if (queries.length === 0) return {};
  const match = () => route.ledger.match({ destination: route.destinationAccount.destination, object, queries });
  const candidates = await match();
  const doubtful = new Set(
    Object.values(candidates).flatMap((found) => (found.length > 1 ? found.map(({ crmId }) => crmId) : [])),
  );
  if (doubtful.size === 0) return candidates;
  const seenAt = route.clock.now();
  const seen = [...(await readByIds(route, object, [...doubtful])).values()];
  await indexSeen(route, object, seenAt, seen);
  const present = new Set(seen.map(({ id }) => id));
  const gone = [...doubtful].filter((id) => !present.has(id));
  await forgetSeen(route, object, seenAt, gone);
  return match();
}

async function hashesOfParked(
  route: Route,
  items: readonly { readonly view: SubjectView; readonly desired: DesiredRecord }[],
): Promise<Map<string, string>> {
  const values = new Set<string>();
  for (const { view, desired } of items) {
    for (const { field } of view.parkedValues) {
      const value = saidOf(desired, field);
      if (typeof value === 'string') values.add(value);
    }
  }
  const list = [...values];
  const hashes = list.length === 0 ? [] : await route.ledger.valueHash({ values: list });
  return new Map(list.map((value, index) => [value, hashes[index] ?? '']));
}
