/*
 * What the rows of Shopify's exports say. Empty cells are null. Amounts are decimal strings in the order's currency as the
 * file spells them. Times are UTC instants. `line` is the first line of the record in the file, counted from 1.
 */

export interface CsvAddress {
  readonly name: string | null;
  readonly company: string | null;
  readonly address1: string | null;
  readonly address2: string | null;
  readonly city: string | null;
  readonly zip: string | null;
  /** Code such as ON; the export's longer name is in `provinceName`. */
  readonly province: string | null;
  readonly provinceName: string | null;
  readonly country: string | null;
  readonly phone: string | null;
}

export interface CsvLine {
  readonly line: number;
  /** Product title, " - " and variant title: the export has no product ids. */
  readonly name: string;
  readonly sku: string | null;
  readonly quantity: number;
  /** Of one unit, before discounts. */
  readonly price: string;
  readonly compareAtPrice: string | null;
  readonly discount: string | null;
  readonly requiresShipping: boolean;
  readonly taxable: boolean;
  readonly fulfillmentStatus: string | null;
  readonly vendor: string | null;
}

export interface CsvOrder {
  readonly kind: 'order';
  readonly line: number;
  /** How many rows of the file the order took, tips included. */
  readonly rows: number;
  /** Digits; null where the export has no Id. */
  readonly id: string | null;
  readonly name: string;
  readonly email: string | null;
  readonly phone: string | null;
  readonly financialStatus: string | null;
  readonly paidAt: Date | null;
  readonly fulfillmentStatus: string | null;
  readonly fulfilledAt: Date | null;
  readonly cancelledAt: Date | null;
  readonly createdAt: Date;
  /** `2026-10-07`: the day of `createdAt` in the shop's own time, as the file spells it. */
  readonly createdDay: string;
  readonly acceptsMarketing: boolean;
  readonly currency: string;
  readonly subtotal: string | null;
  readonly shipping: string | null;
  readonly taxes: string | null;
  /** Original or edited total before refunds, tip included. */
  readonly total: string;
  readonly discountCode: string | null;
  readonly discountAmount: string | null;
  readonly refunded: string | null;
  readonly outstanding: string | null;
  readonly duties: string | null;
  /** Sum of the export's line items named "Tip"; they are not in `lines`. Null where there is none. */
  readonly tip: string | null;
  readonly taxLines: readonly { readonly name: string; readonly value: string }[];
  readonly lines: readonly CsvLine[];
  readonly shippingMethod: string | null;
  readonly billing: CsvAddress | null;
  readonly shippingAddress: CsvAddress | null;
  readonly note: string | null;
  /** `key: value` lines as the file has them; a value may hold line breaks. */
  readonly noteAttributes: string | null;
  readonly paymentMethods: readonly string[];
  readonly paymentReferences: readonly string[];
  readonly paymentTerms: string | null;
  readonly nextPaymentDueAt: Date | null;
  /** `web`, `pos`, `shopify_draft_order`, `subscription_contract` or a numeric app id. */
  readonly source: string | null;
  readonly tags: readonly string[];
  readonly riskLevel: string | null;
  readonly employee: string | null;
  readonly location: string | null;
}

export interface CsvCustomer {
  readonly kind: 'customer';
  readonly line: number;
  /** Digits; null in old exports, which have no Customer ID. */
  readonly id: string | null;
  readonly firstName: string | null;
  readonly lastName: string | null;
  readonly email: string | null;
  readonly phone: string | null;
  readonly acceptsEmailMarketing: boolean;
  readonly address: CsvAddress | null;
  readonly note: string | null;
  readonly taxExempt: boolean;
  readonly tags: readonly string[];
  readonly totalSpent: string | null;
  readonly totalOrders: string | null;
}
