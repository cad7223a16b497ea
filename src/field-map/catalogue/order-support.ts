import {
  cancelReason,
  deliveredAt,
  refundedAt,
  returnState,
  shipmentState,
  trackingNumbers,
  trackingUrl,
} from '../../commerce/support.ts';
import type { OrderEntry } from './entry.ts';
import { orderEntry } from './order-entry.ts';

type Told = Omit<OrderEntry, 'object' | 'scopes' | 'owner' | 'privacy' | 'minimumOf'> &
  Partial<Pick<OrderEntry, 'privacy'>>;

const support = (entry: Told) => orderEntry({ privacy: 'pseudonym', minimumOf: ['support'], ...entry });

/** What somebody needs who answers a buyer. */
export const supportEntries: readonly OrderEntry[] = [
  support({
    name: 'order.refunded_at',
    label: 'Refunded on',
    type: 'datetime',
    unit: 'a moment',
    meaning: 'When money last went back to the buyer.',
    from: 'Shopify: Order.transactions',
    formula: 'processedAt of the latest successful refund transaction; a refund that moved no money has no date',
    reads: ['transactions'],
    value: refundedAt,
  }),
  support({
    name: 'order.cancel_reason',
    label: 'Cancel reason',
    type: 'text',
    meaning: 'Why the order was cancelled; empty for one that was not.',
    from: 'Shopify: Order.cancelReason',
    formula: 'in the words of the Shopify admin',
    value: cancelReason,
  }),
  support({
    name: 'order.cancelled_at',
    label: 'Cancelled on',
    type: 'datetime',
    unit: 'a moment',
    meaning: 'When the order was cancelled; empty for one that was not.',
    from: 'Shopify: Order.cancelledAt',
    formula: 'as given',
    value: (order) => order.cancelledAt,
  }),
  support({
    name: 'order.shipment_state',
    label: 'Shipment state',
    type: 'text',
    meaning:
      'Where the goods are: not shipped, partly shipped, in transit, delivered, delivery failed …, or cancelled.',
    from: 'Shopify: cancelledAt, displayFulfillmentStatus, Fulfillment.displayStatus',
    formula: 'cancelled first, then trouble with any parcel, then how much has left and arrived',
    reads: ['fulfillments'],
    value: shipmentState,
  }),
  support({
    name: 'order.tracking_number',
    label: 'Tracking number',
    type: 'text',
    meaning: 'Numbers of all parcels that left, oldest first.',
    from: 'Shopify: Fulfillment.trackingInfo',
    formula: 'of fulfillments that were not cancelled, each once',
    reads: ['fulfillments'],
    value: trackingNumbers,
  }),
  support({
    name: 'order.tracking_url',
    label: 'Tracking page',
    type: 'url',
    meaning: 'The page of the carrier for the parcel that left last.',
    from: 'Shopify: Fulfillment.trackingInfo',
    formula: 'of the latest fulfillment that has one',
    reads: ['fulfillments'],
    value: trackingUrl,
  }),
  support({
    name: 'order.delivered_at',
    label: 'Delivered on',
    type: 'datetime',
    unit: 'a moment',
    meaning: 'When the last parcel arrived; empty until all of them are reported delivered.',
    from: 'Shopify: Fulfillment.deliveredAt',
    formula: 'the latest, once everything has left and arrived; carriers that report nothing leave it empty',
    reads: ['fulfillments'],
    value: deliveredAt,
  }),
  support({
    name: 'order.return_state',
    label: 'Return state',
    type: 'text',
    meaning: 'How far a return has got; empty without one.',
    from: 'Shopify: Order.returnStatus',
    formula: 'in words',
    value: returnState,
  }),
  support({
    name: 'order.buyer_note',
    label: "Buyer's note",
    type: 'text',
    meaning: 'What the buyer wrote to the order; to be read, changes made here are overwritten.',
    from: 'Shopify: Order.note',
    formula: 'as given',
    privacy: 'personal',
    reads: ['note'],
    value: (order) => order.note ?? null,
  }),
];
