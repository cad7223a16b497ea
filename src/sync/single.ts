import { formatKey } from '../commerce/keys.ts';
import type { Order } from '../commerce/order.ts';
import { ConnectorError } from '../connector/failure.ts';
import type { FoundOrder } from '../connector/source.ts';
import { changedFields } from '../field-map/compare.ts';
import { forCreate, ownedFields } from '../field-map/owned-write.ts';
import type { CrmObject, FieldValue, FieldValues, LeftOutReason, Owner } from '../field-map/types.ts';
import type { Standing } from '../ledger/contract.ts';
import type { PassContext } from './context.ts';
import { buyerOf } from './facts.ts';
import { buyerKeys, failureFor, gather, membersOf, orderOf } from './gather.ts';
import { asClaimed, workKeys } from './pass.ts';
import type { RecordPlan } from './plan.ts';
import type { Planned } from './plan-records.ts';
import { planAll } from './plan-records.ts';
import { recordLooks } from './record-looks.ts';
import { longestCallMs, recover } from './recover.ts';
import { orderLeftOut, pickOrder, readScope } from './scope.ts';
import type { Task } from './task.ts';
import type { Lane, Route } from './types.ts';
import { viewsOf } from './views.ts';
import { orderTask } from './work-orders.ts';
import { peopleTasks } from './work-people.ts';

/** A value that a write would set, with who owns the field. */
export interface PlannedValue {
  readonly field: string;
  readonly label: string;
  readonly owner: Owner;
  readonly property: string | null;
  readonly from: FieldValue;
  readonly to: FieldValue;
}

export interface PlannedRecord {
  readonly object: CrmObject;
  readonly key: string;
  readonly act: RecordPlan['action'];
  /** Why it is held, left out or has to wait. */
  readonly reason: string | null;
  readonly shopifyUrl: string;
  readonly crmUrl: string | null;
  readonly values: readonly PlannedValue[];
}

export interface SinglePreview {
  readonly order: { readonly key: string; readonly name: string; readonly date: string };
  readonly leftOut: LeftOutReason | null;
  /** The contact, if there is a buyer, and then the order. */
  readonly records: readonly PlannedRecord[];
  /** Null = nobody to link to. */
  readonly link: 'would be made' | 'is there' | null;
}

export interface SingleResult {
  readonly standing: Standing;
  readonly records: readonly {
    readonly object: CrmObject;
    readonly shopifyUrl: string;
    readonly crmUrl: string;
  }[];
  readonly linked: boolean;
}

/** Because of what the records of a single order change, in the journal; `--undo` knows its own work by it. */
export function singleCause(found: Pick<FoundOrder, 'name'>): string {
  return `sync ${found.name}`;
}

/**
 * What bringing this one order, its buyer and their link would write. Asks both platforms and writes to neither.
 * @throws ConnectorError when one of them cannot be read.
 */
export async function previewOrder(route: Route, found: FoundOrder): Promise<SinglePreview> {
  const { ledger } = route;
  const named = { key: formatKey(found.key), name: found.name, date: found.date.toISOString() };
  const picked = await readScope(route);
  const scope = { ...picked, picked: new Set([...picked.picked, named.key]) };
  const claimed = await asClaimed(route, [found.key], singleCause(found));
  const gathered = await gather(route, claimed, scope);
  const order = orderOf(gathered, found.key);
  if (order === null) throw notShown(failureFor(gathered, found.key)?.message ?? null, found);
  const leftOut = orderLeftOut(order, scope);
  if (leftOut !== null) return { order: named, leftOut, records: [], link: null };
  const looked = await recordLooks(route, membersOf(gathered, scope, route.sourceAccount));
  const known = await ledger.subjectIdsOf({ keys: buyerKeys(gathered), looked: true });
  const subjectIds = { ...known, ...looked };
  const nothing = { formerBuyers: new Map(), settled: new Map(), hidden: new Map() };
  const context: PassContext = { route, lane: { epoch: 0 }, claimed, scope, gathered, subjectIds, ...nothing };
  const { tasks } = await peopleTasks(context);
  const [item] = claimed;
  const subjectId = subjectIds[named.key];
  if (item === undefined || subjectId === undefined) throw notShown(null, found);
  const people = await planned(route, 'contact', tasks);
  const orders = await planned(route, 'order', new Map([[subjectId, orderTask(route, item, order, subjectId)]]));
  const records = [];
  for (const one of [...people, ...orders]) records.push(await describe(route, one));
  return { order: named, leftOut: null, records, link: linkOf(order, people[0], orders[0]) };
}

function notShown(reason: string | null, { name }: FoundOrder): ConnectorError {
  const message = reason ?? `Shopify finds order ${name} and does not show it: look at the scopes of the app`;
  return new ConnectorError({ class: 'record', code: 'UNREADABLE', message });
}

async function planned(route: Route, object: CrmObject, tasks: ReadonlyMap<string, Task>): Promise<Planned[]> {
  if (tasks.size === 0) return [];
  const views = await viewsOf(route, [...tasks.keys()]);
  return planAll(route, object, views, tasks);
}

function linkOf(order: Order, contact: Planned | undefined, own: Planned | undefined): SinglePreview['link'] {
  if (buyerOf(order) === null || contact === undefined) return null;
  const crmId = contact.view.record?.crmId;
  const there = crmId !== undefined && own?.view.links.some((link) => link.toId === crmId) === true;
  return there ? 'is there' : 'would be made';
}

async function describe(route: Route, { view, task, desired, plan }: Planned): Promise<PlannedRecord> {
  const { object } = desired;
  const crmId = 'crmId' in plan ? plan.crmId : (view.record?.crmId ?? null);
  const base = {
    object,
    key: desired.key,
    act: plan.action,
    shopifyUrl: route.source.adminUrl(task.key),
    crmUrl: crmId === null ? null : route.destination.recordUrl(object, crmId),
  };
  switch (plan.action) {
    case 'create': {
      const { values } = forCreate(route.map, desired, { without: plan.without, withSeeds: task.seeds });
      return { ...base, reason: null, values: valuesOf(route, values, {}) };
    }
    case 'update':
      return { ...base, reason: null, values: valuesOf(route, plan.changes, view.record?.written ?? {}) };
    case 'adopt': {
      const [record] = await route.destination.readBack(object, { ids: [plan.crmId] });
      const held = record?.values ?? {};
      const changes = changedFields(route.map, ownedFields(route.map, object), desired.values, held);
      return { ...base, reason: null, values: valuesOf(route, changes, held) };
    }
    case 'hold':
    case 'leave out':
      return { ...base, reason: plan.reason, values: [] };
    case 'wait':
      return { ...base, reason: 'a write whose answer is awaited', values: [] };
    case 'nothing':
      return { ...base, reason: null, values: [] };
  }
}

/** Values as people read them, in the order of the field map; what the account has no place for is left away. */
export function valuesOf(route: Route, to: FieldValues, from: FieldValues): PlannedValue[] {
  return route.map.fields.flatMap(({ name, label, owner }) => {
    const value = to[name];
    const property = route.destination.propertyOf(name);
    if (value === undefined) return [];
    return [{ field: name, label, owner, property, from: from[name] ?? null, to: value }];
  });
}

/** How long the answers to one order's writes are waited for. */
const patienceMs = longestCallMs + 15_000;

/**
 * Brings one order, its buyer and their link to the CRM through the ordinary loop, whatever the cutoff says. Works
 * nothing else that is due. Run it while no pass runs.
 * @throws LaneHeldError, LaneLostError
 */
export async function bringOrder(route: Route, lane: Lane, found: FoundOrder): Promise<SingleResult> {
  await pickOrder(route, found.key, true);
  const end = route.clock.now().getTime() + patienceMs;
  for (;;) {
    await workKeys(route, lane, [found.key], singleCause(found));
    const result = await resultOf(route, found);
    if (result.standing.state !== 'waiting' || route.clock.now().getTime() > end) return result;
    await route.clock.sleep(1_000);
    await recover(route, lane, { restMs: longestCallMs });
  }
}

/** How the order stands now, with the addresses of what is in the CRM. */
export async function resultOf(route: Route, found: FoundOrder): Promise<SingleResult> {
  const { destination } = route.destinationAccount;
  const [row] = await route.ledger.standings({ destination, keys: [found.key] });
  const standing = row?.standing ?? { state: 'waiting', reason: 'nobody has worked it yet' };
  const facts = row?.subjectId == null ? null : await orderFactsOf(route, row.subjectId);
  const records: SingleResult['records'][number][] = [];
  for (const view of facts?.views ?? []) {
    const key = view.members.find(({ key: { source } }) => source === found.key.source)?.key;
    if (key === undefined || view.record?.state !== 'linked') continue;
    const crmUrl = route.destination.recordUrl(view.object, view.record.crmId);
    records.push({ object: view.object, shopifyUrl: route.source.adminUrl(key), crmUrl });
  }
  return { standing, records, linked: facts?.linked ?? false };
}

async function orderFactsOf(route: Route, subjectId: string) {
  const { destination } = route.destinationAccount;
  const [order] = await route.ledger.subjects({ destination, subjectIds: [subjectId] });
  if (order === undefined) return null;
  const buyers = order.members.flatMap(({ facts }) => (facts.type === 'order' ? (facts.order.buyer ?? []) : []));
  const ids = await route.ledger.subjectIdsOf({ keys: buyers.map(formatKey) });
  const people = await route.ledger.subjects({ destination, subjectIds: [...new Set(Object.values(ids))] });
  const linked = people.some((person) => order.links.some((link) => link.toId === person.record?.crmId));
  return { views: [...people, order], linked };
}
