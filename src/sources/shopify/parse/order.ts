import { unmasked } from '../../../commerce/customer.ts';
import type { MoneyBag } from '../../../commerce/money.ts';
import type { Acquisition, Order, OrderPart, OrderTotals, Visit } from '../../../commerce/order.ts';
import { phoneInCountry } from '../../../commerce/phone.ts';
import type { AdminLinks } from '../admin-links.ts';
import { channelOf } from './channel.ts';
import { digits } from './ids.ts';
import type { BagNode, OrderNode, VisitNode } from './nodes.ts';

/**
 * An order as our own record. Parts that the document did not ask for stay absent; inner connections must have been
 * paged to their end before. Throws ConnectorError for an id that is no global id.
 */
export function orderFrom(node: OrderNode, source: string, links: AdminLinks): Order {
  const id = digits(node.id);
  return {
    kind: 'order',
    source,
    id,
    name: node.name,
    createdAt: node.createdAt,
    processedAt: node.processedAt,
    updatedAt: node.updatedAt,
    cancelledAt: node.cancelledAt,
    cancelReason: node.cancelReason,
    closedAt: node.closedAt,
    test: node.test,
    edited: node.edited,
    shopCurrency: node.currencyCode,
    presentmentCurrency: node.presentmentCurrencyCode,
    customerId: node.customer ? digits(node.customer.id) : null,
    company: companyOf(node),
    email: unmasked(node.email),
    phone: phoneInCountry(unmasked(node.phone), [
      node.billingAddress?.countryCodeV2,
      node.shippingAddress?.countryCodeV2,
    ]),
    buyerName: buyerNameOf(node),
    financialStatus: node.displayFinancialStatus,
    fulfillmentStatus: node.displayFulfillmentStatus,
    returnStatus: node.returnStatus,
    sourceName: node.sourceName,
    channel: channelOf(node),
    totals: totalsOf(node),
    paymentDueAt: paymentDueAtOf(node),
    adminUrl: links.order(id),
    ...partsOf(node),
  };
}

function companyOf({ purchasingEntity }: OrderNode): Order['company'] {
  if (purchasingEntity?.__typename !== 'PurchasingCompany') return null;
  return { companyId: digits(purchasingEntity.company.id), locationId: digits(purchasingEntity.location.id) };
}

/** Billing first: it names who pays, the shipping address may be a present's receiver. */
function buyerNameOf({ billingAddress, shippingAddress }: OrderNode): Order['buyerName'] {
  for (const address of [billingAddress, shippingAddress]) {
    const first = unmasked(address?.firstName);
    const last = unmasked(address?.lastName);
    if (first !== null || last !== null) return { first, last };
  }
  return null;
}

/** The next date on which a payment is due; null without open payment terms, or without the scope to see them. */
function paymentDueAtOf({ paymentTerms }: OrderNode): string | null {
  const open = paymentTerms?.paymentSchedules.nodes.filter(({ completedAt }) => completedAt === null) ?? [];
  const dates = open.map(({ dueAt }) => dueAt).filter((dueAt) => dueAt !== null);
  return dates.sort((left, right) => Date.parse(left) - Date.parse(right))[0] ?? null;
}

function bag({ shopMoney, presentmentMoney }: BagNode): MoneyBag {
  return {
    shop: { amount: shopMoney.amount, currency: shopMoney.currencyCode },
    presentment: { amount: presentmentMoney.amount, currency: presentmentMoney.currencyCode },
  };
}

function totalsOf(node: OrderNode): OrderTotals {
  const zero = {
    shop: { amount: '0', currency: node.currencyCode },
    presentment: { amount: '0', currency: node.presentmentCurrencyCode },
  };
  return {
    original: bag(node.originalTotalPriceSet),
    gross: bag(node.totalPriceSet),
    current: bag(node.currentTotalPriceSet),
    discounts: node.totalDiscountsSet ? bag(node.totalDiscountsSet) : zero,
    tax: node.totalTaxSet ? bag(node.totalTaxSet) : zero,
    shipping: bag(node.totalShippingPriceSet),
    duties: node.originalTotalDutiesSet ? bag(node.originalTotalDutiesSet) : null,
    tips: bag(node.totalTipReceivedSet),
    received: bag(node.totalReceivedSet),
    refunded: bag(node.totalRefundedSet),
    net: bag(node.netPaymentSet),
    outstanding: bag(node.totalOutstandingSet),
  };
}

type Parts = Pick<Order, OrderPart>;

function partsOf(node: OrderNode): Parts {
  const { refunds, fulfillments, returns, customerJourneySummary, lineItems, transactions } = node;
  return {
    // A buyer may write asterisks, which mean nothing here.
    ...(node.tags !== undefined && { tags: node.tags }),
    ...(node.note !== undefined && { note: node.note?.trim() || null }),
    ...(refunds && {
      refunds: refunds.map(({ id, totalRefundedSet, ...rest }) => ({
        ...rest,
        id: digits(id),
        amount: bag(totalRefundedSet),
      })),
    }),
    ...(fulfillments && {
      fulfillments: fulfillments.map(({ id, trackingInfo, ...rest }) => ({
        ...rest,
        id: digits(id),
        tracking: trackingInfo,
      })),
    }),
    ...(returns && { returns: returns.nodes.map(({ id, ...rest }) => ({ ...rest, id: digits(id) })) }),
    ...(customerJourneySummary !== undefined && { acquisition: acquisitionOf(customerJourneySummary) }),
    ...(lineItems && {
      lineItems: lineItems.nodes.map(({ id, originalUnitPriceSet, ...rest }) => ({
        ...rest,
        id: digits(id),
        unitPrice: bag(originalUnitPriceSet),
      })),
    }),
    ...(transactions && {
      transactions: transactions.map(({ id, amountSet, ...rest }) => ({
        ...rest,
        id: digits(id),
        amount: bag(amountSet),
      })),
    }),
  };
}

function acquisitionOf(summary: NonNullable<OrderNode['customerJourneySummary']> | null): Acquisition | null {
  if (summary === null) return null;
  return { ready: summary.ready, first: visitOf(summary.firstVisit), last: visitOf(summary.lastVisit) };
}

function visitOf(visit: VisitNode | null): Visit | null {
  if (visit === null) return null;
  const { occurredAt, source, referrerUrl, landingPage, utmParameters: utm } = visit;
  return {
    occurredAt,
    source,
    referrerUrl,
    landingPage,
    utmSource: utm?.source ?? null,
    utmMedium: utm?.medium ?? null,
    utmCampaign: utm?.campaign ?? null,
    utmContent: utm?.content ?? null,
    utmTerm: utm?.term ?? null,
  };
}
