import type { MoneyBag } from './money.ts';

/**
 * Parts of an order that cost extra to read. A document asks only for the parts that the field map reads; a part that
 * was not read is `undefined`, never an empty list.
 */
export type OrderPart =
  | 'refunds'
  | 'fulfillments'
  | 'returns'
  | 'acquisition'
  | 'lineItems'
  | 'transactions'
  /** Costs nothing to read, but it is what a buyer wrote: read only where somebody uses it. */
  | 'note'
  /** Costs nothing to read; off until somebody owns tags. */
  | 'tags';

export interface OrderTotals {
  /** Total when the order was placed; never changes (Shopify: originalTotalPriceSet). */
  readonly original: MoneyBag;
  /** Total before returns, after order edits that add or discount (totalPriceSet). */
  readonly gross: MoneyBag;
  /** Total after edits, returns, refunds and cancellation (currentTotalPriceSet). */
  readonly current: MoneyBag;
  readonly discounts: MoneyBag;
  readonly tax: MoneyBag;
  readonly shipping: MoneyBag;
  readonly duties: MoneyBag | null;
  readonly tips: MoneyBag;
  /** Money received, before refunds (totalReceivedSet). */
  readonly received: MoneyBag;
  /** Money given back (totalRefundedSet). */
  readonly refunded: MoneyBag;
  /** Money kept: received minus refunded (netPaymentSet). */
  readonly net: MoneyBag;
  /** Above zero the buyer owes, below zero the merchant owes (totalOutstandingSet). */
  readonly outstanding: MoneyBag;
}

export interface Refund {
  readonly id: string;
  readonly createdAt: string | null;
  readonly processedAt: string | null;
  readonly amount: MoneyBag;
  readonly note: string | null;
}

export interface Tracking {
  readonly company: string | null;
  readonly number: string | null;
  readonly url: string | null;
}

export interface Fulfillment {
  readonly id: string;
  /** CANCELLED, ERROR, FAILURE, SUCCESS, or a value nobody has seen yet. */
  readonly status: string;
  readonly displayStatus: string | null;
  readonly createdAt: string;
  readonly deliveredAt: string | null;
  readonly totalQuantity: number | null;
  readonly tracking: readonly Tracking[];
}

export interface Return {
  readonly id: string;
  /** REQUESTED, OPEN, CLOSED, DECLINED, CANCELED, or a value nobody has seen yet. */
  readonly status: string;
  readonly createdAt: string;
  readonly closedAt: string | null;
}

export interface LineItem {
  readonly id: string;
  readonly title: string;
  readonly sku: string | null;
  /** Units ever ordered, including removed and refunded ones; `currentQuantity` is what is left. */
  readonly quantity: number;
  readonly currentQuantity: number;
  readonly isGiftCard: boolean;
  readonly unitPrice: MoneyBag;
}

export interface Transaction {
  readonly id: string;
  readonly kind: string;
  /** Only SUCCESS moves money. */
  readonly status: string;
  readonly gateway: string | null;
  readonly processedAt: string | null;
  readonly amount: MoneyBag;
}

export interface Visit {
  readonly occurredAt: string;
  readonly source: string | null;
  readonly referrerUrl: string | null;
  readonly landingPage: string | null;
  readonly utmSource: string | null;
  readonly utmMedium: string | null;
  readonly utmCampaign: string | null;
  readonly utmContent: string | null;
  readonly utmTerm: string | null;
}

/** How the buyer came. `ready: false` means that Shopify has not finished working it out: look again later. */
export interface Acquisition {
  readonly ready: boolean;
  readonly first: Visit | null;
  readonly last: Visit | null;
}

/** Where it was sold. `handle` is the channel's name in Shopify, `name` the one for people; never a bare app number. */
export interface Channel {
  readonly handle: string | null;
  readonly name: string | null;
}

export interface Order {
  readonly kind: 'order';
  readonly source: string;
  readonly id: string;
  readonly name: string;
  /** When Shopify made the record; an imported order's business date is `processedAt`. */
  readonly createdAt: string;
  readonly processedAt: string;
  readonly updatedAt: string;
  readonly cancelledAt: string | null;
  readonly cancelReason: string | null;
  readonly closedAt: string | null;
  readonly test: boolean;
  readonly edited: boolean;
  readonly shopCurrency: string;
  readonly presentmentCurrency: string;
  /** Null when the order has no customer: a guest, a POS sale, a deleted customer, or not attached yet. */
  readonly customerId: string | null;
  readonly company: { readonly companyId: string; readonly locationId: string | null } | null;
  readonly email: string | null;
  readonly phone: string | null;
  /** Name on the billing or shipping address, for a guest's contact. */
  readonly buyerName: { readonly first: string | null; readonly last: string | null } | null;
  readonly financialStatus: string | null;
  readonly fulfillmentStatus: string;
  readonly returnStatus: string;
  readonly sourceName: string | null;
  readonly channel: Channel;
  readonly totals: OrderTotals;
  readonly paymentDueAt: string | null;
  readonly adminUrl: string;
  readonly refunds?: readonly Refund[];
  readonly fulfillments?: readonly Fulfillment[];
  readonly returns?: readonly Return[];
  readonly acquisition?: Acquisition | null;
  readonly lineItems?: readonly LineItem[];
  readonly transactions?: readonly Transaction[];
  /** What the buyer wrote to the order. */
  readonly note?: string | null;
  /** As Shopify keeps them: sorted, without doubles. */
  readonly tags?: readonly string[];
}

/** A company that buys; listed so that the balance can say that it is left out, read in full by a later map. */
export interface Company {
  readonly kind: 'company';
  readonly source: string;
  readonly id: string;
  readonly name: string;
  readonly updatedAt: string;
  readonly adminUrl: string;
}
