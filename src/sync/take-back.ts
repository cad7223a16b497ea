import { formatKey } from '../commerce/keys.ts';
import { ConnectorError, type Failure } from '../connector/failure.ts';
import type { FoundOrder } from '../connector/source.ts';
import { sameValue } from '../field-map/compare.ts';
import { forUpdate } from '../field-map/owned-write.ts';
import { readsOrders } from '../field-map/project.ts';
import type { CrmObject, FieldValue } from '../field-map/types.ts';
import type { JournalEntry, LedgerRecord, SubjectView } from '../ledger/contract.ts';
import { archiveRecords } from './archive.ts';
import { lookAgain } from './repair.ts';
import { pickOrder } from './scope.ts';
import { type PlannedValue, singleCause, valuesOf } from './single.ts';
import type { Lane, Route } from './types.ts';
import { writeBatches } from './write-batch.ts';
import { writeLinks } from './write-links.ts';

export interface TakeBackStep {
  readonly object: CrmObject;
  readonly crmId: string;
  readonly crmUrl: string;
  /** archive: our call made it · restore: it was there before, and gets its values back · keep: something needs it. */
  readonly act: 'archive' | 'restore' | 'keep';
  readonly reason: string;
  readonly values: readonly PlannedValue[];
}

export interface TakeBackPlan {
  readonly order: { readonly key: string; readonly name: string };
  /** Null = it can be taken back. */
  readonly refused: string | null;
  readonly steps: readonly TakeBackStep[];
  /** CRM ids of contacts from which our link is removed. */
  readonly unlink: readonly string[];
}

interface Planned {
  readonly plan: TakeBackPlan;
  readonly order: SubjectView | null;
  readonly people: readonly SubjectView[];
}

/** Everything that ever happened to one record is a few hundred entries at most. */
const wholeJournal = 5_000;

/**
 * What taking a single order back would do. Only records that `sync` brought are touched; a person who has other orders
 * in the CRM stays. Asks both platforms and writes to neither.
 */
export async function previewTakeBack(route: Route, found: FoundOrder): Promise<TakeBackPlan> {
  return (await planTakeBack(route, found)).plan;
}

async function planTakeBack(route: Route, found: FoundOrder): Promise<Planned> {
  const named = { key: formatKey(found.key), name: found.name };
  const refuse = (refused: string): Planned => ({
    plan: { order: named, refused, steps: [], unlink: [] },
    order: null,
    people: [],
  });
  const { destination } = route.destinationAccount;
  const ids = await route.ledger.subjectIdsOf({ keys: [named.key] });
  const [order] = await route.ledger.subjects({ destination, subjectIds: Object.values(ids) });
  if (order?.record == null) return refuse(`order ${found.name} is not in the CRM: nothing to take back`);
  if (order.inFlight) return refuse('a write whose answer is awaited holds it: try again in a minute');
  const history = await historyOf(route, order);
  const cause = singleCause(found);
  if (history.broughtBy !== cause) {
    return refuse(
      `order ${found.name} came by "${history.broughtBy ?? 'nobody knows what'}" and not by sync: it stays`,
    );
  }
  const steps = [await stepFor(route, order, order.record, history)];
  const people = await peopleOf(route, order);
  for (const person of people) {
    if (person.record === null) continue;
    const own = await historyOf(route, person);
    const keep = own.broughtBy === cause ? await neededBy(route, person, order) : 'it was in the CRM before';
    steps.push(
      keep === null
        ? await stepFor(route, person, person.record, own)
        : { ...stepBase(route, person.object, person.record), act: 'keep', reason: keep, values: [] },
    );
  }
  const unlink = order.links.filter((link) => link.madeByUs).map((link) => link.toId);
  return { plan: { order: named, refused: null, steps: steps.filter((step) => step !== null), unlink }, order, people };
}

async function peopleOf(route: Route, order: SubjectView): Promise<readonly SubjectView[]> {
  const buyers = order.members.flatMap(({ facts }) => (facts.type === 'order' ? (facts.order.buyer ?? []) : []));
  const ids = await route.ledger.subjectIdsOf({ keys: buyers.map(formatKey) });
  const subjectIds = [...new Set(Object.values(ids))];
  return route.ledger.subjects({ destination: route.destinationAccount.destination, subjectIds });
}

/** Why a person has to stay, or null when nothing else of ours needs the contact. */
async function neededBy(route: Route, person: SubjectView, order: SubjectView): Promise<string | null> {
  const { destination } = route.destinationAccount;
  const theirs = await route.ledger.ordersOfBuyers({ buyers: person.members.map(({ key }) => key) });
  const ids = await route.ledger.subjectIdsOf({ keys: theirs.map(({ key }) => formatKey(key)) });
  const subjectIds = [...new Set(Object.values(ids))].filter((id) => id !== order.subjectId);
  const others = await route.ledger.subjects({ destination, subjectIds });
  return others.some(({ record }) => record?.state === 'linked') ? 'other orders of theirs are in the CRM' : null;
}

interface History {
  /** The cause of the write that brought the record here, or of its adoption. */
  readonly broughtBy: string | null;
  readonly broughtAt: Date | null;
  /** Values that an adopted record held before our first write. */
  readonly held: ReadonlyMap<string, FieldValue>;
  /** Our last value of each field that we changed since. */
  readonly ours: ReadonlyMap<string, FieldValue>;
}

async function historyOf(route: Route, view: SubjectView): Promise<History> {
  const { destination } = route.destinationAccount;
  const entries = await route.ledger.journal({ destination, subjectId: view.subjectId, limit: wholeJournal });
  const own = entries.filter(({ crmId }) => crmId === view.record?.crmId);
  const brought = own.findIndex(
    ({ action, field }) => field === null && (action === 'created' || action === 'adopted'),
  );
  const held = new Map<string, FieldValue>();
  const ours = new Map<string, FieldValue>();
  for (const entry of own.slice(0, brought)) note(entry, held, ours);
  return { broughtBy: own[brought]?.cause ?? null, broughtAt: own[brought]?.at ?? null, held, ours };
}

/** Entries come newest first: what is noted already is later. */
function note(entry: JournalEntry, held: Map<string, FieldValue>, ours: Map<string, FieldValue>): void {
  if (entry.field === null) return;
  if (entry.action === 'adopted') held.set(entry.field, entry.old);
  else if (entry.action === 'updated' && !ours.has(entry.field)) ours.set(entry.field, entry.new);
}

function stepBase(route: Route, object: CrmObject, { crmId }: LedgerRecord) {
  return { object, crmId, crmUrl: route.destination.recordUrl(object, crmId) };
}

async function stepFor(
  route: Route,
  view: SubjectView,
  record: LedgerRecord,
  history: History,
): Promise<TakeBackStep | null> {
  const base = stepBase(route, view.object, record);
  if (record.state === 'removed') return { ...base, act: 'keep', reason: 'it is archived already', values: [] };
  if (!record.adopted) return { ...base, act: 'archive', reason: 'made by sync', values: [] };
  const [found] = await route.destination.readBack(view.object, { ids: [record.crmId] });
  if (found === undefined) return { ...base, act: 'keep', reason: 'it is not in the CRM any more', values: [] };
  const types = new Map(route.map.fields.map(({ name, type }) => [name, type]));
  const back: Record<string, FieldValue> = {};
  for (const [field, written] of history.ours) {
    // What somebody has changed since is theirs.
    const type = types.get(field);
    if (type === undefined || !sameValue(type, found.values[field], written)) continue;
    back[field] = history.held.get(field) ?? null;
  }
  return { ...base, act: 'restore', reason: 'it was there before', values: valuesOf(route, back, found.values) };
}

/**
 * Takes a single order back: our link goes, records that our call made are archived, records that were there before get
 * back the values that we changed and lose our key. The ledger then knows nothing of the order in this CRM. Run it while
 * no pass runs.
 * @throws ConnectorError when the CRM refuses a step; what was done stays done, and the same call goes on from there.
 */
export async function takeBack(route: Route, lane: Lane, found: FoundOrder): Promise<TakeBackPlan> {
  const { plan, order, people } = await planTakeBack(route, found);
  if (plan.refused !== null || order?.record == null) return plan;
  const cause = `${singleCause(found)}, taken back`;
  await pickOrder(route, found.key, false);
  const { subjectId, record, links } = order;
  const fromId = record.crmId;
  const unlinked = await writeLinks(route, lane, [
    { subjectId, key: record.key, cause, fromId, toId: null, have: links },
  ]);
  succeed(unlinked);
  const forgotten: string[] = [];
  for (const view of [order, ...people]) {
    const step = plan.steps.find(({ object, crmId }) => object === view.object && crmId === view.record?.crmId);
    if (step === undefined) continue;
    if (step.act === 'archive') succeed(await archiveRecords(route, lane, view.object, [view], cause));
    else if (step.act === 'restore') await restore(route, lane, view, step, cause);
    if (step.act !== 'keep' || view.record?.state === 'removed') forgotten.push(view.subjectId);
  }
  await route.ledger.takeBack({
    destination: route.destinationAccount.destination,
    epoch: lane.epoch,
    subjectIds: forgotten,
  });
  // Who stays has bought one order less.
  const stay = people.filter(({ subjectId: id }) => !forgotten.includes(id));
  if (readsOrders(route.map))
    await lookAgain(
      route,
      stay.flatMap(({ members }) => members.map(({ key }) => key)),
      cause,
    );
  return plan;
}

/**
 * Lets go of a person's record that came since a moment: one that our call made is archived, one that was there before
 * gets its values back and loses our key. False when it came earlier: then it stays. Run it while no pass runs.
 * @throws ConnectorError when the CRM refuses it.
 */
export async function releaseRecord(
  route: Route,
  lane: Lane,
  view: SubjectView,
  { since, cause }: { readonly since: Date; readonly cause: string },
): Promise<boolean> {
  if (view.record === null) return false;
  const history = await historyOf(route, view);
  if (history.broughtAt === null || history.broughtAt < since) return false;
  const step = await stepFor(route, view, view.record, history);
  const undone = `${cause}, undone`;
  if (step?.act === 'archive') succeed(await archiveRecords(route, lane, view.object, [view], undone));
  else if (step?.act === 'restore') {
    await letOrdersGo(route, lane, view, undone);
    await restore(route, lane, view, step, undone);
  }
  const { destination } = route.destinationAccount;
  await route.ledger.takeBack({ destination, epoch: lane.epoch, subjectIds: [view.subjectId] });
  return true;
}

/**
 * Removes our links from the orders of a person to a contact that is theirs no longer: the ledger forgets these links with
 * the contact, and nobody would remove them later. Where an order cannot be without a contact they stay until it has one.
 */
async function letOrdersGo(route: Route, lane: Lane, person: SubjectView, cause: string): Promise<void> {
  if (route.destination.capabilities.requiresParent) return;
  const { destination } = route.destinationAccount;
  const theirs = await route.ledger.ordersOfBuyers({ buyers: person.members.map(({ key }) => key) });
  const ids = await route.ledger.subjectIdsOf({ keys: theirs.map(({ key }) => formatKey(key)) });
  const orders = await route.ledger.subjects({ destination, subjectIds: [...new Set(Object.values(ids))] });
  const tasks = orders.flatMap(({ subjectId, record, links }) => {
    const have = links.filter(({ madeByUs, toId }) => madeByUs && toId === person.record?.crmId);
    if (record?.state !== 'linked' || have.length === 0) return [];
    return [{ subjectId, key: record.key, cause, fromId: record.crmId, toId: null, have }];
  });
  succeed(await writeLinks(route, lane, tasks));
}

async function restore(route: Route, lane: Lane, view: SubjectView, step: TakeBackStep, cause: string): Promise<void> {
  const { subjectId, object } = view;
  const write = forUpdate(route.map, object, Object.fromEntries(step.values.map(({ field, to }) => [field, to])));
  const identity = { key: '', members: [] };
  const results = await writeBatches(route, lane, 'update', object, [
    {
      intended: {
        ref: subjectId,
        subjectId,
        cause,
        key: view.record?.key ?? '',
        members: [],
        crmId: step.crmId,
        toId: null,
        label: null,
        old: view.record?.written ?? {},
        new: write.values,
      },
      update: { ref: subjectId, id: step.crmId, write, identity },
      adopted: true,
    },
  ]);
  const result = results.get(subjectId);
  if (result?.type === 'written' || result?.type === 'gone' || result?.type === 'moved') return;
  succeed(new Map([[subjectId, result !== undefined && 'failure' in result ? result.failure : null]]));
}

const lostAnswer: Failure = {
  class: 'transient',
  code: 'LOST_ANSWER',
  message: 'the CRM did not say what became of a step: run the same command again in a minute',
};

function succeed(failures: ReadonlyMap<string, Failure | null>): void {
  for (const failure of failures.values()) throw new ConnectorError(failure ?? lostAnswer);
}
