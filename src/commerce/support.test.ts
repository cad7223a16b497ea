import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { bag, order } from '../../test/support/order.ts';
import type { Fulfillment, Order, Transaction } from './order.ts';
import {
  cancelReason,
  deliveredAt,
  refundedAt,
  returnState,
  shipmentState,
  trackingNumbers,
  trackingUrl,
} from './support.ts';

let parcels = 0;

function parcel(change: Partial<Fulfillment> = {}): Fulfillment {
  parcels += 1;
  return {
    id: String(parcels),
    status: 'SUCCESS',
    displayStatus: 'FULFILLED',
    createdAt: '2026-10-08T10:00:00Z',
    deliveredAt: null,
    totalQuantity: 1,
    tracking: [],
    ...change,
  };
}

const tracking = (number: string | null, url: string | null = null) => [{ company: 'DHL', number, url }];

function transaction(kind: string, status: string, processedAt: string | null): Transaction {
  return { id: '1', kind, status, gateway: 'shopify_payments', processedAt, amount: bag('5') };
}

describe('what support acts on', () => {
  it('dates a refund by the money that went back, not by the bookkeeping', () => {
    const transactions = [
      transaction('SALE', 'SUCCESS', '2026-10-20T10:00:00Z'),
      transaction('REFUND', 'SUCCESS', '2026-10-09T10:00:00Z'),
      transaction('REFUND', 'SUCCESS', '2026-10-08T10:00:00Z'),
      transaction('REFUND', 'PENDING', '2026-10-11T10:00:00Z'),
      transaction('REFUND', 'FAILURE', '2026-10-12T10:00:00Z'),
    ];
    assert.equal(refundedAt(order({ transactions })), '2026-10-09T10:00:00Z');
    assert.equal(refundedAt(order({ transactions: transactions.slice(3) })), null);
  });

  it('says why an order was cancelled, and nothing of one that was not', () => {
    const cancelled = (reason: string | null) =>
      cancelReason(order({ cancelledAt: '2026-10-09T10:00:00Z', cancelReason: reason }));
    assert.equal(cancelled('INVENTORY'), 'Items unavailable');
    assert.equal(cancelled('SOMETHING_NEW'), 'Something new');
    assert.equal(cancelled(null), 'Not said');
    assert.equal(cancelReason(order({ cancelReason: 'FRAUD' })), null);
  });

  it('follows the goods from the shelf to the door', () => {
    const state = (fulfillmentStatus: string, fulfillments: readonly Fulfillment[], change: Partial<Order> = {}) =>
      shipmentState(order({ fulfillmentStatus, fulfillments, ...change }));
    assert.equal(state('UNFULFILLED', []), 'Not shipped');
    assert.equal(state('ON_HOLD', []), 'On hold');
    assert.equal(state('FULFILLMENT_NOT_REQUIRED', []), 'Nothing to ship');
    assert.equal(state('PARTIALLY_FULFILLED', [parcel()]), 'Partly shipped');
    assert.equal(state('FULFILLED', [parcel()]), 'Shipped');
    assert.equal(state('FULFILLED', [parcel(), parcel({ displayStatus: 'IN_TRANSIT' })]), 'In transit');
    assert.equal(state('FULFILLED', [parcel({ displayStatus: 'DELIVERED' }), parcel()]), 'Partly delivered');
    assert.equal(state('FULFILLED', [parcel({ deliveredAt: '2026-10-09T10:00:00Z' })]), 'Delivered');
    const failed = parcel({ displayStatus: 'FAILURE' });
    assert.equal(state('FULFILLED', [parcel({ displayStatus: 'OUT_FOR_DELIVERY' }), failed]), 'Delivery failed');
    assert.equal(state('PARTIALLY_FULFILLED', [failed]), 'Delivery failed');
    assert.equal(state('FULFILLED', [{ ...failed, deliveredAt: '2026-10-09T10:00:00Z' }]), 'Delivered');
    assert.equal(state('FULFILLED', [parcel({ status: 'CANCELLED', displayStatus: 'FAILURE' })]), 'Shipped');
    assert.equal(state('FULFILLED', [failed], { cancelledAt: '2026-10-09T10:00:00Z' }), 'Cancelled');
  });

  it('shows the numbers of all parcels that left and the page of the last', () => {
    const shipped = order({
      fulfillments: [
        parcel({ createdAt: '2026-10-09T10:00:00Z', tracking: tracking('B', 'https://b.example') }),
        parcel({ tracking: tracking('A', 'https://a.example') }),
        parcel({ createdAt: '2026-10-10T10:00:00Z', tracking: tracking('A') }),
        parcel({
          createdAt: '2026-10-11T10:00:00Z',
          status: 'CANCELLED',
          tracking: tracking('C', 'https://c.example'),
        }),
      ],
    });
    assert.equal(trackingNumbers(shipped), 'A, B');
    assert.equal(trackingUrl(shipped), 'https://b.example');
    assert.deepEqual([trackingNumbers(order()), trackingUrl(order())], [null, null]);
  });

  it('has a delivery date once everything has left and arrived', () => {
    const arrived = (at: string) => parcel({ deliveredAt: at });
    const both = [arrived('2026-10-10T10:00:00Z'), arrived('2026-10-09T10:00:00Z')];
    assert.equal(deliveredAt(order({ fulfillmentStatus: 'FULFILLED', fulfillments: both })), '2026-10-10T10:00:00Z');
    assert.equal(deliveredAt(order({ fulfillmentStatus: 'PARTIALLY_FULFILLED', fulfillments: both })), null);
    assert.equal(deliveredAt(order({ fulfillmentStatus: 'FULFILLED', fulfillments: [...both, parcel()] })), null);
    assert.equal(deliveredAt(order({ fulfillmentStatus: 'FULFILLED' })), null);
  });

  it('tells how far a return has got, of a cancelled order too', () => {
    assert.equal(returnState(order()), null);
    assert.equal(
      returnState(order({ returnStatus: 'IN_PROGRESS', cancelledAt: '2026-10-09T10:00:00Z' })),
      'Return in progress',
    );
    assert.equal(returnState(order({ returnStatus: 'NEW_STATE' })), 'New state');
  });
});
