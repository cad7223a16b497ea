import type { RecordKind } from '../../../commerce/keys.ts';
import type { Evidence } from '../../../connector/source.ts';
import { below, idIn, idOf, isObject, type JsonObject } from './body.ts';

export interface Named {
  readonly kind: RecordKind;
  readonly id: string;
}

export interface Fact {
  readonly about: Named;
  readonly fact: Evidence['fact'];
  readonly other?: Named;
}

/** What a body says: records that may have changed, and facts that cannot be looked up again. Null: not understood. */
export interface Meaning {
  readonly records: readonly Named[];
  readonly facts?: readonly Fact[];
  /** A customer who asks what is held about them, and the orders that they ask about. */
  readonly asks?: { readonly about: Named; readonly orders: readonly string[] };
}

type Reader = (body: JsonObject) => Meaning | null;

function record(kind: RecordKind, id: string | null): Meaning | null {
  return id === null ? null : { records: [{ kind, id }] };
}

function deleted(meaning: Meaning | null): Meaning | null {
  return meaning && { ...meaning, facts: meaning.records.map((about) => ({ about, fact: 'deleted' })) };
}

const order: Reader = (body) => record('order', idIn(body, 'admin_graphql_api_id', 'id'));
const customer: Reader = (body) => record('customer', idIn(body, 'admin_graphql_api_id', 'id'));
const company: Reader = (body) => record('company', idIn(body, 'admin_graphql_api_id', 'id'));
/** The body is about something that belongs to an order. */
const itsOrder: Reader = (body) => record('order', idIn(body, 'admin_graphql_api_order_id', 'order_id'));
const editedOrder: Reader = (body) => itsOrder(below(body, 'order_edit'));
/** Some return topics carry the order, others only its id. */
const returnedOrder: Reader = (body) => order(below(body, 'order')) ?? itsOrder(body);
/** These topics speak camelCase or name the customer beside another id. */
const itsCustomer: Reader = (body) => record('customer', idIn(body, 'customerId', 'customer_id', 'id'));
const itsCompany: Reader = (body) => company(below(body, 'company'));
/** Nothing to look at, and nothing lost: the topic itself is the news. */
const nothing: Reader = () => ({ records: [] });

/** Both are looked at; only a merge that succeeded is a fact, because the topic also tells of failed ones. */
const merge: Reader = (body) => {
  const kept = idIn(body, 'admin_graphql_api_customer_kept_id');
  const removed = idIn(body, 'admin_graphql_api_customer_deleted_id');
  if (kept === null || removed === null) return null;
  const about: Named = { kind: 'customer', id: removed };
  const other: Named = { kind: 'customer', id: kept };
  const done = ['completed', 'success', 'ok'].includes(String(body['status']).toLowerCase());
  return { records: [about, other], facts: done ? [{ about, fact: 'merged into', other }] : [] };
};

/** The customer may be named by an e-mail only; orders to redact may be ones that we never saw. */
const redact: Reader = (body) => {
  const customerId = idIn(below(body, 'customer'), 'id');
  const listed = body['orders_to_redact'];
  const orderIds = Array.isArray(listed) ? listed.map(idOf).filter((id) => id !== null) : [];
  const records: Named[] = [
    ...(customerId === null ? [] : [{ kind: 'customer', id: customerId } as const]),
    ...orderIds.map((id) => ({ kind: 'order', id }) as const),
  ];
  if (records.length === 0 && !isObject(body['customer'])) return null;
  return { records, facts: records.map((about) => ({ about, fact: 'redacted' })) };
};

/** The merchant has to answer, whether or not we know the customer (Shopify docs: privacy compliance webhooks). */
const dataRequest: Reader = (body) => {
  const id = idIn(below(body, 'customer'), 'id');
  if (id === null) return null;
  const listed = body['orders_requested'];
  const orders = Array.isArray(listed) ? listed.map(idOf).filter((order) => order !== null) : [];
  return { records: [], asks: { about: { kind: 'customer', id }, orders } };
};

/** Every topic that means something to us, whether we subscribe to it or it comes from the app's settings. */
const readers: Readonly<Record<string, Reader>> = {
  'orders/create': order,
  'orders/updated': order,
  'orders/paid': order,
  'orders/cancelled': order,
  'orders/fulfilled': order,
  'orders/partially_fulfilled': order,
  'orders/edited': editedOrder,
  'orders/delete': (body) => deleted(order(body)),
  'order_transactions/create': itsOrder,
  'refunds/create': itsOrder,
  'fulfillments/create': itsOrder,
  'fulfillments/update': itsOrder,
  'returns/request': returnedOrder,
  'returns/approve': returnedOrder,
  'returns/decline': returnedOrder,
  'returns/process': returnedOrder,
  'returns/update': returnedOrder,
  'returns/cancel': returnedOrder,
  'returns/close': returnedOrder,
  'returns/reopen': returnedOrder,
  'customers/create': customer,
  'customers/update': customer,
  'customers/enable': customer,
  'customers/disable': customer,
  'customers/delete': (body) => deleted(customer(body)),
  'customers/merge': merge,
  'customers/redact': redact,
  'customers/data_request': dataRequest,
  'customers/purchasing_summary': itsCustomer,
  'customer.tags_added': itsCustomer,
  'customer.tags_removed': itsCustomer,
  'customers_email_marketing_consent/update': itsCustomer,
  'customers_marketing_consent/update': itsCustomer,
  'customers_whats_app_marketing_consent/update': itsCustomer,
  'companies/create': company,
  'companies/update': company,
  'companies/delete': (body) => deleted(company(body)),
  'company_contacts/create': itsCompany,
  'company_contacts/update': itsCompany,
  'company_contacts/delete': itsCompany,
  'company_locations/create': itsCompany,
  'company_locations/update': itsCompany,
  'company_locations/delete': itsCompany,
  'shop/redact': nothing,
  'shop/update': nothing,
  'app/uninstalled': nothing,
  'app/scopes_update': nothing,
  'bulk_operations/finish': nothing,
};

export function readerOf(topic: string): Reader | null {
  return Object.hasOwn(readers, topic) ? (readers[topic] ?? null) : null;
}
