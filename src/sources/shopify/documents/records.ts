import type { OrderPart } from '../../../commerce/order.ts';
import { type Operation, operation } from './operation.ts';
import { mayRead } from './scopes.ts';
import * as selections from './selections.ts';

interface Piece {
  readonly fragment: string;
  readonly selection: string;
  /** All of these fields must be allowed by the granted scopes. */
  readonly fields: readonly string[];
  /** Absent: the piece belongs to every order. */
  readonly part?: OrderPart;
  /** Children of their own: a bulk operation puts them on lines of their own, far from their order. */
  readonly connection?: boolean;
  /** What tells an order without any such children apart, in place of the connection. */
  readonly inBulk?: string;
}

const orderPieces: readonly Piece[] = [
  { fragment: 'OrderCore', selection: selections.orderCore, fields: ['QueryRoot.order', 'Order.app'] },
  { fragment: 'OrderBuyer', selection: selections.orderBuyer, fields: ['Order.customer'] },
  // A company order's other form is a customer, which needs its own scope.
  {
    fragment: 'OrderCompany',
    selection: selections.orderCompany,
    fields: ['PurchasingCompany.company', 'PurchasingCompany.location', 'Order.customer'],
  },
  {
    fragment: 'OrderPaymentTerms',
    selection: selections.orderPaymentTerms,
    fields: ['Order.paymentTerms', 'PaymentTerms.paymentSchedules'],
    connection: true,
    inBulk: selections.hasPaymentTerms,
  },
  { fragment: 'OrderRefunds', selection: selections.orderRefunds, fields: ['Order.refunds'], part: 'refunds' },
  {
    fragment: 'OrderFulfillments',
    selection: selections.orderFulfillments,
    fields: ['Order.fulfillments', 'Fulfillment.trackingInfo'],
    part: 'fulfillments',
  },
  {
    fragment: 'OrderReturns',
    selection: selections.orderReturns,
    fields: ['Order.returns'],
    part: 'returns',
    connection: true,
  },
  {
    fragment: 'OrderAcquisition',
    selection: selections.orderAcquisition,
    fields: ['Order.customerJourneySummary', 'CustomerJourneySummary.firstVisit'],
    part: 'acquisition',
  },
  {
    fragment: 'OrderLineItems',
    selection: selections.orderLineItems,
    fields: ['Order.lineItems'],
    part: 'lineItems',
    connection: true,
  },
  {
    fragment: 'OrderTransactions',
    selection: selections.orderTransactions,
    fields: ['Order.transactions'],
    part: 'transactions',
  },
  { fragment: 'OrderNote', selection: selections.orderNote, fields: ['QueryRoot.order'], part: 'note' },
  { fragment: 'OrderTags', selection: selections.orderTags, fields: ['QueryRoot.order'], part: 'tags' },
];

function piecesFor(parts: readonly OrderPart[], granted: ReadonlySet<string>): readonly Piece[] {
  return orderPieces
    .filter(({ part }) => part === undefined || parts.includes(part))
    .filter(({ fields }) => fields.every((field) => mayRead(field, granted)));
}

/** Reads orders by `$ids`. Its cost does not grow with their number (Shopify docs: rate limits), its answer does. */
export function ordersByIds(parts: readonly OrderPart[], granted: ReadonlySet<string>): Operation {
  const pieces = piecesFor(parts, granted);
  const spreads = pieces.map(({ fragment }) => `...${fragment}`).join(' ');
  const fragments = pieces.map(({ fragment, selection }) => `fragment ${fragment} on Order { ${selection} }`);
  return operation(
    `query OrdersByIds($ids: [ID!]!) { nodes(ids: $ids) { __typename ... on Order { ${spreads} } } }\n${fragments.join('\n')}`,
  );
}

/** Reads customers by `$ids`. */
export function customersByIds(): Operation {
  return operation(`query CustomersByIds($ids: [ID!]!) {
    nodes(ids: $ids) { __typename ... on Customer { ...CustomerCore } }
  }
  fragment CustomerCore on Customer { ${selections.customerCore} }`);
}

/** Further pages of an order's returns, from `$after`. */
export const orderReturnsPage = operation(`query OrderReturnsPage($id: ID!, $after: String!) {
  order(id: $id) {
    returns(first: 100, after: $after) { nodes { ${selections.returnNode} } pageInfo { hasNextPage endCursor } }
  }
}`);

/** Further pages of an order's line items, from `$after`. */
export const orderLineItemsPage = operation(`query OrderLineItemsPage($id: ID!, $after: String!) {
  order(id: $id) {
    lineItems(first: 250, after: $after) { nodes { ${selections.lineItemNode} } pageInfo { hasNextPage endCursor } }
  }
}`);

/**
 * What a bulk operation selects of an order. `null` when a requested piece is a connection of which no other field says
 * that it is empty: its nodes come as lines of their own in any order, so the operation lists the ids and the orders are
 * read by id afterwards.
 */
export function bulkOrderSelection(parts: readonly OrderPart[], granted: ReadonlySet<string>): string | null {
  const pieces = piecesFor(parts, granted);
  if (pieces.some(({ connection, inBulk }) => connection && inBulk === undefined)) return null;
  return pieces.map(({ selection, inBulk }) => inBulk ?? selection).join('\n');
}

/** Whether a row of a bulk operation is a whole record: neither an id alone, nor with children that the row leaves out. */
export function isWholeRow(row: Readonly<Record<string, unknown>>): boolean {
  return Object.keys(row).length > 1 && (row['paymentTerms'] ?? null) === null;
}
