import { formatKey } from '../commerce/keys.ts';
import { forCreate, forUpdate } from '../field-map/owned-write.ts';
import { orderFedFields } from '../field-map/project.ts';
import type { CrmObject, DesiredRecord } from '../field-map/types.ts';
import type { SubjectView } from '../ledger/contract.ts';
import { allEnded } from '../lib/all-ended.ts';
import { adoptRecords } from './adopt.ts';
import { countsForBrake, passBrake } from './brake.ts';
import { foldMerged } from './fold-merged.ts';
import type { RecordPlan } from './plan.ts';
import type { Planned } from './plan-records.ts';
import { planAll } from './plan-records.ts';
import { conclude, ended, inShadow } from './record-results.ts';
import type { PreparedRow } from './rows.ts';
import { busyOf, inTurn, turnsEnded } from './subject-turns.ts';
import type { Task, TaskResult } from './task.ts';
import type { Lane, Route } from './types.ts';
import { versionsOf } from './versions/accepted.ts';
import { viewsOf } from './views.ts';
import { writeBatches } from './write-batch.ts';

/** Adopting, a refused value and the write after it each take a turn. */
const maxRounds = 5;

/** Brings the records of all tasks to what they should be. One result per task, by subject id. */
export async function writeRecords(
  route: Route,
  lane: Lane,
  object: CrmObject,
  tasks: readonly Task[],
): Promise<Map<string, TaskResult>> {
  return inTurns({ route, lane, object, left: null }, tasks);
}

/** What `makeRecords` has done, and what it has left. */
export interface MadeRecords {
  /** By subject id; a record whose change is left counts as kept. */
  readonly results: ReadonlyMap<string, TaskResult>;
  /** Tasks of records that exist and have to be changed: for `writeRecords`. */
  readonly changes: readonly Task[];
}

/**
 * Makes the records that there are not yet, and takes over those that exist without being linked. What belongs to a record
 * can be written then, also while a record that was there before waits for its change: what passes beside each other have
 * to change in the same record goes out in one call, with the other changes of the pass.
 */
export async function makeRecords(
  route: Route,
  lane: Lane,
  object: CrmObject,
  tasks: readonly Task[],
): Promise<MadeRecords> {
  const left = new Set<string>();
  const results = await inTurns({ route, lane, object, left }, tasks);
  return { results, changes: tasks.filter(({ subjectId }) => left.has(subjectId)) };
}

interface Work {
  readonly route: Route;
  readonly lane: Lane;
  readonly object: CrmObject;
  /** Subjects whose record exists and is changed by somebody else than this; null = it is changed here. */
  readonly left: Set<string> | null;
}

async function inTurns(work: Work, tasks: readonly Task[]): Promise<Map<string, TaskResult>> {
  const { lane } = work;
  const byId = new Map(tasks.map((task) => [task.subjectId, task]));
  const busy = busyOf(lane, [...byId.keys()]);
  const parts = await allEnded([
    takingTurn(
      work,
      only(byId, (id) => !busy.has(id)),
    ),
    afterOthers(
      work,
      only(byId, (id) => busy.has(id)),
    ),
  ]);
  return new Map(parts.flatMap((part) => [...part]));
}

function takingTurn(work: Work, tasks: ReadonlyMap<string, Task>): Promise<Map<string, TaskResult>> {
  return inTurn(work.lane, [...tasks.keys()], () => inRounds(work, tasks));
}

/**
 * Passes over history meet in buyers who buy again. Nobody waits for the others just to find a record right; whoever must
 * wait looks again when they are done, and takes a turn for what is left then: most often they have done it.
 */
async function afterOthers(work: Work, tasks: ReadonlyMap<string, Task>): Promise<Map<string, TaskResult>> {
  const ready = await withoutTurn(work, tasks);
  const waiting = only(tasks, (id) => !ready.has(id));
  await turnsEnded(work.lane, [...waiting.keys()]);
  const done = await withoutTurn(work, waiting);
  const rest = await takingTurn(
    work,
    only(waiting, (id) => !done.has(id)),
  );
  return new Map([...ready, ...done, ...rest]);
}

function only(tasks: ReadonlyMap<string, Task>, chosen: (subjectId: string) => boolean): ReadonlyMap<string, Task> {
  return new Map([...tasks].filter(([id]) => chosen(id)));
}

/** Tasks for which nothing has to be done here and now, as the ledger knows their records. */
async function withoutTurn(work: Work, tasks: ReadonlyMap<string, Task>): Promise<Map<string, TaskResult>> {
  if (tasks.size === 0) return new Map();
  const { route, object } = work;
  const views = await viewsOf(route, [...tasks.keys()]);
  const linked = views.filter(({ record, identityCase }) => record?.state === 'linked' && identityCase === null);
  const planned = await planAll(route, object, linked, tasks);
  return new Map(
    planned.flatMap((item) => {
      const { view, plan, outdated, faults } = item;
      const exists = leave(work, item);
      if (exists !== null) return [[view.subjectId, exists] as const];
      const right = plan.action === 'nothing' && outdated.length === 0 && faults.length === 0;
      return right && isStamped(route, view) ? [[view.subjectId, ended(plan, view)] as const] : [];
    }),
  );
}

/** The result of a record whose change is left to somebody else, if it is. */
function leave({ left }: Work, { view, plan }: Planned): TaskResult | null {
  if (left === null || plan.action !== 'update') return null;
  left.add(view.subjectId);
  return { type: 'kept', crmId: plan.crmId, wrote: null, identityCase: view.identityCase };
}

async function inRounds(work: Work, tasks: ReadonlyMap<string, Task>): Promise<Map<string, TaskResult>> {
  const results = new Map<string, TaskResult>();
  let open = tasks;
  for (let round = 0; round < maxRounds && open.size > 0; round += 1) {
    const again = await oneRound(work, open, results);
    open = new Map([...open].filter(([id]) => again.has(id)));
  }
  for (const id of open.keys()) if (!results.has(id)) results.set(id, { type: 'later' });
  return results;
}

async function oneRound(
  work: Work,
  open: ReadonlyMap<string, Task>,
  results: Map<string, TaskResult>,
): Promise<Set<string>> {
  const { route, lane, object } = work;
  const destination = route.destinationAccount.destination;
  const known = await viewsOf(route, [...open.keys()]);
  const views = route.shadow === true ? known : await foldMerged(route, lane, known);
  const planned = await planAll(route, object, views, open);
  const itemOf = new Map(planned.map((item) => [item.task.subjectId, item]));
  for (const { subjectId } of views) if (!itemOf.has(subjectId)) results.set(subjectId, { type: 'later' });
  if (route.shadow === true) {
    for (const { view, task, desired, plan } of planned) results.set(task.subjectId, inShadow(plan, view, desired));
    return new Set();
  }
  for (const { view, outdated } of planned) {
    if (outdated.length === 0) continue;
    await route.ledger.unparkValues({ destination, subjectId: view.subjectId, fields: outdated });
  }
  await parkFaults(route, planned);
  const creates: PreparedRow[] = [];
  const updates: PreparedRow[] = [];
  const adoptions: { view: SubjectView; task: Task; crmId: string; decided: boolean; desired: DesiredRecord }[] = [];
  for (const item of planned) {
    const { view, task, desired, plan } = item;
    const exists = leave(work, item);
    if (exists !== null) results.set(task.subjectId, exists);
    else if (plan.action === 'create' || plan.action === 'update') {
      const row = prepare(route, task, view, desired, plan);
      (plan.action === 'create' ? creates : updates).push(row);
    } else if (plan.action === 'adopt')
      adoptions.push({ view, task, crmId: plan.crmId, decided: plan.decided, desired });
    else results.set(task.subjectId, ended(plan, view));
  }
  await stampUnchanged(route, planned);
  const orderFed = orderFedFields(route.map);
  const counted = updates.filter(({ intended }) => countsForBrake(object, intended, orderFed));
  await passBrake(route, object, counted.length);
  const again = await adoptRecords(route, lane, object, adoptions, results);
  const created = await writeBatches(route, lane, 'create', object, creates);
  const updated = await writeBatches(route, lane, 'update', object, updates);
  for (const [subjectId, result] of [...created, ...updated]) {
    const task = open.get(subjectId);
    const item = itemOf.get(subjectId);
    if (task && item) await conclude(route, item, task, result, results, again);
  }
  return again;
}

/** A field that could not be computed rests like a value that was refused; the rest of its record is written. */
async function parkFaults(route: Route, planned: readonly Planned[]): Promise<void> {
  const rows = planned.flatMap(({ task, faults }) =>
    faults.map(({ field, message }) => {
      const { subjectId, key } = task;
      return { subjectId, key, field, value: message, class: 'map' as const, code: 'NOT_COMPUTED', message };
    }),
  );
  const { destination } = route.destinationAccount;
  if (rows.length > 0) await route.ledger.parkValues({ destination, now: route.clock.now(), rows });
}

/** Records that are right already by the present versions need no write to be theirs. */
async function stampUnchanged(route: Route, planned: readonly Planned[]): Promise<void> {
  const versions = versionsOf(route);
  const older = planned.filter(({ plan, view }) => plan.action === 'nothing' && !isStamped(route, view));
  if (older.length === 0) return;
  const { destination } = route.destinationAccount;
  const subjectIds = older.map(({ view }) => view.subjectId);
  await route.ledger.stampVersions({ destination, subjectIds, ...versions });
}

function isStamped(route: Route, { record }: SubjectView): boolean {
  const { mapVersion, identityVersion } = versionsOf(route);
  return record?.mapVersion === mapVersion && record.identityVersion === identityVersion;
}

function prepare(
  route: Route,
  task: Task,
  view: SubjectView,
  desired: DesiredRecord,
  plan: Extract<RecordPlan, { action: 'create' | 'update' }>,
): PreparedRow {
  const ref = view.subjectId;
  const key = view.record?.key ?? desired.key;
  const members = desired.object === 'contact' ? view.members.map((member) => formatKey(member.key)) : [desired.key];
  const base = { ref, subjectId: view.subjectId, cause: task.cause, key, members, toId: null, label: null };
  if (plan.action === 'create') {
    const write = forCreate(route.map, desired, { without: plan.without, withSeeds: task.seeds });
    const links = task.inlineLinks ? { links: task.inlineLinks } : {};
    const [{ label, toId } = { label: null, toId: null }] = task.inlineLinks ?? [];
    return {
      intended: { ...base, label, toId, crmId: null, old: {}, new: write.values },
      create: { ref, key, members, origin: task.origin, write, ...links },
      adopted: false,
    };
  }
  const write = forUpdate(route.map, desired.object, plan.changes);
  const identity = plan.identity ? { identity: { key, members } } : {};
  return {
    intended: { ...base, crmId: plan.crmId, old: view.record?.written ?? {}, new: write.values },
    update: { ref, id: plan.crmId, write, ...identity },
    adopted: view.record?.adopted ?? false,
  };
}
