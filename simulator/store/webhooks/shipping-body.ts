import type { FulfillmentEventRecord, FulfillmentRecord, OrderRecord, ReturnRecord } from '../state/records.ts';
import type { StoreState } from '../state/state.ts';
import { restAddress } from './customer-body.ts';
import type { LineWriter } from './payment-body.ts';
import { idNumber, restTime } from './rest-format.ts';

export function fulfillmentBody(
  state: StoreState,
  order: OrderRecord,
  fulfillment: FulfillmentRecord,
  writeLine: LineWriter,
): Record<string, unknown> {
  const { timeZone } = state.options.shop;
  const { tracking } = fulfillment;
  return {
    id: idNumber(fulfillment.id),
    admin_graphql_api_id: `gid://shopify/Fulfillment/${fulfillment.id}`,
    order_id: idNumber(order.id),
    status: 'success',
    created_at: restTime(fulfillment.at, timeZone),
    updated_at: restTime(fulfillment.updatedAt, timeZone),
    service: 'manual',
    tracking_company: tracking?.company ?? null,
    tracking_number: tracking?.number ?? null,
    tracking_numbers: tracking ? [tracking.number] : [],
    tracking_url: tracking?.url ?? null,
    tracking_urls: tracking ? [tracking.url] : [],
    shipment_status: fulfillment.events.at(-1)?.status.toLowerCase() ?? null,
    location_id: null,
    origin_address: null,
    email: order.email,
    destination: restAddress(order.shippingAddress),
    receipt: {},
    name: `${order.name}.${order.fulfillments.indexOf(fulfillment) + 1}`,
    line_items: fulfillment.lines.map(({ line, quantity }) => ({ ...writeLine(state, order, line), quantity })),
  };
}

export function fulfillmentEventBody(
  state: StoreState,
  order: OrderRecord,
  fulfillment: FulfillmentRecord,
  event: FulfillmentEventRecord,
): Record<string, unknown> {
  const at = restTime(event.at, state.options.shop.timeZone);
  return {
    id: idNumber(event.id),
    admin_graphql_api_id: `gid://shopify/FulfillmentEvent/${event.id}`,
    fulfillment_id: idNumber(fulfillment.id),
    order_id: idNumber(order.id),
    status: event.status.toLowerCase(),
    message: null,
    happened_at: at,
    created_at: at,
    updated_at: at,
    city: null,
    province: null,
    country: null,
    zip: null,
    address1: null,
    latitude: null,
    longitude: null,
    shop_id: idNumber(state.options.shop.number),
    estimated_delivery_at: null,
  };
}

/** returns/close says less than returns/request and returns/approve. */
export function returnBody(topic: string, order: OrderRecord, record: ReturnRecord): Record<string, unknown> {
  const own = {
    id: idNumber(record.id),
    admin_graphql_api_id: `gid://shopify/Return/${record.id}`,
    status: record.status.toLowerCase(),
  };
  if (topic === 'returns/close') return { ...own, order_id: idNumber(order.id) };
  return {
    ...own,
    order: { id: idNumber(order.id), admin_graphql_api_id: `gid://shopify/Order/${order.id}` },
    name: record.name,
    total_return_line_items: record.lines.length,
    return_line_items: record.lines.map(({ id, line, quantity }) => ({
      id: idNumber(id),
      admin_graphql_api_id: `gid://shopify/ReturnLineItem/${id}`,
      quantity,
      return_reason: 'other',
      return_reason_note: '',
      customer_note: null,
      fulfillment_line_item: { line_item: { id: idNumber(line.id) } },
    })),
    return_shipping_fees: [],
    exchange_line_items: [],
  };
}
