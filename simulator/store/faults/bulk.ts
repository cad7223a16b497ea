import type { NamedFault } from '../../faults/named-fault.ts';
import type { BulkFault } from '../bulk/faults.ts';
import type { StoreTarget } from './target.ts';

const source = 'Shopify docs: bulk operations';

function onBulk(
  entry: Omit<NamedFault<StoreTarget>, 'arm' | 'recovery' | 'dose'>,
  fault: BulkFault,
): NamedFault<StoreTarget> {
  return {
    ...entry,
    recovery: 'by itself',
    dose: { times: 1 },
    arm: ({ bulk }, { doses }) => {
      bulk.add(fault, doses);
      return undefined;
    },
  };
}

export const bulkFaults: readonly NamedFault<StoreTarget>[] = [
  onBulk(
    {
      name: 'shopify-bulk-failed',
      happens: 'a bulk operation fails after some rows and leaves them as partial data',
      source,
      promise: 'the partial rows count as read; a second operation goes on from the last of them',
    },
    { afterRows: 20, errorCode: 'TIMEOUT' },
  ),
  onBulk(
    {
      name: 'shopify-bulk-partial-late',
      happens: 'a bulk operation fails, and its partial data appear some seconds after the status',
      source: 'reported by other integrations',
      promise: 'is waited for up to two minutes before the rows are given up',
    },
    { afterRows: 20, errorCode: 'INTERNAL_SERVER_ERROR', partialAfterMs: 3_000 },
  ),
  onBulk(
    {
      name: 'shopify-bulk-canceled',
      happens: 'Shopify itself cancels a bulk operation that has stalled',
      source,
      promise: 'as after a failure: a second operation goes on from the partial rows',
    },
    { afterRows: 20, ends: 'CANCELED' },
  ),
  onBulk(
    {
      name: 'shopify-bulk-expired',
      happens: 'a bulk operation ends as EXPIRED: its results are gone',
      source,
      promise: 'a second operation reads the same window',
    },
    { ends: 'EXPIRED' },
  ),
  onBulk(
    {
      name: 'shopify-bulk-file-short',
      happens: 'the result file is shorter than the operation says and ends in the middle of a line',
      source: 'reported by other integrations: rows dropped, cursor advanced, success reported',
      promise:
        'lines are counted against objects: the rest is read by a second operation, the month is not done before',
    },
    { file: 'cut short' },
  ),
  onBulk(
    {
      name: 'shopify-bulk-url-dies',
      happens: 'the result file stops coming, and its address is refused from then on',
      source,
      promise: 'the download is tried again, then a second operation goes on from the rows that came',
    },
    { file: 'dies' },
  ),
  {
    name: 'shopify-bulk-busy',
    happens: 'five bulk operations run already, a sixth is refused',
    source,
    promise: 'waits for a free place and starts it then',
    recovery: 'in time',
    dose: { times: 2 },
    arm: ({ calls }, { doses }) => {
      const message = 'The maximum number of bulk query operations for this app and shop are already in progress.';
      const userErrors = [{ code: 'OPERATION_IN_PROGRESS', field: null, message }];
      const body = { data: { bulkOperationRunQuery: { bulkOperation: null, userErrors } } };
      calls.add({ operation: 'BulkRun', status: 200, body, doses });
      return undefined;
    },
  },
];
