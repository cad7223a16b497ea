import assert from 'node:assert/strict';
import { paddedDecimal } from '../store/state/money.ts';
import { financialStatus, fulfillmentStatus, returnStatus } from '../store/state/statuses.ts';
import { computeTotals } from '../store/state/totals.ts';
import type { Store } from '../store/store.ts';
import type { Truth } from './truth.ts';

/** Asserts that the store shows of every order exactly what the truth says, and holds no order that it does not know. */
export function assertStoreAgrees(store: Store, truth: Truth): void {
  const expected = truth.toJSON().orders.filter((order) => !order.deleted);
  assert.equal(store.state.orders.size, expected.length);
  for (const order of expected) {
    const record = store.state.order(order.id);
    const totals = computeTotals(record);
    const text = (minor: bigint) => paddedDecimal(minor, order.currency);
    const shown = {
      ...order,
      customer: record.customerId,
      email: record.email,
      original: text(totals.original),
      gross: text(totals.total),
      current: text(totals.current),
      received: text(totals.received),
      refunded: text(totals.refunded),
      net: text(totals.net),
      outstanding: text(totals.outstanding),
      financialStatus: financialStatus(record),
      fulfillmentStatus: fulfillmentStatus(record),
      returnStatus: returnStatus(record),
      cancelled: record.cancelledAt !== null,
      archived: record.closedAt !== null,
      processedAt: new Date(record.processedAt).toISOString(),
    };
    assert.deepEqual(shown, order);
  }
}
