import type { Customer } from '../commerce/customer.ts';
import type { WorkKey } from '../commerce/keys.ts';
import { formatKey } from '../commerce/keys.ts';
import type { Order } from '../commerce/order.ts';
import type { Failure } from '../connector/failure.ts';
import { failureOf } from '../connector/failure.ts';
import type { Look } from '../connector/source.ts';
import type { ClaimedKey, ObservedMember } from '../ledger/contract.ts';
import { buyerOf, customerMember, guestMember, orderFacts } from './facts.ts';
import type { Scope } from './scope.ts';
import { orderLeftOut } from './scope.ts';
import type { Route } from './types.ts';

/** What a pass has learned from the store, by key text. A key that was asked for and not shown is in `hidden`. */
export interface Gathered {
  /** Records that could not even be read, alone; the rest of the pass goes on without them. */
  readonly failed: Map<string, Failure>;
  readonly orders: Map<string, { readonly order: Order; readonly observedAt: Date }>;
  readonly customers: Map<string, { readonly customer: Customer; readonly observedAt: Date }>;
  readonly hidden: Set<string>;
}

function orderKeyOf(key: WorkKey): WorkKey {
  return { source: key.source, kind: 'order', id: key.id };
}

function sort(looks: readonly Look[], gathered: Gathered): void {
  for (const look of looks) {
    const text = formatKey(look.key);
    if (look.snapshot === null) gathered.hidden.add(text);
    else if (look.snapshot.kind === 'order') {
      gathered.orders.set(text, { order: look.snapshot, observedAt: look.observedAt });
    } else if (look.snapshot.kind === 'customer') {
      gathered.customers.set(text, { customer: look.snapshot, observedAt: look.observedAt });
    }
  }
}

/** The claimed records as Shopify says them now, plus the buyers of orders that the ledger has never seen. */
export async function gather(route: Route, claimed: readonly ClaimedKey[], scope: Scope): Promise<Gathered> {
  const gathered: Gathered = { failed: new Map(), orders: new Map(), customers: new Map(), hidden: new Set() };
  const orderIds = new Set<string>();
  const customerIds = new Set<string>();
  for (const item of claimed) {
    if (item.staged !== null) sort([{ key: item.key, ...item.staged }], gathered);
    else if (item.key.kind === 'order' || item.key.kind === 'guest') orderIds.add(item.key.id);
    else if (item.key.kind === 'customer') customerIds.add(item.key.id);
  }
  const [orders, customers] = await Promise.all([
    readApart(route, 'order', [...orderIds], gathered.failed),
    readApart(route, 'customer', [...customerIds], gathered.failed),
  ]);
  sort(orders, gathered);
  sort(customers, gathered);
  await readUnknownBuyers(route, gathered, scope);
  return gathered;
}

/** One record that nobody understands must not hold back the others of its call: the call is halved around it. */
async function readApart(
  route: Route,
  kind: 'order' | 'customer',
  ids: readonly string[],
  failed: Map<string, Failure>,
): Promise<readonly Look[]> {
  if (ids.length === 0) return [];
  try {
    return await route.source.read(kind, ids);
  } catch (error) {
    const failure = failureOf(error);
    if (failure.class !== 'bug' && failure.class !== 'record') throw error;
    const [id, ...others] = ids;
    if (id !== undefined && others.length === 0) {
      failed.set(formatKey({ source: route.sourceAccount.source, kind, id }), failure);
      return [];
    }
    const middle = Math.ceil(ids.length / 2);
    const left = await readApart(route, kind, ids.slice(0, middle), failed);
    const right = await readApart(route, kind, ids.slice(middle), failed);
    return [...left, ...right];
  }
}

async function readUnknownBuyers(route: Route, gathered: Gathered, scope: Scope): Promise<void> {
  const buyers = new Map<string, WorkKey>();
  for (const { order } of gathered.orders.values()) {
    const buyer = buyerOf(order);
    if (buyer?.kind !== 'customer' || orderLeftOut(order, scope) !== null) continue;
    const text = formatKey(buyer);
    if (!gathered.customers.has(text) && !gathered.hidden.has(text)) buyers.set(text, buyer);
  }
  if (buyers.size === 0) return;
  const known = await route.ledger.subjectIdsOf({ keys: [...buyers.keys()], looked: true });
  const unknown = [...buyers].filter(([text]) => known[text] === undefined).map(([, key]) => key.id);
  sort(await readApart(route, 'customer', unknown, gathered.failed), gathered);
}

/** Everything gathered that the ledger should know, with the guests of orders that belong to the CRM. */
export function membersOf(
  gathered: Gathered,
  scope: Scope,
  { timeZone }: { readonly timeZone: string },
): ObservedMember[] {
  const members: ObservedMember[] = [];
  for (const { customer, observedAt } of gathered.customers.values()) {
    const person = customerMember(customer);
    members.push({ key: person.key, observedAt, facts: { type: 'person', person } });
  }
  for (const { order, observedAt } of gathered.orders.values()) {
    const facts = orderFacts(order, timeZone);
    members.push({ key: facts.key, observedAt, facts: { type: 'order', order: facts } });
    if (facts.buyer?.kind === 'guest' && orderLeftOut(order, scope) === null) {
      const person = guestMember(order);
      members.push({ key: person.key, observedAt, facts: { type: 'person', person } });
    }
  }
  return members;
}

/** Why a key's record could not be read, if so. */
export function failureFor(gathered: Gathered, key: WorkKey): Failure | null {
  return gathered.failed.get(formatKey(key.kind === 'guest' ? orderKeyOf(key) : key)) ?? null;
}

/** The order behind an order key or a guest key, if it was seen. */
export function orderOf(gathered: Gathered, key: WorkKey): Order | null {
  return gathered.orders.get(formatKey(orderKeyOf(key)))?.order ?? null;
}

/** Key texts of the buyers of all orders that were seen. */
export function buyerKeys(gathered: Gathered): string[] {
  const keys = new Set<string>();
  for (const { order } of gathered.orders.values()) {
    const buyer = buyerOf(order);
    if (buyer !== null) keys.add(formatKey(buyer));
  }
  return [...keys];
}
