export interface Topic {
  /** As deliveries name it: `orders/create`. */
  readonly name: string;
  /** As subscriptions name it: `ORDERS_CREATE`. */
  readonly subscription: string;
  /** Any one of them opens the topic; empty: open to every app (Shopify docs: WebhookSubscriptionTopic). */
  readonly scopes: readonly string[];
}

const orders = ['read_orders'];
const customers = ['read_customers'];
const companies = ['read_customers', 'read_companies'];
const fulfillments = ['read_fulfillments'];
const returns = ['read_returns'];

/**
 * Topics that we subscribe to. Privacy topics are missing: they cannot be subscribed to through the API and come from the
 * app's own settings. So are topics about what is not read (consent, tags, purchase statistics); deliveries of them are
 * understood all the same.
 */
const subscribed: readonly (readonly [name: string, scopes: readonly string[]])[] = [
  ['orders/create', orders],
  ['orders/updated', orders],
  ['orders/paid', orders],
  ['orders/cancelled', orders],
  ['orders/fulfilled', orders],
  ['orders/partially_fulfilled', orders],
  ['orders/edited', orders],
  ['orders/delete', orders],
  ['order_transactions/create', orders],
  ['refunds/create', orders],
  ['fulfillments/create', fulfillments],
  ['fulfillments/update', fulfillments],
  ['returns/request', returns],
  ['returns/approve', returns],
  ['returns/decline', returns],
  ['returns/process', returns],
  ['returns/update', returns],
  ['returns/cancel', ['read_returns', 'read_orders']],
  ['returns/close', ['read_returns', 'read_orders']],
  ['returns/reopen', ['read_returns', 'read_orders']],
  ['customers/create', customers],
  ['customers/update', customers],
  ['customers/delete', customers],
  ['customers/enable', customers],
  ['customers/disable', customers],
  ['customers/merge', ['read_customer_merge']],
  ['companies/create', companies],
  ['companies/update', companies],
  ['companies/delete', companies],
  ['app/uninstalled', []],
  ['app/scopes_update', []],
  ['bulk_operations/finish', []],
];

export const topics: readonly Topic[] = subscribed.map(([name, scopes]) => ({
  name,
  subscription: name.replace('/', '_').toUpperCase(),
  scopes,
}));
