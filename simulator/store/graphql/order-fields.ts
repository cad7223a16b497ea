import { gatewaysOf } from '../state/payments.ts';
import type { OrderRecord } from '../state/records.ts';
import { currentQuantity, financialStatus, fulfillmentStatus, needsShipping, returnStatus } from '../state/statuses.ts';
import type { OrderTotals } from '../state/totals.ts';
import { mailingAddress } from './address.ts';
import { pageOfList } from './connection.ts';
import type { RequestContext, Resolver, Resolvers } from './context.ts';
import { dateTime, dateTimeOrNull, exactCount, moneyBag, movedBag } from './formats.ts';
import { gid } from './gid.ts';
import { journeySummary } from './journey.ts';
import { paymentTerms } from './payment-terms.ts';

/** A money field that is one of the computed totals, at the order's own rate. */
function total(field: keyof OrderTotals): Resolver<OrderRecord> {
  return (order, _args, context) => moneyBag(context, order, context.totals(order)[field]);
}

/** A money field that Shopify leaves null where there is nothing of the kind. */
function optionalTotal(field: 'duties' | 'currentDuties'): Resolver<OrderRecord> {
  return (order, _args, context) =>
    order.input.duties === undefined ? null : moneyBag(context, order, context.totals(order)[field]);
}

const zero: Resolver<OrderRecord> = (order, _args, context) => moneyBag(context, order, 0n);
const none = () => null;

export const orderMoney: Resolvers<OrderRecord> = {
  originalTotalPriceSet: total('original'),
  totalPriceSet: total('total'),
  currentTotalPriceSet: total('current'),
  subtotalPriceSet: total('subtotal'),
  currentSubtotalPriceSet: total('currentSubtotal'),
  totalTaxSet: total('tax'),
  currentTotalTaxSet: total('currentTax'),
  totalDiscountsSet: total('discount'),
  currentTotalDiscountsSet: total('currentDiscount'),
  cartDiscountAmountSet: total('discount'),
  currentCartDiscountAmountSet: total('currentDiscount'),
  totalShippingPriceSet: total('shipping'),
  currentShippingPriceSet: total('currentShipping'),
  originalTotalDutiesSet: optionalTotal('duties'),
  currentTotalDutiesSet: optionalTotal('currentDuties'),
  originalTotalAdditionalFeesSet: none,
  currentTotalAdditionalFeesSet: none,
  totalTipReceivedSet: total('tip'),
  totalOutstandingSet: total('outstanding'),
  totalCapturableSet: total('capturable'),
  totalRefundedShippingSet: total('refundedShipping'),
  refundDiscrepancySet: total('refundDiscrepancy'),
  totalReceivedSet: (order, _args, context) => movedBag(context, order, { SALE: 1n, CAPTURE: 1n }),
  totalRefundedSet: (order, _args, context) => movedBag(context, order, { REFUND: 1n }),
  netPaymentSet: (order, _args, context) => movedBag(context, order, { SALE: 1n, CAPTURE: 1n, REFUND: -1n }),
  totalCashRoundingAdjustment: (order, args, context, info) => ({
    paymentSet: zero(order, args, context, info),
    refundSet: zero(order, args, context, info),
  }),
};

export const orderState: Resolvers<OrderRecord> = {
  id: ({ id }) => gid('Order', id),
  legacyResourceId: ({ id }) => id,
  confirmationNumber: ({ number }) => `CN${number.toString(36).toUpperCase().padStart(7, '0')}`,
  createdAt: ({ createdAt }) => dateTime(createdAt),
  processedAt: ({ processedAt }) => dateTime(processedAt),
  updatedAt: ({ updatedAt }) => dateTime(updatedAt),
  cancelledAt: ({ cancelledAt }) => dateTimeOrNull(cancelledAt),
  closedAt: ({ closedAt }) => dateTimeOrNull(closedAt),
  closed: ({ closedAt }) => closedAt !== null,
  cancellation: ({ cancelledAt }) => (cancelledAt === null ? null : { staffNote: null }),
  confirmed: () => true,
  test: ({ input }) => input.test ?? false,
  displayFinancialStatus: (order, _args, context) => financialStatus(order, context.totals(order)),
  displayFulfillmentStatus: fulfillmentStatus,
  returnStatus,
  fullyPaid: (order, _args, context) => context.totals(order).outstanding <= 0n,
  unpaid: (order, _args, context) => context.totals(order).received === 0n,
  requiresShipping: ({ lines }) => lines.some(needsShipping),
  subtotalLineItemsQuantity: ({ lines }) => lines.reduce((sum, { input }) => sum + input.quantity, 0),
  currentSubtotalLineItemsQuantity: (order) => order.lines.reduce((sum, line) => sum + currentQuantity(order, line), 0),
};

/** Order apps that Shopify itself sells through; any other source name is the numeric id of an app. */
const ownApps: Readonly<Record<string, readonly [id: string, name: string]>> = {
  web: ['580111', 'Online Store'],
  pos: ['129785', 'Point of Sale'],
  shopify_draft_order: ['1354745', 'Draft Orders'],
  subscription_contract: ['1662707', 'Subscriptions'],
};

function orderApp({ input }: OrderRecord) {
  const [id, name] = ownApps[input.sourceName] ?? [input.sourceName, input.channel?.displayName ?? 'App'];
  return { id: gid('OrderApp', id), name };
}

export const orderPlacement: Resolvers<OrderRecord> = {
  currencyCode: (order, _args, { state }) => state.shopCurrency(order),
  presentmentCurrencyCode: ({ input }) => input.presentmentCurrency,
  taxesIncluded: ({ input }) => input.taxesIncluded,
  dutiesIncluded: () => false,
  estimatedTaxes: () => false,
  taxExempt: () => false,
  note: ({ input }) => input.note ?? null,
  tags: ({ input }) => input.tags ?? [],
  poNumber: ({ input }) => input.poNumber ?? null,
  customerLocale: (order, _args, { state }) => buyer(order, state)?.locale ?? 'en',
  customerAcceptsMarketing: () => false,
  sourceName: ({ input }) => input.sourceName,
  sourceIdentifier: none,
  registeredSourceUrl: none,
  cartToken: ({ id, input }) => (input.sourceName === 'web' ? `c1-${id}` : null),
  checkoutToken: ({ id, input }) => (input.sourceName === 'web' ? `ck-${id}` : null),
  app: orderApp,
  attribution: ({ input }) => input.channel,
  paymentGatewayNames: gatewaysOf,
  discountCode: ({ input }) => input.discountCode ?? null,
  discountCodes: ({ input }) => (input.discountCode ? [input.discountCode] : []),
  customAttributes: () => [],
  disputes: () => [],
  risk: () => ({
    recommendation: 'ACCEPT',
    assessments: [{ riskLevel: 'LOW', provider: null, facts: [] }],
  }),
  publication: none,
  staffMember: none,
  retailLocation: ({ input }) =>
    input.sourceName === 'pos' ? { id: gid('Location', '92000001'), name: 'Main store' } : null,
  customerJourneySummary: journeySummary,
  paymentTerms,
};

function buyer(order: OrderRecord, state: RequestContext['state']) {
  return order.customerId === null ? undefined : state.customers.get(order.customerId);
}

export const orderLinks: Resolvers<OrderRecord> = {
  billingAddress: ({ id, billingAddress }) => mailingAddress(billingAddress, `${id}1`),
  shippingAddress: ({ id, shippingAddress }) => mailingAddress(shippingAddress, `${id}2`),
  shippingLine: (order, _args, context) => (hasShipping(order) ? shippingLine(context, order) : null),
  customer: (order, _args, { state }) => buyer(order, state) ?? null,
  purchasingEntity: (order, _args, context) => {
    const customer = buyer(order, context.state);
    const company = order.input.company && context.state.companies.get(order.input.company.companyId);
    if (!company) {
      if (customer) context.typeNames.set(customer, 'Customer');
      return customer ?? null;
    }
    const contact = company.contacts.find(({ customerId }) => customerId === order.customerId);
    return {
      __typename: 'PurchasingCompany',
      company,
      location: company,
      contact: contact ? { company, contact } : null,
    };
  },
  lineItems: (order, args, context) =>
    pageOfList(
      context,
      args,
      order.lines.map((line) => ({ order, line })),
      ({ line }) => line.id,
    ),
  transactions: (order, { first }) =>
    order.transactions.slice(0, first ?? undefined).map((transaction) => ({ order, transaction })),
  transactionsCount: ({ transactions }) => exactCount(transactions.length),
  refunds: (order, { first }) => order.refunds.slice(0, first ?? undefined).map((refund) => ({ order, refund })),
  fulfillments: (order, { first }) =>
    order.fulfillments.slice(0, first ?? undefined).map((fulfillment) => ({ order, fulfillment })),
  fulfillmentsCount: ({ fulfillments }) => exactCount(fulfillments.length),
  returns: (order, args, context) =>
    pageOfList(
      context,
      args,
      order.returns.map((record) => ({ order, record })),
      ({ record }) => record.id,
    ),
};

function hasShipping(order: OrderRecord): boolean {
  return order.lines.some(needsShipping) || Number(order.input.shipping) > 0;
}

export function shippingLine(context: RequestContext, order: OrderRecord) {
  const totals = context.totals(order);
  const price = moneyBag(context, order, totals.shipping);
  return {
    id: gid('ShippingLine', order.shippingLineId),
    title: 'Standard',
    code: 'Standard',
    source: 'shopify',
    carrierIdentifier: null,
    isRemoved: false,
    originalPriceSet: price,
    discountedPriceSet: price,
    currentDiscountedPriceSet: moneyBag(context, order, totals.currentShipping),
  };
}
