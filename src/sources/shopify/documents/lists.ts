import { operation } from './operation.ts';

/*
 * Every list takes the same variables: `$query` (search syntax; null = everything), `$first` and `$after`. The sort key
 * equals the filtered field, otherwise large shops time out (Shopify docs: paginating, search syntax).
 */
const variables = '$query: String, $first: Int!, $after: String';
const paging = 'first: $first, after: $after, query: $query';
const page = 'pageInfo { hasNextPage endCursor }';

export const ordersChanged = operation(`query OrdersChanged(${variables}) {
  orders(${paging}, sortKey: UPDATED_AT) { nodes { id updatedAt } ${page} }
}`);

/** Newest first: the filter of customers works by whole days, the order of the list is exact. */
export const customersChanged = operation(`query CustomersChanged(${variables}) {
  customers(${paging}, sortKey: UPDATED_AT, reverse: true) { nodes { id updatedAt } ${page} }
}`);

export const ordersByReturnStatus = operation(`query OrdersByReturnStatus(${variables}) {
  orders(${paging}, sortKey: UPDATED_AT) { nodes { id updatedAt returnStatus } ${page} }
}`);

export const ordersWithReturnDates = operation(`query OrdersWithReturnDates(${variables}) {
  orders(${paging}, sortKey: UPDATED_AT) {
    nodes { id updatedAt returnStatus returns(first: 5, reverse: true) { nodes { createdAt closedAt requestApprovedAt } } }
    ${page}
  }
}`);

export const ordersListed = operation(`query OrdersListed(${variables}) {
  orders(${paging}, sortKey: PROCESSED_AT) { nodes { id updatedAt processedAt } ${page} }
}`);

export const ordersByName = operation(`query OrdersByName(${variables}) {
  orders(${paging}) { nodes { id name processedAt } ${page} }
}`);

export const customersListed = operation(`query CustomersListed(${variables}) {
  customers(${paging}, sortKey: CREATED_AT) { nodes { id updatedAt createdAt } ${page} }
}`);

export const companiesListed = operation(`query CompaniesListed(${variables}) {
  companies(${paging}, sortKey: CREATED_AT) { nodes { id updatedAt createdAt } ${page} }
}`);

export const deletions = operation(`query Deletions(${variables}) {
  events(${paging}, sortKey: CREATED_AT) {
    nodes { __typename id action createdAt ... on BasicEvent { subjectId subjectType } }
    ${page}
  }
}`);

/** `limit: null` counts to the end; the default stops at 10,000 (Shopify docs: ordersCount). */
export const ordersCount = operation(`query OrdersCount($query: String) {
  ordersCount(query: $query, limit: null) { count precision }
}`);

export const customersCount = operation(`query CustomersCount($query: String) {
  customersCount(query: $query, limit: null) { count precision }
}`);

export const companiesCount = operation(`query CompaniesCount {
  companiesCount(limit: null) { count precision }
}`);
