import { formatKey } from '../commerce/keys.ts';
import type { Order } from '../commerce/order.ts';
import type { Failure } from '../connector/failure.ts';
import { projectOrder } from '../field-map/project.ts';
import type { ClaimedKey } from '../ledger/contract.ts';
import type { PassContext } from './context.ts';
import { buyerOf } from './facts.ts';
import { noticeLostOrUnread } from './notice.ts';
import { orderLeftOut } from './scope.ts';
import type { Task, TaskResult } from './task.ts';
import type { Route } from './types.ts';
import { remembered } from './views.ts';
import type { PeopleResult } from './work-people.ts';
import { maySeed, originOf } from './work-people.ts';
import type { LinkTask } from './write-links.ts';
import { writeLinks } from './write-links.ts';
import { writeRecords } from './write-records.ts';

export interface OrdersResult {
  /** By subject id. */
  readonly results: ReadonlyMap<string, TaskResult>;
  /** Orders whose link is not as it should be, by subject id; null = it waits, without a refusal. */
  readonly linkFailures: ReadonlyMap<string, Failure | null>;
  readonly linked: number;
}

interface Wanted {
  readonly item: ClaimedKey;
  readonly order: Order;
  readonly subjectId: string;
}

/** What became of the orders' records, before their links. */
export interface WrittenOrders {
  readonly wanted: readonly Wanted[];
  /** By subject id. */
  readonly results: ReadonlyMap<string, TaskResult>;
}

/** Keeps the orders of a pass, after there are contacts for them. */
export async function writeOrders(context: PassContext, people: PeopleResult): Promise<WrittenOrders> {
  const wanted = wantedOrders(context);
  const { destination } = context.route;
  const inline = destination.capabilities.links === 'inline';
  const tasks: Task[] = [];
  for (const { item, order, subjectId } of wanted) {
    const contactId = contactOf(context, people, order);
    const task = orderTask(context.route, item, order, subjectId);
    if (contactId === null) {
      const orphan = destination.capabilities.requiresParent && context.route.shadow !== true;
      tasks.push(orphan ? { ...task, notCreated: whyNotCreated(context, people, order) } : task);
      continue;
    }
    const inlineLinks = inline ? { inlineLinks: [{ label: 'order_contact' as const, toId: contactId }] } : {};
    tasks.push({ ...task, ...inlineLinks });
  }
  const written = await writeRecords(context.route, context.lane, 'order', tasks);
  return { wanted, results: await withoutLostContacts(context.route, tasks, written) };
}

/** Links the orders of a pass with their contacts, when both are as they should be. */
export async function linkOrders(
  context: PassContext,
  people: PeopleResult,
  { wanted, results }: WrittenOrders,
): Promise<OrdersResult> {
  const links = await linkTasks(context, people, wanted, results);
  const linkFailures = await writeLinks(context.route, context.lane, links);
  return { results, linkFailures, linked: context.route.shadow === true ? 0 : links.length };
}

/**
 * A CRM that links in the creating call refuses an order whose contact was merged or deleted there meanwhile. What becomes
 * of the contact is decided first, the order waits.
 */
async function withoutLostContacts(
  route: Route,
  tasks: readonly Task[],
  results: ReadonlyMap<string, TaskResult>,
): Promise<ReadonlyMap<string, TaskResult>> {
  const refused = tasks.flatMap(({ subjectId, inlineLinks }) => {
    const result = results.get(subjectId);
    const contactId = inlineLinks?.[0]?.toId;
    return contactId !== undefined && result?.type === 'failed' && result.class === 'record'
      ? [{ subjectId, contactId }]
      : [];
  });
  if (refused.length === 0) return results;
  const lost = await noticeLostOrUnread(route, 'contact', new Set(refused.map(({ contactId }) => contactId)));
  const waiting = refused.filter(({ contactId }) => lost.has(contactId));
  return new Map([...results, ...waiting.map(({ subjectId }) => [subjectId, { type: 'later' }] as const)]);
}

export function orderTask(route: Route, item: ClaimedKey, order: Order, subjectId: string): Task {
  return {
    subjectId,
    key: item.key,
    cause: item.cause,
    origin: originOf(item),
    seeds: maySeed(item),
    desiredOf: (view) => projectOrder(route.map, remembered(order, view)),
    traitsOf: () => ({ emails: [], phones: [], names: [] }),
  };
}

function wantedOrders(context: PassContext): Wanted[] {
  return context.claimed.flatMap((item) => {
    const text = formatKey(item.key);
    const order = context.gathered.orders.get(text)?.order;
    const subjectId = context.subjectIds[text];
    if (item.key.kind !== 'order' || order === undefined || subjectId === undefined) return [];
    if (context.settled.has(text) || orderLeftOut(order, context.scope) !== null) return [];
    return [{ item, order, subjectId }];
  });
}

/** Why an order that needs its contact cannot be made now. */
function whyNotCreated(context: PassContext, people: PeopleResult, order: Order): NonNullable<Task['notCreated']> {
  if (buyerOf(order) === null) return 'no buyer';
  const buyer = buyerResult(context, people, order);
  return buyer?.type === 'left out' ? buyer.reason : 'its contact waits';
}

/** The CRM id of the buyer's contact when this pass knows that it is in order. */
function contactOf(context: PassContext, people: PeopleResult, order: Order): string | null {
  const result = buyerResult(context, people, order);
  return result?.type === 'kept' ? result.crmId : null;
}

export function buyerResult(context: PassContext, people: PeopleResult, order: Order): TaskResult | null {
  const buyer = buyerOf(order);
  if (buyer === null) return null;
  const subjectId = context.subjectIds[formatKey(buyer)];
  return subjectId === undefined ? null : (people.results.get(subjectId) ?? null);
}

async function linkTasks(
  context: PassContext,
  people: PeopleResult,
  wanted: readonly Wanted[],
  results: ReadonlyMap<string, TaskResult>,
): Promise<LinkTask[]> {
  const kept = wanted.filter(({ subjectId }) => results.get(subjectId)?.type === 'kept');
  const views = await context.route.ledger.subjects({
    destination: context.route.destinationAccount.destination,
    subjectIds: kept.map(({ subjectId }) => subjectId),
  });
  const byId = new Map(views.map((view) => [view.subjectId, view]));
  return kept.flatMap(({ item, order, subjectId }) => {
    const view = byId.get(subjectId);
    const result = buyerResult(context, people, order);
    // A contact that is in trouble keeps the links that there are; only a known answer changes them.
    const known = buyerOf(order) === null || result?.type === 'kept' || result?.type === 'left out';
    if (view?.record == null || !known) return [];
    const toId = result?.type === 'kept' ? result.crmId : null;
    // Where an order cannot be without its contact, the one that it has stays.
    if (toId === null && context.route.destination.capabilities.requiresParent) return [];
    const right = view.links.some((link) => link.toId === toId) || toId === null;
    const surplus = view.links.some((link) => link.madeByUs && link.toId !== toId);
    if (right && !surplus) return [];
    return [{ subjectId, key: view.record.key, cause: item.cause, fromId: view.record.crmId, toId, have: view.links }];
  });
}
