import { operation } from './operation.ts';
import { customerCore } from './selections.ts';

export const bulkRun = operation(`mutation BulkRun($query: String!) {
  bulkOperationRunQuery(query: $query, groupObjects: false) {
    bulkOperation { id }
    userErrors { code message }
  }
}`);

export const bulkStatus = operation(`query BulkStatus($id: ID!) {
  bulkOperation(id: $id) { id status errorCode createdAt completedAt objectCount url partialDataUrl }
}`);

export const bulkCancel = operation(`mutation BulkCancel($id: ID!) {
  bulkOperationCancel(id: $id) { bulkOperation { id status } userErrors { message } }
}`);

/**
 * Text of a bulk query over orders. Bulk queries take no variables and no `nodes` (Shopify docs: bulk operations), so
 * the filter is written into the text; it holds times of ours only. `selection: null` lists the ids.
 */
export function bulkOrders(selection: string | null, filter: string | null): string {
  return `{ orders(${argumentsOf(filter, 'PROCESSED_AT')}) { edges { node { ${selection ?? 'id'} } } } }`;
}

/** Text of a bulk query over customers. */
export function bulkCustomers(filter: string | null): string {
  return `{ customers(${argumentsOf(filter, 'CREATED_AT')}) { edges { node { ${customerCore} } } } }`;
}

function argumentsOf(filter: string | null, sortKey: string): string {
  return filter === null ? `sortKey: ${sortKey}` : `query: ${JSON.stringify(filter)}, sortKey: ${sortKey}`;
}
