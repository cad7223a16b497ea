import type { WorkKey } from '../commerce/keys.ts';
import { formatKey } from '../commerce/keys.ts';
import { projectPerson } from '../field-map/project.ts';
import type { LeftOutReason } from '../field-map/types.ts';
import { personTraits } from '../identity/traits.ts';
import type { ClaimedKey, SubjectView } from '../ledger/contract.ts';
import { priorities } from '../ledger/contract.ts';
import type { PassContext } from './context.ts';
import { buyerOf, customerMember } from './facts.ts';
import { customerLeftOut, orderLeftOut } from './scope.ts';
import type { Task } from './task.ts';
import type { Route } from './types.ts';
import { personOf } from './views.ts';
import { type MadeRecords, makeRecords, writeRecords } from './write-records.ts';

/** What became of the people of a pass. */
export interface PeopleResult extends MadeRecords {
  /** Customers that stay out on purpose, by key text. */
  readonly leftOut: ReadonlyMap<string, LeftOutReason>;
}

/** History never wakes the CRM's workflows; everything else is live. */
export function originOf(item: Pick<ClaimedKey, 'priority'>): 'history' | 'live' {
  return item.priority <= priorities.history ? 'history' : 'live';
}

/** What people typed may be in the past, and in a record that is made again: only what is new from the store is seeded. */
export function maySeed(item: Pick<ClaimedKey, 'priority'>): boolean {
  return item.priority >= priorities.operator;
}

/**
 * Sees to it that all claimed people and all buyers of claimed orders have their contacts. Contacts that have to be changed
 * are left to `changePeople`, unless an order is linked in the call that makes it: what becomes of a contact that was merged
 * or deleted in the CRM is known when it has been written to.
 */
export async function workPeople(context: PassContext): Promise<PeopleResult> {
  const { route, lane } = context;
  const { tasks, leftOut } = await peopleTasks(context);
  const { links, requiresParent } = route.destination.capabilities;
  if (links === 'separate' && !requiresParent) {
    return { ...(await makeRecords(route, lane, 'contact', [...tasks.values()])), leftOut };
  }
  return { results: await writeRecords(route, lane, 'contact', [...tasks.values()]), changes: [], leftOut };
}

/** Brings the contacts up to date that `workPeople` has left. */
export async function changePeople({ route, lane }: PassContext, people: PeopleResult): Promise<PeopleResult> {
  const changed = await writeRecords(route, lane, 'contact', people.changes);
  return { ...people, results: new Map([...people.results, ...changed]) };
}

/** What has to be kept, by subject id, and the customers that stay out. */
export async function peopleTasks(
  context: PassContext,
): Promise<{ readonly tasks: ReadonlyMap<string, Task>; readonly leftOut: ReadonlyMap<string, LeftOutReason> }> {
  const tasks = new Map<string, Task>();
  const add = (key: WorkKey, item: ClaimedKey) => {
    const subjectId = context.subjectIds[formatKey(key)];
    if (subjectId === undefined || tasks.has(subjectId)) return;
    tasks.set(subjectId, personTask(context.route, subjectId, key, item));
  };
  const wantedBuyers = addBuyers(context, add);
  const leftOut = await customersOutOfScope(context, wantedBuyers);
  for (const item of context.claimed) {
    const text = formatKey(item.key);
    if (context.settled.has(text) || leftOut.has(text)) continue;
    if (item.key.kind === 'customer' || item.key.kind === 'guest') add(item.key, item);
  }
  for (const item of context.claimed) {
    for (const { buyer, subjectId } of context.formerBuyers.get(formatKey(item.key)) ?? []) {
      if (tasks.has(subjectId)) continue;
      tasks.set(subjectId, { ...personTask(context.route, subjectId, buyer, item), onlyKept: true });
    }
  }
  return { tasks, leftOut };
}

/** The buyers of claimed orders that belong to the CRM, by key text. */
function addBuyers(context: PassContext, add: (key: WorkKey, item: ClaimedKey) => void): Set<string> {
  const buyers = new Set<string>();
  for (const item of context.claimed) {
    if (item.key.kind !== 'order') continue;
    const order = context.gathered.orders.get(formatKey(item.key))?.order;
    if (order === undefined || orderLeftOut(order, context.scope) !== null) continue;
    const buyer = buyerOf(order);
    if (buyer === null) continue;
    buyers.add(formatKey(buyer));
    add(buyer, item);
  }
  return buyers;
}

async function customersOutOfScope(
  context: PassContext,
  wantedBuyers: ReadonlySet<string>,
): Promise<Map<string, LeftOutReason>> {
  const leftOut = new Map<string, LeftOutReason>();
  const doubtful = [...context.gathered.customers].filter(
    ([text, { customer }]) =>
      !wantedBuyers.has(text) && customerLeftOut(customerMember(customer), [], context.scope) !== null,
  );
  if (doubtful.length === 0) return leftOut;
  const orders = await context.route.ledger.ordersOfBuyers({
    buyers: doubtful.map(([, { customer }]) => customerMember(customer).key),
  });
  for (const [text, { customer }] of doubtful) {
    const own = orders.filter((order) => order.buyer !== null && formatKey(order.buyer) === text);
    const reason = customerLeftOut(customerMember(customer), own, context.scope);
    if (reason !== null) leftOut.set(text, reason);
  }
  return leftOut;
}

/** Keeping one person's contact. */
export function personTask(
  route: Route,
  subjectId: string,
  key: WorkKey,
  item: Pick<ClaimedKey, 'cause' | 'priority'>,
): Task {
  const known = (view: SubjectView) => {
    const person = personOf(view);
    if (person === null) throw new Error(`subject ${view.subjectId} has no person among its members`);
    return person;
  };
  return {
    subjectId,
    key,
    cause: item.cause,
    origin: originOf(item),
    seeds: maySeed(item),
    desiredOf: (view) => {
      const person = personOf(view);
      return person === null ? null : projectPerson(route.map, person);
    },
    traitsOf: (view) => personTraits(known(view).members, route.identity),
  };
}
