import { formatKey } from '../commerce/keys.ts';
import type { Order } from '../commerce/order.ts';
import { projectOrder, projectPerson } from '../field-map/project.ts';
import type { SubjectView } from '../ledger/contract.ts';
import type { CrmSide } from './crm-side.ts';
import { buyerOf } from './facts.ts';
import { membersOf } from './gather.ts';
import { recordLooks } from './record-looks.ts';
import type { Scope } from './scope.ts';
import { isBeforeScope, orderLeftOut } from './scope.ts';
import { looksOf, type StoreRow } from './store-side.ts';
import type { Route } from './types.ts';
import type { Judged } from './verdict.ts';
import { judgeRecord } from './verdict.ts';
import { personOf, remembered, viewsOf } from './views.ts';

export interface JudgedOrders {
  readonly orders: readonly (Judged & { readonly order: Order | null })[];
  /** The guests of these orders. */
  readonly guests: readonly Judged[];
}

interface Sides {
  readonly orders: CrmSide;
  readonly contacts: CrmSide;
}

/** Lays a page of orders as Shopify says them now beside what the CRM holds now. */
export async function judgeOrders(
  route: Route,
  rows: readonly StoreRow[],
  scope: Scope,
  sides: Sides,
): Promise<JudgedOrders> {
  const inReach = rows.filter((row) => !isBeforeScope(scope, row.key, row.date));
  const looks = await looksOf(route, 'order', inReach);
  const found = new Map<string, { order: Order; observedAt: Date }>();
  for (const look of looks) {
    if (look.snapshot?.kind === 'order')
      found.set(formatKey(look.key), { order: look.snapshot, observedAt: look.observedAt });
  }
  const gathered = { orders: found, customers: new Map(), hidden: new Set<string>(), failed: new Map() };
  const subjectIds = await recordLooks(route, membersOf(gathered, scope, route.sourceAccount));
  const context = await loadContext(
    route,
    rows,
    [...found.values()].map(({ order }) => order),
    subjectIds,
    sides,
  );
  const orders = rows.map((row) => ({
    ...judgeOne(route, row, found.get(formatKey(row.key))?.order ?? null, scope, context),
    order: found.get(formatKey(row.key))?.order ?? null,
  }));
  const guests = [...found.values()].flatMap(({ order }) => {
    const buyer = buyerOf(order);
    if (buyer?.kind !== 'guest' || orderLeftOut(order, scope) !== null) return [];
    return [judgeGuest(route, order, context)];
  });
  return { orders, guests };
}

interface Context {
  readonly views: ReadonlyMap<string, SubjectView>;
  readonly subjectIds: Readonly<Record<string, string>>;
  readonly standings: ReadonlyMap<string, Awaited<ReturnType<Route['ledger']['standings']>>[number]>;
  readonly orderRecords: Awaited<ReturnType<CrmSide['read']>>;
  readonly contactRecords: Awaited<ReturnType<CrmSide['read']>>;
  readonly links: ReadonlyMap<string, readonly string[]>;
}

async function loadContext(
  route: Route,
  rows: readonly StoreRow[],
  orders: readonly Order[],
  looked: Readonly<Record<string, string>>,
  sides: Sides,
): Promise<Context> {
  const destination = route.destinationAccount.destination;
  const buyers = orders.flatMap((order) => buyerOf(order) ?? []);
  const buyerIds = await route.ledger.subjectIdsOf({ keys: buyers.map(formatKey) });
  const subjectIds = { ...looked, ...buyerIds };
  const views = await viewsOf(route, [...new Set(Object.values(subjectIds))]);
  const guests = buyers.filter((buyer) => buyer.kind === 'guest');
  const standings = await route.ledger.standings({ destination, keys: [...rows.map((row) => row.key), ...guests] });
  const orderIds = views.flatMap(({ object, record }) => (object === 'order' && record !== null ? [record.crmId] : []));
  // Contacts of customers are compared with their customers.
  const ofGuests = new Set(guests.map((guest) => subjectIds[formatKey(guest)]));
  const contactIds = views.flatMap(({ subjectId, record }) =>
    record !== null && ofGuests.has(subjectId) ? [record.crmId] : [],
  );
  const [orderRecords, contactRecords, links] = await Promise.all([
    sides.orders.read(orderIds),
    sides.contacts.read(contactIds),
    orderIds.length === 0
      ? new Map<string, readonly string[]>()
      : route.destination.readLinks('order_contact', orderIds),
  ]);
  return {
    views: new Map(views.map((view) => [view.subjectId, view])),
    subjectIds,
    standings: new Map(standings.map((row) => [formatKey(row.key), row])),
    orderRecords,
    contactRecords,
    links,
  };
}

function viewOf(context: Context, text: string): SubjectView | null {
  const id = context.subjectIds[text];
  return id === undefined ? null : (context.views.get(id) ?? null);
}

function judgeOne(route: Route, row: StoreRow, order: Order | null, scope: Scope, context: Context): Judged {
  const text = formatKey(row.key);
  const view = viewOf(context, text);
  const standing = context.standings.get(text);
  const crmId = view?.record?.crmId;
  const beforeCutoff = isBeforeScope(scope, row.key, row.date);
  const buyer = order === null ? null : buyerOf(order);
  const contact = buyer === null ? null : viewOf(context, formatKey(buyer));
  const linked = contact?.record?.state === 'linked' ? contact.record.crmId : null;
  // As the loop does it: a contact in trouble keeps its links, and so does an order that cannot be without one.
  const nobody = order !== null && buyer === null && !route.destination.capabilities.requiresParent;
  return judgeRecord({
    map: route.map,
    key: row.key,
    name: order?.name ?? null,
    leftOut: beforeCutoff ? 'before the cutoff' : order === null ? null : orderLeftOut(order, scope),
    standing: standing?.standing ?? null,
    due: standing?.due ?? false,
    view,
    desired: order === null ? null : projectOrder(route.map, remembered(order, view)),
    record: crmId === undefined ? null : (context.orderRecords.get(crmId) ?? null),
    linkedTo: crmId === undefined ? null : (context.links.get(crmId) ?? []),
    ...(linked !== null || nobody ? { wantedLink: linked } : {}),
    parentIsBack: view?.record === null && linked !== null,
  });
}

function judgeGuest(route: Route, order: Order, context: Context): Judged {
  const key = { source: order.source, kind: 'guest' as const, id: order.id };
  const text = formatKey(key);
  const view = viewOf(context, text);
  const person = view === null ? null : personOf(view);
  const standing = context.standings.get(text);
  const crmId = view?.record?.crmId;
  return judgeRecord({
    map: route.map,
    key,
    name: `guest of ${order.name}`,
    leftOut: null,
    standing: standing?.standing ?? null,
    due: standing?.due ?? false,
    view,
    desired: person === null ? null : projectPerson(route.map, person),
    record: crmId === undefined ? null : (context.contactRecords.get(crmId) ?? null),
    linkedTo: null,
  });
}
