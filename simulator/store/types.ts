/**
 * What the simulated store can be told to do. The merchant generator, the story and the file loaders speak only these
 * types; how the store keeps its state and answers GraphQL is its own business.
 *
 * Amounts are decimal strings in the order's presentment currency unless a name says otherwise. Ids are the digits of
 * Shopify's numeric ids. Times are UTC instants.
 */

export interface ShopProfile {
  readonly number: string;
  readonly name: string;
  readonly myshopifyDomain: string;
  readonly currency: string;
  readonly timeZone: string;
  /** Decides rate limits: 'standard' 100 points/s and a bucket of 2,000, 'advanced' 200/4,000, 'plus' 1,000/20,000. */
  readonly plan: 'standard' | 'advanced' | 'plus';
}

export interface NewAddress {
  readonly name?: string;
  readonly company?: string;
  readonly address1?: string;
  readonly address2?: string;
  readonly city?: string;
  readonly provinceCode?: string;
  readonly zip?: string;
  readonly countryCode?: string;
  readonly phone?: string;
}

export interface NewCustomer {
  /** Given by loaders of real data; otherwise the store numbers the record itself. */
  readonly id?: string;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly locale?: string;
  readonly note?: string | null;
  readonly tags?: readonly string[];
  readonly address?: NewAddress | null;
  readonly createdAt: Date;
}

export interface NewLine {
  readonly title: string;
  readonly sku: string | null;
  readonly quantity: number;
  /** Price of one unit before discounts. */
  readonly unitPrice: string;
  readonly giftCard?: boolean;
  readonly requiresShipping?: boolean;
}

export interface NewVisit {
  readonly occurredAt: Date;
  readonly source: string;
  readonly sourceType?: string | null;
  readonly referrerUrl?: string | null;
  readonly landingPage?: string | null;
  readonly utm?: {
    readonly source?: string;
    readonly medium?: string;
    readonly campaign?: string;
    readonly content?: string;
    readonly term?: string;
  } | null;
}

export interface NewOrder {
  readonly id?: string;
  /** `#1001`; numbered by the store where absent. */
  readonly name?: string;
  readonly customerId: string | null;
  readonly email: string | null;
  readonly phone?: string | null;
  readonly createdAt: Date;
  /** Business date; equals createdAt unless the order was imported into Shopify. */
  readonly processedAt?: Date;
  readonly presentmentCurrency: string;
  /**
   * Loads of real data only: the shop currency that this order's money bags carry (Order.currencyCode), where it is not
   * the shop's own because the data comes from elsewhere. `exchangeRate` then leads to it.
   */
  readonly shopCurrency?: string;
  /** Shop currency units for one presentment unit at the time of the order; '1' where the currencies are the same. */
  readonly exchangeRate: string;
  /** Rate of the payment's own moment, for everything paid or captured; the order's rate where absent. */
  readonly paymentExchangeRate?: string;
  readonly lines: readonly NewLine[];
  readonly discount: string;
  readonly discountCode?: string | null;
  readonly shipping: string;
  readonly tax: string;
  readonly taxesIncluded: boolean;
  readonly tip?: string;
  readonly duties?: string;
  readonly payment: 'paid' | 'pending' | 'authorized' | { readonly partiallyPaid: string };
  readonly gateways?: readonly string[];
  /** 'web', 'pos', 'shopify_draft_order', 'subscription_contract' or a numeric app id. */
  readonly sourceName: string;
  /** Order.attribution: the channel's handle and its name for people; null where Shopify has none. */
  readonly channel: { readonly handle: string; readonly displayName: string } | null;
  readonly test?: boolean;
  readonly note?: string | null;
  readonly tags?: readonly string[];
  readonly poNumber?: string | null;
  readonly shippingAddress?: NewAddress | null;
  readonly billingAddress?: NewAddress | null;
  /** The visit summary becomes ready this long after creation; null means that Shopify has none for this order. */
  readonly journey?: { readonly readyAfterMs: number; readonly first: NewVisit; readonly last: NewVisit } | null;
  /** A company order: the buyer acts for this company. */
  readonly company?: { readonly companyId: string; readonly locationId: string } | null;
  /** Loads of real data only: the file's figures, where the parts of the order do not explain them. */
  readonly totalsOverride?: TotalsOverride;
}

/**
 * Figures of a real shop that must be shown as they are, although lines, shipping, tax, tip, duties and discount (or the
 * acts after them) do not add up to them. In presentment currency.
 */
export interface TotalsOverride {
  /** Original total, and the base from which added lines move the gross total. */
  readonly total?: string;
  /** Current total, shown instead of the computed one until an act later than `asOf` changes the order's money. */
  readonly current?: { readonly amount: string; readonly asOf: Date };
}

export interface NewRefund {
  readonly at: Date;
  /** Units given back, by line position in the order as it was created (added lines follow). */
  readonly lines: readonly { readonly line: number; readonly quantity: number }[];
  /** Money given back in presentment currency; may differ from the lines (goodwill, shipping). '0' moves no money. */
  readonly amount: string;
  readonly restock: 'RETURN' | 'CANCEL' | 'NO_RESTOCK';
  readonly note?: string | null;
  /** Exchange rate of the refund's own moment; the order's rate where absent. */
  readonly exchangeRate?: string;
}

export interface NewFulfillment {
  readonly at: Date;
  readonly lines: readonly { readonly line: number; readonly quantity: number }[];
  readonly tracking?: { readonly company: string; readonly number: string; readonly url: string } | null;
}

export interface OrderEdit {
  readonly at: Date;
  readonly addLines?: readonly NewLine[];
  readonly removeUnits?: readonly { readonly line: number; readonly quantity: number }[];
  /** Tax of the added or removed lines, signed, in presentment currency. */
  readonly taxChange?: string;
}

/*
 * How the totals follow from the acts, in presentment currency (truth.json and the store must agree to the minor unit):
 * - goods = sum of unitPrice × quantity; original = goods − discount + shipping + tax (not when included) + tip + duties.
 * - gross (totalPriceSet) = original + added lines at full price + a positive `taxChange` (not when taxes are included).
 * - current (currentTotalPriceSet) = the same sum over the units that are left: discount and tax of the order as created
 *   count for `goods left of the created lines / goods of the created lines`, rounded half up as one sum each; units that
 *   an edit removed take no tax by share, because the edit's `taxChange` says it. With no unit left on any line, goods,
 *   discount and tax are 0. A refund with lines also takes back shipping, tip and duties as far as its amount exceeds the
 *   fall of goods, discount and tax; a refund without lines (goodwill) leaves the current total alone. Cancelled: 0.
 * - received = captured or paid money; refunded = sum of refund amounts; net = received − refunded;
 *   outstanding = current − net (0 for a cancelled order or a voided payment). A capture without an amount takes what is
 *   outstanding. Cancelling with `refund` gives back the net payment in one refund; without, it moves no money. Cancelling
 *   an order that received nothing voids it.
 * - financial status: null for a cancelled order that never had a transaction (`pending` with `gateways: []`); VOIDED after
 *   a void; else REFUNDED when refunded > 0 covers what was received, PARTIALLY_REFUNDED for less; else with nothing received
 *   (of a total above 0) AUTHORIZED or PENDING; else PARTIALLY_PAID while outstanding > 0 (never for a cancelled order), PAID
 *   otherwise.
 * - fulfillment status over lines that need shipping: no such line FULFILLMENT_NOT_REQUIRED, nothing shipped UNFULFILLED,
 *   nothing left to ship FULFILLED, else PARTIALLY_FULFILLED. Units refunded as RETURN had been shipped; other units taken
 *   back no longer wait for shipping.
 */

/** Everything that can happen in the simulated store. Each act moves the state, the clocks of the records that Shopify
 *  moves for it, and queues the webhooks that Shopify would send for it. */
export interface StoreActs {
  createCustomer(customer: NewCustomer): string;
  updateCustomer(
    id: string,
    at: Date,
    change: {
      readonly firstName?: string | null;
      readonly lastName?: string | null;
      readonly email?: string | null;
      readonly phone?: string | null;
    },
  ): void;
  /** `kept` takes the orders of `removed`; orders move without updatedAt and without a webhook of their own. */
  mergeCustomers(kept: string, removed: string, at: Date): void;
  deleteCustomer(id: string, at: Date): void;
  redactCustomer(id: string, at: Date): void;
  createCompany(company: { readonly id?: string; readonly name: string; readonly createdAt: Date }): {
    readonly companyId: string;
    readonly locationId: string;
  };
  createOrder(order: NewOrder): string;
  /** Shopify attaches a customer some seconds after a checkout; orders/create may have gone out without it. */
  attachCustomer(orderId: string, customerId: string, at: Date): void;
  capturePayment(orderId: string, at: Date, amount?: string): void;
  voidPayment(orderId: string, at: Date): void;
  refund(orderId: string, refund: NewRefund): string;
  cancel(
    orderId: string,
    at: Date,
    options: {
      readonly reason: 'CUSTOMER' | 'DECLINED' | 'FRAUD' | 'INVENTORY' | 'OTHER' | 'STAFF';
      readonly refund: boolean;
    },
  ): void;
  fulfill(orderId: string, fulfillment: NewFulfillment): string;
  fulfillmentEvent(
    fulfillmentId: string,
    at: Date,
    status: 'IN_TRANSIT' | 'OUT_FOR_DELIVERY' | 'DELIVERED' | 'FAILURE',
  ): void;
  requestReturn(
    orderId: string,
    at: Date,
    lines: readonly { readonly line: number; readonly quantity: number }[],
  ): string;
  approveReturn(returnId: string, at: Date): void;
  closeReturn(returnId: string, at: Date): void;
  editOrder(orderId: string, edit: OrderEdit): void;
  setOrderEmail(orderId: string, at: Date, email: string | null): void;
  archiveOrder(orderId: string, at: Date): void;
  deleteOrder(orderId: string, at: Date): void;
}
