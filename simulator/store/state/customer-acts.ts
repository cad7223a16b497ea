import type { NewCustomer, StoreActs } from '../types.ts';
import type { CustomerRecord, OrderRecord } from './records.ts';
import type { PrivacySubject } from './signals.ts';
import { type StoreState, wholeSeconds } from './state.ts';

/** Shopify refuses a second customer with the same e-mail or phone inside one shop. */
function claimContact(state: StoreState, customer: CustomerRecord): void {
  claim(state.customerByEmail, customer.email?.toLowerCase(), customer.id, 'Email');
  claim(state.customerByPhone, customer.phone ?? undefined, customer.id, 'Phone');
}

function claim(taken: Map<string, string>, value: string | undefined, id: string, what: string): void {
  if (value === undefined) return;
  const holder = taken.get(value);
  if (holder !== undefined && holder !== id) throw new Error(`${what} has already been taken`);
  taken.set(value, id);
}

function releaseContact(state: StoreState, customer: CustomerRecord): void {
  if (customer.email !== null) state.customerByEmail.delete(customer.email.toLowerCase());
  if (customer.phone !== null) state.customerByPhone.delete(customer.phone);
}

export function createCustomer(state: StoreState, input: NewCustomer): string {
  const createdAt = wholeSeconds(input.createdAt);
  const customer: CustomerRecord = {
    id: input.id ?? state.nextId('Customer', state.customers),
    createdAt,
    updatedAt: createdAt,
    firstName: input.firstName,
    lastName: input.lastName,
    email: input.email,
    phone: input.phone,
    locale: input.locale ?? 'en',
    note: input.note ?? null,
    tags: input.tags ?? [],
    address: input.address ?? null,
    redacted: false,
    orderIds: new Set(),
  };
  if (state.customers.has(customer.id)) throw new Error(`customer ${customer.id} exists already`);
  claimContact(state, customer);
  state.customers.set(customer.id, customer);
  state.changed('customer', customer.id);
  state.record('create', 'CUSTOMER', customer.id, input.createdAt);
  state.signal(input.createdAt, { topic: 'customers/create', customer });
  return customer.id;
}

export function updateCustomer(
  state: StoreState,
  id: string,
  at: Date,
  change: Parameters<StoreActs['updateCustomer']>[2],
): void {
  const customer = state.customer(id);
  const next = { ...customer, ...change };
  const holder = next.email === null ? undefined : state.customerByEmail.get(next.email.toLowerCase());
  if (holder !== undefined && holder !== id) throw new Error('Email has already been taken');
  releaseContact(state, customer);
  Object.assign(customer, change, { updatedAt: wholeSeconds(at) });
  claimContact(state, customer);
  state.changed('customer', id);
  state.signal(at, { topic: 'customers/update', customer });
}

/** Moves the orders without touching their clocks, as Shopify does: a poll by updated_at does not see it. */
export function mergeCustomers(state: StoreState, keptId: string, removedId: string, at: Date): void {
  const kept = state.customer(keptId);
  const removed = state.customer(removedId);
  if (kept === removed) throw new Error('a customer cannot be merged with itself');
  for (const order of ordersOf(state, removed)) {
    order.customerId = kept.id;
    kept.orderIds.add(order.id);
    state.changed('order', order.id);
  }
  for (const company of state.companies.values()) {
    for (const [index, contact] of company.contacts.entries()) {
      if (contact.customerId === removed.id) company.contacts[index] = { ...contact, customerId: kept.id };
    }
  }
  releaseContact(state, removed);
  kept.email ??= removed.email;
  kept.phone ??= removed.phone;
  kept.tags = [...new Set([...kept.tags, ...removed.tags])];
  kept.updatedAt = wholeSeconds(at);
  claimContact(state, kept);
  state.customers.delete(removed.id);
  state.changed('customer', kept.id);
  state.changed('customer', removed.id);
  const jobId = `merge-${kept.id}-${removed.id}`;
  state.merges.set(jobId, { jobId, keptId: kept.id, removedId: removed.id });
  state.signal(
    at,
    state.options.scopes.has('read_customer_merge')
      ? { topic: 'customers/merge', keptId: kept.id, removedId: removed.id, jobId }
      : { topic: 'customers/delete', customerId: removed.id },
    { topic: 'customers/update', customer: kept },
  );
}

export function deleteCustomer(state: StoreState, id: string, at: Date): void {
  const customer = state.customer(id);
  for (const order of ordersOf(state, customer)) {
    order.customerId = null;
    state.changed('order', order.id);
  }
  releaseContact(state, customer);
  state.customers.delete(id);
  state.changed('customer', id);
  state.record('destroy', 'CUSTOMER', id, at);
  state.signal(at, { topic: 'customers/delete', customerId: id });
}

/** Names, contact data and addresses go, on the customer and on the orders; the figures stay. */
export function redactCustomer(state: StoreState, id: string, at: Date): void {
  const customer = state.customer(id);
  const subject = privacySubject(customer);
  releaseContact(state, customer);
  for (const order of ordersOf(state, customer)) {
    Object.assign(order, { email: null, phone: null, shippingAddress: null, billingAddress: null });
    state.changed('order', order.id);
  }
  Object.assign(customer, {
    firstName: null,
    lastName: null,
    email: null,
    phone: null,
    note: null,
    tags: [],
    address: null,
    redacted: true,
    updatedAt: wholeSeconds(at),
  });
  state.changed('customer', id);
  state.signal(at, { topic: 'customers/redact', customer: subject }, { topic: 'customers/update', customer });
}

export function privacySubject(customer: CustomerRecord): PrivacySubject {
  return { id: customer.id, email: customer.email, phone: customer.phone, orderIds: [...customer.orderIds] };
}

export function ordersOf(state: StoreState, customer: CustomerRecord): OrderRecord[] {
  return [...customer.orderIds].map((id) => state.orders.get(id)).filter((order) => order !== undefined);
}
