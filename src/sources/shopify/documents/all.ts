import type { OrderPart } from '../../../commerce/order.ts';
import * as account from './account.ts';
import * as bulk from './bulk.ts';
import * as lists from './lists.ts';
import type { Operation } from './operation.ts';
import { customersByIds, orderLineItemsPage, orderReturnsPage, ordersByIds } from './records.ts';

export const allOrderParts: readonly OrderPart[] = [
  'refunds',
  'fulfillments',
  'returns',
  'acquisition',
  'lineItems',
  'transactions',
  'note',
  'tags',
];

/** Every scope that opens a further field of our documents. */
export const allDocumentScopes: readonly string[] = [
  'read_orders',
  'read_all_orders',
  'read_customers',
  'read_companies',
  'read_returns',
  'read_payment_terms',
  'read_fulfillments',
  'read_customer_merge',
];

/** Every operation that this source can send, in its fullest form: what types are generated from and tests go through. */
export function allOperations(): readonly Operation[] {
  return [
    ordersByIds(allOrderParts, new Set(allDocumentScopes)),
    customersByIds(),
    orderReturnsPage,
    orderLineItemsPage,
    ...Object.values(lists),
    ...Object.values(account),
    bulk.bulkRun,
    bulk.bulkStatus,
    bulk.bulkCancel,
  ];
}
