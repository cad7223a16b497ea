/**
 * What is read of each record, as GraphQL selections. They are texts and not files because a document is composed of
 * them in two shapes: as fragments of a call by ids, and written out in a bulk query.
 */
const moneyBag = '{ shopMoney { amount currencyCode } presentmentMoney { amount currencyCode } }';

/** Money bags and plain values are free, each object costs one point; a core order costs eight (see estimate.ts). */
export const orderCore = `
  id
  name
  createdAt
  processedAt
  updatedAt
  cancelledAt
  cancelReason
  closedAt
  test
  edited
  currencyCode
  presentmentCurrencyCode
  email
  phone
  displayFinancialStatus
  displayFulfillmentStatus
  returnStatus
  sourceName
  attribution { handle displayName }
  app { name }
  billingAddress { firstName lastName countryCodeV2 }
  shippingAddress { firstName lastName countryCodeV2 }
  originalTotalPriceSet ${moneyBag}
  totalPriceSet ${moneyBag}
  currentTotalPriceSet ${moneyBag}
  totalDiscountsSet ${moneyBag}
  totalTaxSet ${moneyBag}
  totalShippingPriceSet ${moneyBag}
  originalTotalDutiesSet ${moneyBag}
  totalTipReceivedSet ${moneyBag}
  totalReceivedSet ${moneyBag}
  totalRefundedSet ${moneyBag}
  netPaymentSet ${moneyBag}
  totalOutstandingSet ${moneyBag}`;

export const orderBuyer = 'customer { id }';

export const orderCompany = `
  purchasingEntity {
    __typename
    ... on PurchasingCompany { company { id } location { id } }
  }`;

/** The first schedules are enough: the next open one is the date that people wait for. */
export const orderPaymentTerms = 'paymentTerms { paymentSchedules(first: 10) { nodes { dueAt completedAt } } }';

/** Most orders have none: null says so, and the due dates need no look. */
export const hasPaymentTerms = 'paymentTerms { id }';

/** Plain lists take `first` only to truncate (Shopify docs: Order.refunds); without it they are whole. */
export const orderRefunds = `refunds { id createdAt processedAt note totalRefundedSet ${moneyBag} }`;

export const orderFulfillments = `
  fulfillments {
    id status displayStatus createdAt deliveredAt totalQuantity
    trackingInfo { company number url }
  }`;

export const orderTransactions = `transactions { id kind status gateway processedAt amountSet ${moneyBag} }`;

export const orderNote = 'note';

export const orderTags = 'tags';

const visit = 'occurredAt source referrerUrl landingPage utmParameters { source medium campaign content term }';

export const orderAcquisition = `
  customerJourneySummary {
    ready
    firstVisit { ${visit} }
    lastVisit { ${visit} }
  }`;

const page = 'pageInfo { hasNextPage endCursor }';

export const returnNode = 'id status createdAt closedAt';
export const orderReturns = `returns(first: 10) { nodes { ${returnNode} } ${page} }`;

export const lineItemNode = `id title sku quantity currentQuantity isGiftCard originalUnitPriceSet ${moneyBag}`;
export const orderLineItems = `lineItems(first: 50) { nodes { ${lineItemNode} } ${page} }`;

export const customerCore = `
  id
  createdAt
  updatedAt
  firstName
  lastName
  locale
  defaultEmailAddress { emailAddress }
  defaultPhoneNumber { phoneNumber }
  defaultAddress { countryCodeV2 }`;
