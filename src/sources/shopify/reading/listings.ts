import { z } from 'zod';
import * as documents from '../documents/lists.ts';
import type {
  CompaniesListedQuery,
  CustomersChangedQuery,
  CustomersListedQuery,
  DeletionsQuery,
  OrdersByReturnStatusQuery,
  OrdersChangedQuery,
  OrdersListedQuery,
  OrdersWithReturnDatesQuery,
} from '../documents.gen.ts';
import { instant, pageInfo } from '../parse/nodes.ts';
import type { Listing, TimedListing } from './pages.ts';

const connection = <Shape extends z.ZodRawShape>(shape: Shape) =>
  z.object({ nodes: z.array(z.object({ id: z.string(), ...shape })), pageInfo });

/** Ids and times only: 250 of them cost 13 points. */
const first = 250;

const secondMs = 1_000;

/** Times that stay as they are; Shopify compares them by the second. */
const fixed = { before: secondMs, after: secondMs };
/** `updatedAt` only ever moves on, and may have done so since the search index saw the record. */
const moving = { before: secondMs, after: Number.POSITIVE_INFINITY };
/** Compared by whole days, of which time zone is not said. */
const wholeDays = { before: 2 * 86_400_000, after: 2 * 86_400_000 };

interface Changed {
  readonly id: string;
  readonly updatedAt: string;
}

export const ordersChanged: TimedListing<OrdersChangedQuery, Changed> = {
  operation: documents.ordersChanged,
  schema: z.object({ orders: connection({ updatedAt: instant }) }),
  page: ({ orders }) => orders,
  first,
  field: 'updated_at',
  slack: moving,
  timeOf: ({ updatedAt }) => updatedAt,
};

export const customersChanged: Listing<CustomersChangedQuery, Changed> = {
  operation: documents.customersChanged,
  schema: z.object({ customers: connection({ updatedAt: instant }) }),
  page: ({ customers }) => customers,
  first,
};

/** Orders whose returns are under way, and those that came to an end. */
const returnStatuses = ['return_requested', 'in_progress', 'inspection_complete', 'return_failed', 'returned'];
const term = returnStatuses.map((status) => `return_status:${status}`).join(' OR ');

export const ordersByReturnStatus: TimedListing<
  OrdersByReturnStatusQuery,
  Changed & { readonly returnStatus: string }
> = {
  operation: documents.ordersByReturnStatus,
  schema: z.object({ orders: connection({ updatedAt: instant, returnStatus: z.string() }) }),
  page: ({ orders }) => orders,
  first,
  field: 'updated_at',
  slack: moving,
  timeOf: ({ updatedAt }) => updatedAt,
  term,
};

const returnDates = z.object({
  createdAt: instant,
  closedAt: instant.nullable(),
  requestApprovedAt: instant.nullable(),
});
type WithReturns = OrdersWithReturnDatesQuery['orders']['nodes'][number];

export const ordersWithReturnDates: TimedListing<OrdersWithReturnDatesQuery, WithReturns> = {
  operation: documents.ordersWithReturnDates,
  schema: z.object({
    orders: connection({
      updatedAt: instant,
      returnStatus: z.string(),
      returns: z.object({ nodes: z.array(returnDates) }),
    }),
  }),
  page: ({ orders }) => orders,
  first: 100,
  field: 'updated_at',
  slack: moving,
  timeOf: ({ updatedAt }) => updatedAt,
  term,
};

export const ordersListed: TimedListing<OrdersListedQuery, OrdersListedQuery['orders']['nodes'][number]> = {
  operation: documents.ordersListed,
  schema: z.object({ orders: connection({ updatedAt: instant, processedAt: instant }) }),
  page: ({ orders }) => orders,
  first,
  field: 'processed_at',
  slack: fixed,
  timeOf: ({ processedAt }) => processedAt,
};

type Created = Changed & { readonly createdAt: string };

/** Customers have no `created_at` filter: their creation is called `customer_date` (Shopify docs: customers query). */
export const customersListed: TimedListing<CustomersListedQuery, Created> = {
  operation: documents.customersListed,
  schema: z.object({ customers: connection({ updatedAt: instant, createdAt: instant }) }),
  page: ({ customers }) => customers,
  first,
  field: 'customer_date',
  slack: wholeDays,
  timeOf: ({ createdAt }) => createdAt,
};

export const companiesListed: TimedListing<CompaniesListedQuery, Created> = {
  operation: documents.companiesListed,
  schema: z.object({ companies: connection({ updatedAt: instant, createdAt: instant }) }),
  page: ({ companies }) => companies,
  first,
  field: 'created_at',
  slack: fixed,
  timeOf: ({ createdAt }) => createdAt,
};

const basicEvent = {
  __typename: z.literal('BasicEvent'),
  action: z.string(),
  createdAt: instant,
  subjectId: z.string(),
  subjectType: z.string(),
};
export type EventNode = NonNullable<DeletionsQuery['events']>['nodes'][number];

/** Events that say that a record of this type was destroyed; kept one year (Shopify docs: events). */
export function deletionsOf(subjectType: 'ORDER' | 'CUSTOMER'): TimedListing<DeletionsQuery, EventNode> {
  return {
    operation: documents.deletions,
    schema: z.object({ events: connection(basicEvent).nullable() }),
    page: ({ events }) => events,
    first,
    field: 'created_at',
    slack: fixed,
    timeOf: ({ createdAt }) => createdAt,
    term: `action:destroy AND subject_type:${subjectType}`,
  };
}
