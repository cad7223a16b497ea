import type { Fulfillment, Order } from './order.ts';
import { shippingStage, statusLabel } from './order-state.ts';

/** When money last went back. Only a successful transaction moves money; a refund without one is bookkeeping. */
export function refundedAt({ transactions }: Order): string | null {
  let last: string | null = null;
  for (const { kind, status, processedAt } of transactions ?? []) {
    if (kind !== 'REFUND' || status !== 'SUCCESS' || processedAt === null) continue;
    if (last === null || Date.parse(processedAt) > Date.parse(last)) last = processedAt;
  }
  return last;
}

const cancelReasons: Readonly<Record<string, string>> = {
  CUSTOMER: 'Customer changed or cancelled',
  DECLINED: 'Payment declined',
  FRAUD: 'Fraudulent order',
  INVENTORY: 'Items unavailable',
  OTHER: 'Other',
  STAFF: 'Staff error',
};

/** Why it was cancelled, in the words of the store's admin; null for an order that was not. */
export function cancelReason({ cancelledAt, cancelReason: reason }: Order): string | null {
  if (cancelledAt === null) return null;
  return reason === null ? 'Not said' : (cancelReasons[reason] ?? statusLabel(reason));
}

/** Parcels that left, oldest first. A cancelled fulfillment stays in Shopify's list (Shopify docs: Fulfillment.status). */
function parcelsOf({ fulfillments }: Order): readonly Fulfillment[] {
  const left = (fulfillments ?? []).filter(({ status }) => status === 'SUCCESS');
  return left.sort((one, two) => Date.parse(one.createdAt) - Date.parse(two.createdAt));
}

function hasArrived({ deliveredAt, displayStatus }: Fulfillment): boolean {
  return deliveredAt !== null || displayStatus === 'DELIVERED' || displayStatus === 'PICKED_UP';
}

/** What a carrier says of a parcel, the most urgent first. */
const carrierStates: readonly (readonly [status: string, words: string])[] = [
  ['FAILURE', 'Delivery failed'],
  ['NOT_DELIVERED', 'Delivery failed'],
  ['ATTEMPTED_DELIVERY', 'Delivery attempted'],
  ['DELAYED', 'Delayed'],
];

const carrierProgress: readonly (readonly [status: string, words: string])[] = [
  ['READY_FOR_PICKUP', 'Ready for pickup'],
  ['OUT_FOR_DELIVERY', 'Out for delivery'],
  ['IN_TRANSIT', 'In transit'],
  ['CARRIER_PICKED_UP', 'In transit'],
];

function firstOf(states: typeof carrierStates, parcels: readonly Fulfillment[]): string | null {
  const said = new Set(parcels.filter((parcel) => !hasArrived(parcel)).map(({ displayStatus }) => displayStatus));
  return states.find(([status]) => said.has(status))?.[1] ?? null;
}

/**
 * Where the goods are, for whoever answers the buyer: trouble with any parcel first, then how much has left and arrived.
 * A cancelled order says so, whatever had left.
 */
export function shipmentState(order: Order): string {
  const stage = shippingStage(order);
  if (stage === 'cancelled') return 'Cancelled';
  const parcels = parcelsOf(order);
  const trouble = firstOf(carrierStates, parcels);
  if (trouble !== null) return trouble;
  if (stage === 'delivered') return 'Delivered';
  const { fulfillmentStatus } = order;
  if (fulfillmentStatus === 'PARTIALLY_FULFILLED') return 'Partly shipped';
  if (fulfillmentStatus === 'FULFILLED') {
    if (parcels.length > 0 && parcels.every(hasArrived)) return 'Delivered';
    if (parcels.some(hasArrived)) return 'Partly delivered';
    return firstOf(carrierProgress, parcels) ?? 'Shipped';
  }
  if (fulfillmentStatus === 'FULFILLMENT_NOT_REQUIRED') return 'Nothing to ship';
  return fulfillmentStatus === 'UNFULFILLED' ? 'Not shipped' : statusLabel(fulfillmentStatus);
}

/** Numbers of all parcels that left, oldest first, each once; null without any. */
export function trackingNumbers(order: Order): string | null {
  const numbers = parcelsOf(order).flatMap(({ tracking }) => tracking.flatMap(({ number }) => number?.trim() || []));
  return numbers.length === 0 ? null : [...new Set(numbers)].join(', ');
}

/** The carrier's page of the parcel that left last and has one. */
export function trackingUrl(order: Order): string | null {
  return (
    parcelsOf(order)
      .flatMap(({ tracking }) => tracking.flatMap(({ url }) => url?.trim() || []))
      .at(-1) ?? null
  );
}

/** When the last parcel arrived; null until everything has left and every parcel is reported delivered. */
export function deliveredAt(order: Order): string | null {
  if (order.fulfillmentStatus !== 'FULFILLED') return null;
  const dates = parcelsOf(order).map((parcel) => parcel.deliveredAt);
  if (dates.length === 0) return null;
  let last: string | null = null;
  for (const date of dates) {
    if (date === null) return null;
    if (last === null || Date.parse(date) > Date.parse(last)) last = date;
  }
  return last;
}

const returnStates: Readonly<Record<string, string>> = {
  RETURN_REQUESTED: 'Return requested',
  IN_PROGRESS: 'Return in progress',
  INSPECTION_COMPLETE: 'Return inspected',
  RETURNED: 'Returned',
  RETURN_FAILED: 'Return failed',
};

/** How far a return has got, also of a cancelled order; null without one. */
export function returnState({ returnStatus }: Order): string | null {
  return returnStatus === 'NO_RETURN' ? null : (returnStates[returnStatus] ?? statusLabel(returnStatus));
}
