import { paddedDecimal } from '../state/money.ts';
import { purchaseSummary } from '../state/purchase-summary.ts';
import type { CustomerRecord } from '../state/records.ts';
import type { Signal } from '../state/signals.ts';
import type { StoreState } from '../state/state.ts';
import {
  companyBody,
  companyContactBody,
  companyLocationBody,
  customerBody,
  deletedCustomerBody,
  privacyBody,
} from './customer-body.ts';
import { lineBody, orderBody } from './order-body.ts';
import { refundBody, transactionBody } from './payment-body.ts';
import { idNumber, restTime } from './rest-format.ts';
import { fulfillmentBody, fulfillmentEventBody, returnBody } from './shipping-body.ts';

/** The body of a webhook as the store stands now: a snapshot, which a retry hours later still carries. */
export function webhookBody(state: StoreState, signal: Signal): Record<string, unknown> {
  switch (signal.topic) {
    case 'orders/delete':
      return { id: idNumber(signal.orderId) };
    case 'orders/edited':
      return orderEditBody(state, signal);
    case 'order_transactions/create':
      return transactionBody(state, signal.order, signal.transaction);
    case 'refunds/create':
      return refundBody(state, signal.order, signal.refund, lineBody);
    case 'fulfillments/create':
    case 'fulfillments/update':
      return fulfillmentBody(state, signal.order, signal.fulfillment, lineBody);
    case 'fulfillment_events/create':
      return fulfillmentEventBody(state, signal.order, signal.fulfillment, signal.event);
    case 'returns/request':
    case 'returns/approve':
    case 'returns/close':
      return returnBody(signal.topic, signal.order, signal.return);
    case 'customers/create':
    case 'customers/update':
      return customerBody(state, signal.customer);
    case 'customers/delete':
      return deletedCustomerBody(signal.customerId);
    case 'customers/merge':
      return mergeBody(signal);
    case 'customers/purchasing_summary':
      return purchasingSummaryBody(state, signal.customer, signal.at);
    case 'companies/create':
    case 'companies/update':
      return companyBody(state, signal.company);
    case 'company_locations/create':
      return companyLocationBody(state, signal.company);
    case 'company_contacts/create':
      return companyContactBody(state, signal.company, signal.contact);
    case 'customers/redact':
    case 'customers/data_request':
      return privacyBody(state, signal.topic, signal.customer);
    case 'shop/redact':
      return { shop_id: idNumber(state.options.shop.number), shop_domain: state.options.shop.myshopifyDomain };
    case 'app/uninstalled':
      return shopBody(state);
    case 'bulk_operations/finish':
      return bulkBody(signal);
    default:
      return orderBody(state, signal.order);
  }
}

type SignalOf<T extends Signal['topic']> = Extract<Signal, { readonly topic: T }>;

/** Ids and deltas only; the order's own id is `order_edit.order_id`. */
function orderEditBody(state: StoreState, { order, editId, at, additions, removals }: SignalOf<'orders/edited'>) {
  const time = restTime(at.getTime(), state.options.shop.timeZone);
  const units = (changes: typeof additions) => changes.map(({ id, delta }) => ({ id: idNumber(id), delta }));
  return {
    order_edit: {
      id: idNumber(editId),
      app_id: null,
      created_at: time,
      notify_customer: false,
      order_id: idNumber(order.id),
      staff_note: '',
      user_id: null,
      line_items: { additions: units(additions), removals: units(removals) },
      discounts: { line_item: { additions: [], removals: [] } },
      shipping_lines: { additions: [], removals: [] },
      committed_at: time,
    },
  };
}

function mergeBody({ keptId, removedId, jobId }: SignalOf<'customers/merge'>) {
  return {
    admin_graphql_api_customer_kept_id: `gid://shopify/Customer/${keptId}`,
    admin_graphql_api_customer_deleted_id: `gid://shopify/Customer/${removedId}`,
    admin_graphql_api_job_id: `gid://shopify/Job/${jobId}`,
    status: 'completed',
    errors: [],
  };
}

/** One of the few camel-case bodies. */
function purchasingSummaryBody(state: StoreState, customer: CustomerRecord, at: Date) {
  const { count, spent, currency, last } = purchaseSummary(state, customer);
  return {
    customerId: `gid://shopify/Customer/${customer.id}`,
    numberOfOrders: count,
    amountSpent: { amount: paddedDecimal(spent, currency), currencyCode: currency },
    lastOrderId: last ? `gid://shopify/Order/${last.id}` : null,
    occurredAt: at.toISOString(),
  };
}

function shopBody(state: StoreState) {
  const { number, name, myshopifyDomain, currency, timeZone, plan } = state.options.shop;
  return {
    id: idNumber(number),
    name,
    domain: myshopifyDomain,
    myshopify_domain: myshopifyDomain,
    currency,
    iana_timezone: timeZone,
    plan_name: plan,
  };
}

function bulkBody({ operationId, status, errorCode, createdAt, completedAt }: SignalOf<'bulk_operations/finish'>) {
  return {
    admin_graphql_api_id: `gid://shopify/BulkOperation/${operationId}`,
    completed_at: completedAt.toISOString(),
    created_at: createdAt.toISOString(),
    error_code: errorCode?.toLowerCase() ?? null,
    status: status.toLowerCase(),
    type: 'query',
  };
}
