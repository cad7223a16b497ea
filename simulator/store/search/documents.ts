import type { Clock } from '../../../src/lib/clock.ts';
import type { CompanyRecord, CustomerRecord, EventRecord, OrderRecord } from '../state/records.ts';
import type { StoreState } from '../state/state.ts';
import { type FinancialStatus, financialStatus, fulfillmentStatus, returnStatus } from '../state/statuses.ts';
import type { Filters } from './filters.ts';
import { type SearchDocument, SearchIndex, type SortKeys } from './index.ts';

export interface OrderDocument extends SearchDocument {
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly processedAt: number;
  readonly email: string | null;
  readonly customerId: string | null;
  readonly cancelled: boolean;
  readonly closed: boolean;
  readonly returns: string;
  readonly record: OrderRecord;
}

function orderDocument(record: OrderRecord): OrderDocument {
  return {
    id: record.id,
    createdAt: record.createdAt,
    updatedAt: record.updatedAt,
    processedAt: record.processedAt,
    email: record.email,
    customerId: record.customerId,
    cancelled: record.cancelledAt !== null,
    closed: record.closedAt !== null,
    returns: returnStatus(record),
    record,
  };
}

function orderStatuses({ cancelled, closed }: OrderDocument): string[] {
  if (cancelled) return ['cancelled', 'any', 'closed'];
  return closed ? ['closed', 'any'] : ['open', 'not_closed', 'any'];
}

const fulfillmentWords: Readonly<Record<ReturnType<typeof fulfillmentStatus>, readonly string[]>> = {
  FULFILLED: ['fulfilled', 'shipped'],
  FULFILLMENT_NOT_REQUIRED: ['fulfillment_not_required'],
  PARTIALLY_FULFILLED: ['partial'],
  UNFULFILLED: ['unfulfilled', 'unshipped'],
};

function lower(status: FinancialStatus | null): string[] {
  return status === null ? [] : [status.toLowerCase()];
}

export const orderFilters: Filters<OrderDocument> = {
  default: { type: 'text', of: ({ record, email }) => `${record.name} ${email ?? ''} ${record.input.poNumber ?? ''}` },
  id: { type: 'id', of: ({ id }) => id },
  name: { type: 'text', of: ({ record }) => record.name },
  email: { type: 'text', of: ({ email }) => email },
  created_at: { type: 'time', of: ({ createdAt }) => createdAt },
  updated_at: { type: 'time', of: ({ updatedAt }) => updatedAt },
  processed_at: { type: 'time', of: ({ processedAt }) => processedAt },
  customer_id: { type: 'id', of: ({ customerId }) => customerId },
  test: { type: 'boolean', of: ({ record }) => record.input.test ?? false },
  status: { type: 'keyword', of: orderStatuses, allowed: ['open', 'closed', 'cancelled', 'not_closed', 'any'] },
  return_status: {
    type: 'keyword',
    of: ({ returns }) => [returns],
    allowed: ['return_requested', 'in_progress', 'inspection_complete', 'returned', 'return_failed', 'no_return'],
  },
  financial_status: { type: 'keyword', of: ({ record }) => lower(financialStatus(record)) },
  fulfillment_status: { type: 'keyword', of: ({ record }) => fulfillmentWords[fulfillmentStatus(record)] },
  source_name: { type: 'keyword', of: ({ record }) => [record.input.sourceName] },
  channel: { type: 'keyword', of: ({ record }) => (record.input.channel ? [record.input.channel.handle] : []) },
  po_number: { type: 'keyword', of: ({ record }) => (record.input.poNumber ? [record.input.poNumber] : []) },
  discount_code: {
    type: 'keyword',
    of: ({ record }) => (record.input.discountCode ? [record.input.discountCode] : []),
  },
  sku: { type: 'keyword', of: ({ record }) => record.lines.map(({ input }) => input.sku ?? '') },
  tag: { type: 'keyword', of: ({ record }) => record.input.tags ?? [] },
};

const orderSortKeys: SortKeys<OrderDocument> = {
  CREATED_AT: ({ createdAt }) => createdAt,
  UPDATED_AT: ({ updatedAt }) => updatedAt,
  PROCESSED_AT: ({ processedAt }) => processedAt,
  ORDER_NUMBER: ({ record }) => record.number,
};

export interface CustomerDocument extends SearchDocument {
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly email: string | null;
  readonly phone: string | null;
  readonly record: CustomerRecord;
}

export const customerFilters: Filters<CustomerDocument> = {
  default: {
    type: 'text',
    of: ({ record, email }) => `${record.firstName ?? ''} ${record.lastName ?? ''} ${email ?? ''}`,
  },
  id: { type: 'id', of: ({ id }) => id },
  email: { type: 'text', of: ({ email }) => email },
  phone: { type: 'keyword', of: ({ phone }) => (phone === null ? [] : [phone]) },
  first_name: { type: 'text', of: ({ record }) => record.firstName },
  last_name: { type: 'text', of: ({ record }) => record.lastName },
  customer_date: { type: 'time', of: ({ createdAt }) => createdAt },
  updated_at: { type: 'time', of: ({ updatedAt }) => updatedAt, wholeDays: true },
  orders_count: { type: 'number', of: ({ record }) => record.orderIds.size },
  tag: { type: 'keyword', of: ({ record }) => record.tags },
};

const customerSortKeys: SortKeys<CustomerDocument> = {
  CREATED_AT: ({ createdAt }) => createdAt,
  UPDATED_AT: ({ updatedAt }) => updatedAt,
  NAME: ({ record }) => `${record.lastName ?? ''}, ${record.firstName ?? ''}`,
};

/** A company, or one of its locations under the location's own id. */
export interface CompanyDocument extends SearchDocument {
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly record: CompanyRecord;
}

export const companyFilters: Filters<CompanyDocument> = {
  default: { type: 'text', of: ({ record }) => record.name },
  id: { type: 'id', of: ({ id }) => id },
  name: { type: 'text', of: ({ record }) => record.name },
  created_at: { type: 'time', of: ({ createdAt }) => createdAt },
  updated_at: { type: 'time', of: ({ updatedAt }) => updatedAt },
};

export const companyLocationFilters: Filters<CompanyDocument> = {
  ...companyFilters,
  company_id: { type: 'id', of: ({ record }) => record.id },
};

const companySortKeys: SortKeys<CompanyDocument> = {
  CREATED_AT: ({ createdAt }) => createdAt,
  UPDATED_AT: ({ updatedAt }) => updatedAt,
  NAME: ({ record }) => record.name,
};

export const eventFilters: Filters<EventRecord> = {
  default: { type: 'text', of: ({ action }) => action },
  id: { type: 'id', of: ({ id }) => id },
  action: { type: 'keyword', of: ({ action }) => [action] },
  subject_type: { type: 'keyword', of: ({ subjectType }) => [subjectType] },
  created_at: { type: 'time', of: ({ at }) => at },
};

const eventSortKeys: SortKeys<EventRecord> = { CREATED_AT: ({ at }) => at };

export interface Indexes {
  readonly order: SearchIndex<OrderDocument>;
  readonly customer: SearchIndex<CustomerDocument>;
  readonly company: SearchIndex<CompanyDocument>;
  readonly companyLocation: SearchIndex<CompanyDocument>;
  readonly event: SearchIndex<EventRecord>;
}

/** The indexes of a store, kept up with it from now on. */
export function createIndexes(state: StoreState, clock: Clock, lagMs: number): Indexes {
  const companyDocument = (id: string, record: CompanyRecord | undefined): CompanyDocument | null =>
    record ? { id, createdAt: record.createdAt, updatedAt: record.updatedAt, record } : null;
  const common = { clock, lagMs };
  const indexes: Indexes = {
    order: new SearchIndex({
      ...common,
      sortKeys: orderSortKeys,
      documentOf: (id) => mapped(state.orders.get(id), orderDocument),
    }),
    customer: new SearchIndex({
      ...common,
      sortKeys: customerSortKeys,
      documentOf: (id) => mapped(state.customers.get(id), (record) => ({ ...contactOf(record), record })),
    }),
    company: new SearchIndex({
      ...common,
      sortKeys: companySortKeys,
      documentOf: (id) => companyDocument(id, state.companies.get(id)),
    }),
    companyLocation: new SearchIndex({
      ...common,
      sortKeys: companySortKeys,
      documentOf: (id) => companyDocument(id, state.companyOfLocation.get(id)),
    }),
    event: new SearchIndex({ ...common, sortKeys: eventSortKeys, documentOf: (id) => state.events.get(id) ?? null }),
  };
  state.listen({ changed: (kind, id) => indexes[kind].changed(id) });
  return indexes;
}

function mapped<T, R>(value: T | undefined, map: (value: T) => R): R | null {
  return value === undefined ? null : map(value);
}

function contactOf({ id, createdAt, updatedAt, email, phone }: CustomerRecord) {
  return { id, createdAt, updatedAt, email, phone };
}
