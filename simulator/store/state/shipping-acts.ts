import type { NewFulfillment, StoreActs } from '../types.ts';
import { lineAt, touchOrder } from './order-acts.ts';
import type { FulfillmentEventRecord, FulfillmentRecord, ReturnRecord } from './records.ts';
import type { Signal } from './signals.ts';
import { type StoreState, wholeSeconds } from './state.ts';
import { fulfillmentStatus } from './statuses.ts';

export function fulfillOrder(state: StoreState, orderId: string, input: NewFulfillment): string {
  const order = state.order(orderId);
  const at = wholeSeconds(input.at);
  const lines = input.lines.map(({ line: position, quantity }) => {
    const line = lineAt(order, position);
    const open = line.input.quantity - line.removed - line.takenBack - line.fulfilled;
    if (quantity > open) throw new RangeError(`line ${position} has only ${open} units to ship`);
    line.fulfilled += quantity;
    return { id: state.nextId('FulfillmentLineItem'), line, quantity };
  });
  const fulfillment: FulfillmentRecord = {
    id: state.nextId('Fulfillment'),
    orderId,
    name: `${order.name}-F${order.fulfillments.length + 1}`,
    at,
    updatedAt: at,
    lines,
    tracking: input.tracking ?? null,
    events: [],
  };
  order.fulfillments.push(fulfillment);
  state.fulfillments.set(fulfillment.id, fulfillment);
  touchOrder(state, order, input.at);
  const topic = fulfillmentStatus(order) === 'PARTIALLY_FULFILLED' ? 'orders/partially_fulfilled' : 'orders/fulfilled';
  state.signal(
    input.at,
    { topic: 'fulfillments/create', order, fulfillment },
    { topic, order },
    { topic: 'orders/updated', order },
  );
  return fulfillment.id;
}

export function addFulfillmentEvent(
  state: StoreState,
  fulfillmentId: string,
  at: Date,
  status: FulfillmentEventRecord['status'],
): void {
  const fulfillment = state.fulfillments.get(fulfillmentId);
  if (!fulfillment) throw new Error(`the store has no fulfillment ${fulfillmentId}`);
  const order = state.order(fulfillment.orderId);
  const event: FulfillmentEventRecord = { id: state.nextId('FulfillmentEvent'), status, at: wholeSeconds(at) };
  fulfillment.events.push(event);
  fulfillment.updatedAt = Math.max(fulfillment.updatedAt, event.at);
  const signals: Signal[] = [
    { topic: 'fulfillment_events/create', order, fulfillment, event },
    { topic: 'fulfillments/update', order, fulfillment },
  ];
  if (state.options.fulfillmentEventsMoveOrder) {
    touchOrder(state, order, at);
    signals.push({ topic: 'orders/updated', order });
  }
  state.signal(at, ...signals);
}

/** No step of a return moves Order.updatedAt; the search index still learns the new return status. */
export function requestReturn(
  state: StoreState,
  orderId: string,
  at: Date,
  lines: Parameters<StoreActs['requestReturn']>[2],
): string {
  const order = state.order(orderId);
  const record: ReturnRecord = {
    id: state.nextId('Return'),
    orderId,
    name: `${order.name}-R${order.returns.length + 1}`,
    at: wholeSeconds(at),
    lines: lines.map(({ line, quantity }) => ({
      id: state.nextId('ReturnLineItem'),
      line: lineAt(order, line),
      quantity,
    })),
    status: 'REQUESTED',
    approvedAt: null,
    closedAt: null,
  };
  order.returns.push(record);
  state.returns.set(record.id, record);
  state.changed('order', orderId);
  state.signal(at, { topic: 'returns/request', order, return: record });
  return record.id;
}

function existingReturn(state: StoreState, returnId: string): ReturnRecord {
  const record = state.returns.get(returnId);
  if (!record) throw new Error(`the store has no return ${returnId}`);
  return record;
}

export function approveReturn(state: StoreState, returnId: string, at: Date): void {
  const record = existingReturn(state, returnId);
  record.status = 'OPEN';
  record.approvedAt = wholeSeconds(at);
  state.changed('order', record.orderId);
  state.signal(at, { topic: 'returns/approve', order: state.order(record.orderId), return: record });
}

export function closeReturn(state: StoreState, returnId: string, at: Date): void {
  const record = existingReturn(state, returnId);
  record.status = 'CLOSED';
  record.closedAt = wholeSeconds(at);
  state.changed('order', record.orderId);
  state.signal(at, { topic: 'returns/close', order: state.order(record.orderId), return: record });
}
