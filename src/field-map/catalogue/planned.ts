import type { PlannedEntry } from './entry.ts';

function planned(entry: Omit<PlannedEntry, 'planned' | 'owner' | 'privacy'> & Partial<Pick<PlannedEntry, 'privacy'>>) {
  return { planned: true, owner: 'shopify', privacy: 'pseudonym', ...entry } as const;
}

const companyScopes = ['read_customers', 'read_companies'];

/** Accounts of companies and their locations. */
const companyEntries: readonly PlannedEntry[] = [
  planned({
    object: 'company',
    name: 'company.name',
    label: 'Company',
    type: 'text',
    meaning: 'The company as the store names it.',
    from: 'Shopify: Company.name',
    formula: 'as given; a location bears its own name below its company',
    scopes: companyScopes,
    minimumOf: ['wholesale'],
  }),
  planned({
    object: 'company',
    name: 'company.external_id',
    label: 'Customer number',
    type: 'text',
    meaning: "The company's number in your own books.",
    from: 'Shopify: Company.externalId',
    formula: 'as given',
    scopes: companyScopes,
    minimumOf: ['wholesale'],
  }),
  planned({
    object: 'company',
    name: 'company.tax_id',
    label: 'Tax number',
    type: 'text',
    meaning: 'Tax number of the location that buys.',
    from: 'Shopify: CompanyLocation.taxSettings',
    formula: 'as given',
    scopes: companyScopes,
    privacy: 'personal',
    minimumOf: ['wholesale'],
  }),
  planned({
    object: 'company',
    name: 'company.payment_terms',
    label: 'Payment terms',
    type: 'text',
    meaning: 'When the company has to pay.',
    from: 'Shopify: CompanyLocation.buyerExperienceConfiguration',
    formula: 'the name of the terms',
    scopes: [...companyScopes, 'read_payment_terms'],
    minimumOf: ['wholesale'],
  }),
  planned({
    object: 'order',
    name: 'order.po_number',
    label: 'PO number',
    type: 'text',
    meaning: "The buyer's own number of the order.",
    from: 'Shopify: Order.poNumber',
    formula: 'as given',
    scopes: ['read_orders'],
    minimumOf: ['wholesale'],
  }),
];

const contractScopes = ['read_own_subscription_contracts'];

/** What a subscription is about to do. */
const subscriptionEntries: readonly PlannedEntry[] = [
  planned({
    object: 'subscription',
    name: 'subscription.status',
    label: 'Subscription status',
    type: 'choice',
    meaning: 'Active, paused or cancelled.',
    from: 'Shopify: SubscriptionContract.status',
    formula: 'in words',
    scopes: contractScopes,
    minimumOf: ['subscription'],
    choices: [
      { value: 'active', label: 'Active' },
      { value: 'paused', label: 'Paused' },
      { value: 'cancelled', label: 'Cancelled' },
    ],
  }),
  planned({
    object: 'subscription',
    name: 'subscription.next_renewal',
    label: 'Next renewal',
    type: 'datetime',
    unit: 'a moment',
    meaning: 'When the next order is due; a date in the past is stale.',
    from: 'Shopify: SubscriptionContract.nextBillingDate',
    formula: 'as given',
    scopes: contractScopes,
    minimumOf: ['subscription'],
  }),
  planned({
    object: 'subscription',
    name: 'subscription.last_skipped',
    label: 'Last skipped',
    type: 'datetime',
    unit: 'a moment',
    meaning: 'When the buyer last left out an order.',
    from: 'Shopify: SubscriptionBillingCycle.skipped',
    formula: 'the latest cycle that was skipped',
    scopes: contractScopes,
    minimumOf: ['subscription'],
  }),
  planned({
    object: 'subscription',
    name: 'subscription.skipped_count',
    label: 'Skipped orders',
    type: 'number',
    unit: 'orders',
    meaning: 'How many orders the buyer has left out.',
    from: 'Shopify: SubscriptionBillingCycle.skipped',
    formula: 'the number of cycles that were skipped',
    scopes: contractScopes,
    minimumOf: ['subscription'],
  }),
  planned({
    object: 'subscription',
    name: 'subscription.order_missing',
    label: 'Order expected but missing',
    type: 'datetime',
    unit: 'a moment',
    meaning: 'Since when an order is due that has not come.',
    from: 'Shopify: SubscriptionContract.nextBillingDate and its orders',
    formula: 'the renewal date once it has passed without an order',
    scopes: [...contractScopes, 'read_orders'],
    minimumOf: ['subscription'],
  }),
];

/** Fields whose objects are not synced yet. */
export const plannedEntries: readonly PlannedEntry[] = [...companyEntries, ...subscriptionEntries];
