import { withFirstVisit } from '../commerce/attribution.ts';
import type { Order } from '../commerce/order.ts';
import { readsOrders } from '../field-map/project.ts';
import type { Person } from '../field-map/types.ts';
import type { OrderFacts, SubjectView } from '../ledger/contract.ts';
import { chunk } from '../lib/chunk.ts';
import { personMembers } from './facts.ts';
import { rowsPerTransaction } from './record-looks.ts';
import { orderLeftOut, readScope, type Scope } from './scope.ts';
import type { Route } from './types.ts';

/**
 * Subjects as this destination sees them. Where the map says something of people's orders, people come with those that
 * belong to this CRM: which ones the ledger happens to know besides must not change a figure.
 */
export async function viewsOf(route: Route, subjectIds: readonly string[]): Promise<readonly SubjectView[]> {
  const { destination } = route.destinationAccount;
  const orders = readsOrders(route.map);
  const views: SubjectView[] = [];
  for (const part of chunk(subjectIds, rowsPerTransaction(route.ledger))) {
    views.push(...(await route.ledger.subjects({ destination, subjectIds: part, ...(orders ? { orders } : {}) })));
  }
  if (!orders) return views;
  const scopes = await scopesOf(route, views);
  return views.map((view) => {
    const own = view.orders.filter((order) => belongs(order, scopes));
    return own.length === view.orders.length ? view : { ...view, orders: own };
  });
}

/** A person may have bought in several stores, each with a history of its own. */
async function scopesOf(route: Route, views: readonly SubjectView[]): Promise<ReadonlyMap<string, Scope>> {
  const sources = new Set(views.flatMap(({ orders }) => orders.map(({ key }) => key.source)));
  const scopes = new Map<string, Scope>();
  for (const source of sources) {
    scopes.set(source, await readScope({ ...route, sourceAccount: { ...route.sourceAccount, source } }));
  }
  return scopes;
}

function belongs(order: OrderFacts, scopes: ReadonlyMap<string, Scope>): boolean {
  const { source, id } = order.key;
  const scope = scopes.get(source);
  return scope !== undefined && orderLeftOut({ ...order, source, id, company: order.company || null }, scope) === null;
}

/** The order as Shopify shows it now, with what the ledger remembers of it that Shopify may show no more. */
export function remembered(order: Order, view: SubjectView | null): Order {
  const facts = view?.members.flatMap((member) => (member.facts.type === 'order' ? member.facts.order : []))[0];
  return withFirstVisit(order, facts?.firstVisit ?? null);
}

/** The person behind a subject; null for an order's subject, and for people known by name only. */
export function personOf(view: SubjectView): Person | null {
  const members = personMembers(view.members);
  return members === null ? null : { members, orders: view.orders };
}
