/** `orders/create` is ORDERS_CREATE in the enum WebhookSubscriptionTopic. */
export function topicEnum(topic: string): string {
  return topic.toUpperCase().replace(/[/.]/g, '_');
}

/** Access scopes, any one of which allows a subscription, by the beginning of the topic (texts of the topic enum). */
const topicScopes: readonly (readonly [prefix: string, scopes: readonly string[]])[] = [
  ['CUSTOMERS_MERGE', ['read_customer_merge']],
  ['CUSTOMER', ['read_customers']],
  ['COMPAN', ['read_customers', 'read_companies']],
  ['FULFILLMENTS_', ['read_fulfillments', 'read_marketplace_orders']],
  ['FULFILLMENT_EVENTS_', ['read_fulfillments']],
  ['RETURNS_CANCEL', ['read_orders', 'read_returns']],
  ['RETURNS_CLOSE', ['read_orders', 'read_returns']],
  ['RETURNS_REOPEN', ['read_orders', 'read_returns']],
  ['RETURNS_', ['read_returns', 'read_marketplace_returns']],
  ['DRAFT_ORDERS_', ['read_draft_orders']],
  ['DISPUTES_', ['read_shopify_payments_disputes']],
  ['PAYMENT_', ['read_payment_terms']],
  ['SUBSCRIPTION_', ['read_own_subscription_contracts']],
  ['PRODUCTS_', ['read_products']],
  ['ORDERS_RISK_ASSESSMENT_CHANGED', []],
  ['ORDER', ['read_orders', 'read_marketplace_orders', 'read_buyer_membership_orders']],
  ['REFUNDS_', ['read_orders', 'read_marketplace_orders', 'read_buyer_membership_orders']],
  ['CHECKOUTS_', ['read_orders']],
  ['TENDER_TRANSACTIONS_', ['read_orders']],
];

export function mayRead(topic: string, scopes: ReadonlySet<string>): boolean {
  const [, needed = []] = topicScopes.find(([prefix]) => topic.startsWith(prefix)) ?? [];
  return needed.length === 0 || needed.some((scope) => scopes.has(scope));
}
