import type { FulfillmentRecord, OrderRecord, ReturnRecord } from '../state/records.ts';
import { needsShipping } from '../state/statuses.ts';
import { pageOfList } from './connection.ts';
import type { Resolvers } from './context.ts';
import { dateTime, dateTimeOrNull } from './formats.ts';
import { gid } from './gid.ts';

export interface FulfillmentSource {
  readonly order: OrderRecord;
  readonly fulfillment: FulfillmentRecord;
}

function eventTime({ events }: FulfillmentRecord, status: string): number | null {
  return events.findLast((event) => event.status === status)?.at ?? null;
}

export const fulfillmentFields: Resolvers<FulfillmentSource> = {
  id: ({ fulfillment }) => gid('Fulfillment', fulfillment.id),
  legacyResourceId: ({ fulfillment }) => fulfillment.id,
  name: ({ fulfillment }) => fulfillment.name,
  status: () => 'SUCCESS',
  displayStatus: ({ fulfillment }) => fulfillment.events.at(-1)?.status ?? 'FULFILLED',
  createdAt: ({ fulfillment }) => dateTime(fulfillment.at),
  updatedAt: ({ fulfillment }) => dateTime(fulfillment.updatedAt),
  inTransitAt: ({ fulfillment }) => dateTimeOrNull(eventTime(fulfillment, 'IN_TRANSIT')),
  deliveredAt: ({ fulfillment }) => dateTimeOrNull(eventTime(fulfillment, 'DELIVERED')),
  estimatedDeliveryAt: () => null,
  requiresShipping: ({ fulfillment }) => fulfillment.lines.some(({ line }) => needsShipping(line)),
  totalQuantity: ({ fulfillment }) => fulfillment.lines.reduce((sum, { quantity }) => sum + quantity, 0),
  trackingInfo: ({ fulfillment: { tracking } }) => (tracking === null ? [] : [tracking]),
  fulfillmentLineItems: ({ order, fulfillment }, args, context) =>
    pageOfList(
      context,
      args,
      fulfillment.lines.map(({ id, line, quantity }) => ({
        id: gid('FulfillmentLineItem', id),
        quantity,
        lineItem: { order, line },
      })),
      ({ id }) => id,
    ),
  events: ({ fulfillment }, args, context) =>
    pageOfList(context, args, fulfillment.events.map(fulfillmentEvent), ({ id }) => id),
};

function fulfillmentEvent({ id, status, at }: FulfillmentRecord['events'][number]) {
  const happened = dateTime(at);
  return {
    id: gid('FulfillmentEvent', id),
    status,
    happenedAt: happened,
    createdAt: happened,
    message: null,
    city: null,
    province: null,
    country: null,
    zip: null,
    estimatedDeliveryAt: null,
  };
}

export interface ReturnSource {
  readonly order: OrderRecord;
  readonly record: ReturnRecord;
}

export const returnFields: Resolvers<ReturnSource> = {
  id: ({ record }) => gid('Return', record.id),
  name: ({ record }) => record.name,
  status: ({ record }) => record.status,
  createdAt: ({ record }) => dateTime(record.at),
  closedAt: ({ record }) => dateTimeOrNull(record.closedAt),
  requestApprovedAt: ({ record }) => dateTimeOrNull(record.approvedAt),
  totalQuantity: ({ record }) => record.lines.reduce((sum, { quantity }) => sum + quantity, 0),
  decline: () => null,
  exchangeLineItems: (_source, args, context) => pageOfList(context, args, [], () => ''),
  refunds: (_source, args, context) => pageOfList(context, args, [], () => ''),
  returnLineItems: (source, args, context) =>
    pageOfList(
      context,
      args,
      source.record.lines.map((line) => returnLine(source, line)),
      ({ id }) => id,
    ),
};

/** Only shipped goods come back; a return that names none yet points to the unit that will have been shipped. */
function returnLine({ order, record }: ReturnSource, { id, line, quantity }: ReturnRecord['lines'][number]) {
  const shipped = order.fulfillments.flatMap(({ lines }) => lines).find((candidate) => candidate.line === line);
  const processed = record.status === 'CLOSED' ? quantity : 0;
  return {
    __typename: 'ReturnLineItem',
    id: gid('ReturnLineItem', id),
    quantity,
    processedQuantity: processed,
    refundedQuantity: Math.min(quantity, line.returned),
    refundableQuantity: Math.max(0, quantity - line.returned),
    customerNote: null,
    returnReasonNote: '',
    returnReasonDefinition: { id: gid('ReturnReasonDefinition', '1'), handle: 'other', name: 'Other' },
    restockingFee: null,
    fulfillmentLineItem: {
      id: gid('FulfillmentLineItem', shipped?.id ?? id),
      quantity: shipped?.quantity ?? quantity,
      lineItem: { order, line },
    },
  };
}
