import type { Order } from './order.ts';

/** Where the goods are, in the order that people read it. `cancelled` wins over everything else. */
export type ShippingStage = 'open' | 'processed' | 'shipped' | 'delivered' | 'cancelled';

/**
 * The shipping stage of an order. Delivered needs every shipped parcel to be reported delivered; carriers that report
 * nothing leave an order at shipped. `processed` = some of it has left or is being prepared.
 */
export function shippingStage(order: Order): ShippingStage {
  if (order.cancelledAt !== null) return 'cancelled';
  switch (order.fulfillmentStatus) {
    case 'FULFILLED': {
      const parcels = (order.fulfillments ?? []).filter((parcel) => parcel.status === 'SUCCESS');
      const delivered =
        parcels.length > 0 &&
        parcels.every((parcel) => parcel.deliveredAt !== null || parcel.displayStatus === 'DELIVERED');
      return delivered ? 'delivered' : 'shipped';
    }
    case 'PARTIALLY_FULFILLED':
    case 'IN_PROGRESS':
    case 'PENDING_FULFILLMENT':
    case 'FULFILLMENT_NOT_REQUIRED':
      return 'processed';
    default:
      return 'open';
  }
}

/**
 * What became of the order, in one word for people. Cancelled, refunded and voided are three things: cancelled ends the
 * order, refunded gives money back (the sale stands), voided releases money that was never taken.
 */
export type OrderState =
  | 'Cancelled'
  | 'Return requested'
  | 'Return in progress'
  | 'Returned'
  | 'Edited'
  | 'Open'
  | 'Archived';

export function orderState(order: Order): OrderState {
  if (order.cancelledAt !== null) return 'Cancelled';
  if (order.returnStatus === 'RETURN_REQUESTED') return 'Return requested';
  if (order.returnStatus === 'IN_PROGRESS' || order.returnStatus === 'INSPECTION_COMPLETE') return 'Return in progress';
  if (order.returnStatus === 'RETURNED') return 'Returned';
  if (order.edited) return 'Edited';
  return order.closedAt === null ? 'Open' : 'Archived';
}

/** 'PARTIALLY_REFUNDED' → 'Partially refunded'; a value nobody has seen yet reads just as well. */
export function statusLabel(status: string): string {
  const text = status.toLowerCase().replaceAll('_', ' ');
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/**
 * The payment status for people. Null in Shopify means that the order never had a transaction: nothing to pay, or
 * cancelled before payment.
 */
export function paymentLabel(order: Order): string {
  return order.financialStatus === null ? 'No payment' : statusLabel(order.financialStatus);
}

/** How the buyer came, from what Shopify saw first: campaign source, else the visit's source, else null. */
export function acquisitionSource(order: Order): string | null {
  const visit = order.acquisition?.first ?? order.acquisition?.last ?? null;
  return visit?.utmSource ?? visit?.source ?? null;
}

/** True while Shopify is still working out how the buyer came: look again later. */
export function acquisitionPending(order: Order): boolean {
  return order.acquisition !== undefined && order.acquisition !== null && !order.acquisition.ready;
}
