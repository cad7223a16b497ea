import { z } from 'zod';
import type {
  CustomerCoreFragment,
  OrderAcquisitionFragment,
  OrderBuyerFragment,
  OrderCompanyFragment,
  OrderCoreFragment,
  OrderFulfillmentsFragment,
  OrderLineItemsFragment,
  OrderNoteFragment,
  OrderPaymentTermsFragment,
  OrderRefundsFragment,
  OrderReturnsFragment,
  OrderTagsFragment,
  OrderTransactionsFragment,
} from '../documents.gen.ts';

/*
 * The form of what Shopify answers. Each schema is declared as the type that was generated from document and official
 * schema, so that a field that is selected and not parsed, or parsed more loosely than it is, does not compile.
 * Enums are plain texts: Shopify may add a value on any day, and no new value may stop a record.
 */
const decimal = z.string().regex(/^-?\d+(\.\d+)?$/);
export const instant = z.string().refine((text) => !Number.isNaN(Date.parse(text)), { error: 'not a time' });
const text = z.string();
const maybe = <T extends z.ZodType>(schema: T) => schema.nullable();

const money = z.object({ amount: decimal, currencyCode: text });
const bag = z.object({ shopMoney: money, presentmentMoney: money });
export type BagNode = z.infer<typeof bag>;

export const pageInfo = z.object({ hasNextPage: z.boolean(), endCursor: maybe(text) });
const country = { countryCodeV2: maybe(text) };
const buyersAddress = z.object({ firstName: maybe(text), lastName: maybe(text), ...country });

const coreShape = {
  id: text,
  name: text,
  createdAt: instant,
  processedAt: instant,
  updatedAt: instant,
  cancelledAt: maybe(instant),
  cancelReason: maybe(text),
  closedAt: maybe(instant),
  test: z.boolean(),
  edited: z.boolean(),
  currencyCode: text,
  presentmentCurrencyCode: text,
  email: maybe(text),
  phone: maybe(text),
  displayFinancialStatus: maybe(text),
  displayFulfillmentStatus: text,
  returnStatus: text,
  sourceName: maybe(text),
  attribution: maybe(z.object({ handle: text, displayName: text })),
  app: maybe(z.object({ name: text })),
  billingAddress: maybe(buyersAddress),
  shippingAddress: maybe(buyersAddress),
  originalTotalPriceSet: bag,
  totalPriceSet: bag,
  currentTotalPriceSet: bag,
  totalDiscountsSet: maybe(bag),
  totalTaxSet: maybe(bag),
  totalShippingPriceSet: bag,
  originalTotalDutiesSet: maybe(bag),
  totalTipReceivedSet: bag,
  totalReceivedSet: bag,
  totalRefundedSet: bag,
  netPaymentSet: bag,
  totalOutstandingSet: bag,
};

const buyerShape = { customer: maybe(z.object({ id: text })) };

const companyShape = {
  purchasingEntity: maybe(
    z.discriminatedUnion('__typename', [
      z.object({ __typename: z.literal('Customer') }),
      z.object({
        __typename: z.literal('PurchasingCompany'),
        company: z.object({ id: text }),
        location: z.object({ id: text }),
      }),
    ]),
  ),
};

const paymentTermsShape = {
  paymentTerms: maybe(
    z.object({
      paymentSchedules: z.object({ nodes: z.array(z.object({ dueAt: maybe(instant), completedAt: maybe(instant) })) }),
    }),
  ),
};

const refundsShape = {
  refunds: z.array(
    z.object({
      id: text,
      createdAt: maybe(instant),
      processedAt: instant,
      note: maybe(text),
      totalRefundedSet: bag,
    }),
  ),
};

const fulfillmentsShape = {
  fulfillments: z.array(
    z.object({
      id: text,
      status: text,
      displayStatus: maybe(text),
      createdAt: instant,
      deliveredAt: maybe(instant),
      totalQuantity: z.number(),
      trackingInfo: z.array(z.object({ company: maybe(text), number: maybe(text), url: maybe(text) })),
    }),
  ),
};

const returnNode = z.object({ id: text, status: text, createdAt: instant, closedAt: maybe(instant) });
export const returnsPage = z.object({ nodes: z.array(returnNode), pageInfo });

const visit = z.object({
  occurredAt: instant,
  source: text,
  referrerUrl: maybe(text),
  landingPage: maybe(text),
  utmParameters: maybe(
    z.object({
      source: maybe(text),
      medium: maybe(text),
      campaign: maybe(text),
      content: maybe(text),
      term: maybe(text),
    }),
  ),
});
export type VisitNode = z.infer<typeof visit>;

const acquisitionShape = {
  customerJourneySummary: maybe(z.object({ ready: z.boolean(), firstVisit: maybe(visit), lastVisit: maybe(visit) })),
};

const lineItem = z.object({
  id: text,
  title: text,
  sku: maybe(text),
  quantity: z.number().int(),
  currentQuantity: z.number().int(),
  isGiftCard: z.boolean(),
  originalUnitPriceSet: bag,
});
export const lineItemsPage = z.object({ nodes: z.array(lineItem), pageInfo });

const transactionsShape = {
  transactions: z.array(
    z.object({
      id: text,
      kind: text,
      status: text,
      gateway: maybe(text),
      processedAt: maybe(instant),
      amountSet: bag,
    }),
  ),
};

/** An order as far as it was asked for: what the document left out is absent. */
export type OrderNode = OrderCoreFragment &
  Partial<OrderBuyerFragment> &
  Partial<OrderCompanyFragment> &
  Partial<OrderPaymentTermsFragment> &
  Partial<OrderRefundsFragment> &
  Partial<OrderFulfillmentsFragment> &
  Partial<OrderReturnsFragment> &
  Partial<OrderAcquisitionFragment> &
  Partial<OrderLineItemsFragment> &
  Partial<OrderTransactionsFragment> &
  Partial<OrderNoteFragment> &
  Partial<OrderTagsFragment>;

/** `key?: T | undefined` as zod gives it, without the undefined: JSON has none. */
const optional = <T extends z.ZodType>(schema: T) => schema.exactOptional();

export const orderNode: z.ZodType<OrderNode> = z.object({
  ...coreShape,
  customer: optional(buyerShape.customer),
  purchasingEntity: optional(companyShape.purchasingEntity),
  paymentTerms: optional(paymentTermsShape.paymentTerms),
  refunds: optional(refundsShape.refunds),
  fulfillments: optional(fulfillmentsShape.fulfillments),
  returns: optional(returnsPage),
  customerJourneySummary: optional(acquisitionShape.customerJourneySummary),
  lineItems: optional(lineItemsPage),
  transactions: optional(transactionsShape.transactions),
  note: optional(maybe(text)),
  tags: optional(z.array(text)),
});

export const customerNode: z.ZodType<CustomerCoreFragment> = z.object({
  id: text,
  createdAt: instant,
  updatedAt: instant,
  firstName: maybe(text),
  lastName: maybe(text),
  locale: text,
  defaultEmailAddress: maybe(z.object({ emailAddress: text })),
  defaultPhoneNumber: maybe(z.object({ phoneNumber: text })),
  defaultAddress: maybe(z.object(country)),
});
