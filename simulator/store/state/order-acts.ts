import type { NewLine, NewOrder, OrderEdit } from '../types.ts';
import { companyContact } from './company-acts.ts';
import { parseMoney } from './money.ts';
import { placePayment } from './payments.ts';
import type { LineRecord, OrderRecord } from './records.ts';
import type { Signal, UnitsChange } from './signals.ts';
import { type StoreState, wholeSeconds } from './state.ts';
import { financialStatus } from './statuses.ts';
import { unitsLeft } from './totals.ts';

/** Moves Order.updatedAt, which never goes back, and the search index. */
export function touchOrder(state: StoreState, order: OrderRecord, at: Date): void {
  order.updatedAt = Math.max(order.updatedAt, wholeSeconds(at));
  state.changed('order', order.id);
}

/** The buyer's figures follow an order; an app hears of it by its own topic, and Customer.updatedAt does not move. */
export function buyerSignals(state: StoreState, order: OrderRecord, at: Date): Signal[] {
  const customer = order.customerId === null ? undefined : state.customers.get(order.customerId);
  if (!customer) return [];
  state.changed('customer', customer.id);
  return [{ topic: 'customers/purchasing_summary', customer, at }];
}

/** The line at a position of the order as it was created; added lines follow. Throws RangeError beyond the end. */
export function lineAt(order: OrderRecord, position: number): LineRecord {
  const line = order.lines[position];
  if (!line) throw new RangeError(`order ${order.name} has no line ${position}`);
  return line;
}

function newLine(state: StoreState, input: NewLine, currency: string, original: boolean): LineRecord {
  return {
    id: state.nextId('LineItem'),
    input,
    unitPrice: parseMoney(input.unitPrice, currency),
    original,
    removed: 0,
    returned: 0,
    takenBack: 0,
    fulfilled: 0,
  };
}

function newRecord(state: StoreState, input: NewOrder): OrderRecord {
  const createdAt = wholeSeconds(input.createdAt);
  const number = state.orderNumber(input.name);
  return {
    id: input.id ?? state.nextId('Order', state.orders),
    name: input.name ?? `#${number}`,
    number,
    input,
    createdAt,
    processedAt: input.processedAt === undefined ? createdAt : wholeSeconds(input.processedAt),
    shippingLineId: state.nextId('ShippingLine'),
    updatedAt: createdAt,
    customerId: input.customerId,
    email: input.email,
    phone: input.phone ?? null,
    shippingAddress: input.shippingAddress ?? null,
    billingAddress: input.billingAddress ?? null,
    cancelledAt: null,
    cancelReason: null,
    closedAt: null,
    edited: false,
    voided: false,
    taxChange: 0n,
    taxAdded: 0n,
    moneyChangedAt: null,
    lines: input.lines.map((line) => newLine(state, line, input.presentmentCurrency, true)),
    transactions: [],
    refunds: [],
    fulfillments: [],
    returns: [],
  };
}

export function createOrder(state: StoreState, input: NewOrder): string {
  const order = newRecord(state, input);
  if (state.orders.has(order.id)) throw new Error(`order ${order.id} exists already`);
  if (order.customerId !== null) state.customer(order.customerId).orderIds.add(order.id);
  const at = input.createdAt;
  if (input.company) {
    const company = state.company(input.company.companyId);
    company.orderIds.add(order.id);
    if (order.customerId !== null) companyContact(state, company, order.customerId, at);
  }
  placePayment(state, order, at);
  state.orders.set(order.id, order);
  state.changed('order', order.id);
  state.record('create', 'ORDER', order.id, at);
  const moved = order.transactions.filter(({ status }) => status === 'SUCCESS');
  state.signal(
    at,
    { topic: 'orders/create', order },
    ...moved.map((transaction): Signal => ({ topic: 'order_transactions/create', order, transaction })),
    ...(financialStatus(order) === 'PAID' ? [{ topic: 'orders/paid', order } as const] : []),
    { topic: 'orders/updated', order },
    ...buyerSignals(state, order, at),
  );
  return order.id;
}

export function attachCustomer(state: StoreState, orderId: string, customerId: string, at: Date): void {
  const order = state.order(orderId);
  const customer = state.customer(customerId);
  if (order.customerId !== null) state.customers.get(order.customerId)?.orderIds.delete(order.id);
  order.customerId = customer.id;
  customer.orderIds.add(order.id);
  if (order.input.company) companyContact(state, state.company(order.input.company.companyId), customer.id, at);
  touchOrder(state, order, at);
  state.signal(at, { topic: 'orders/updated', order }, ...buyerSignals(state, order, at));
}

export function editOrder(state: StoreState, orderId: string, edit: OrderEdit): void {
  const order = state.order(orderId);
  const currency = order.input.presentmentCurrency;
  const added = (edit.addLines ?? []).map((line) => newLine(state, line, currency, false));
  const removals: UnitsChange[] = [];
  for (const { line: position, quantity } of edit.removeUnits ?? []) {
    const line = lineAt(order, position);
    if (quantity > unitsLeft(line)) throw new RangeError(`line ${position} has only ${unitsLeft(line)} units left`);
    line.removed += quantity;
    removals.push({ id: line.id, delta: quantity });
  }
  order.lines.push(...added);
  const taxChange = parseMoney(edit.taxChange ?? '0', currency);
  order.taxChange += taxChange;
  if (taxChange > 0n) order.taxAdded += taxChange;
  order.edited = true;
  order.moneyChangedAt = edit.at.getTime();
  touchOrder(state, order, edit.at);
  const additions = added.map((line) => ({ id: line.id, delta: line.input.quantity }));
  const editId = state.nextId('OrderEdit');
  state.signal(
    edit.at,
    { topic: 'orders/edited', order, editId, at: edit.at, additions, removals },
    { topic: 'orders/updated', order },
    ...buyerSignals(state, order, edit.at),
  );
}

export function setOrderEmail(state: StoreState, orderId: string, at: Date, email: string | null): void {
  const order = state.order(orderId);
  order.email = email;
  touchOrder(state, order, at);
  state.signal(at, { topic: 'orders/updated', order });
}

export function archiveOrder(state: StoreState, orderId: string, at: Date): void {
  const order = state.order(orderId);
  order.closedAt = wholeSeconds(at);
  touchOrder(state, order, at);
  state.signal(at, { topic: 'orders/updated', order });
}

export function deleteOrder(state: StoreState, orderId: string, at: Date): void {
  const order = state.order(orderId);
  state.orders.delete(orderId);
  if (order.customerId !== null) state.customers.get(order.customerId)?.orderIds.delete(orderId);
  if (order.input.company) state.companies.get(order.input.company.companyId)?.orderIds.delete(orderId);
  for (const { id } of order.refunds) state.refunds.delete(id);
  for (const { id } of order.fulfillments) state.fulfillments.delete(id);
  for (const { id } of order.returns) state.returns.delete(id);
  state.changed('order', orderId);
  state.record('destroy', 'ORDER', orderId, at);
  state.signal(at, { topic: 'orders/delete', orderId }, ...buyerSignals(state, order, at));
}
