import { acquisitionSource, orderState, paymentLabel, shippingStage, statusLabel } from '../../commerce/order-state.ts';
import type { OrderEntry } from './entry.ts';
import { orderEntry } from './order-entry.ts';
import { moneyEntries } from './order-money.ts';
import { supportEntries } from './order-support.ts';
import { visitEntries } from './order-visits.ts';

/** Which order it is. */
const identityEntries: readonly OrderEntry[] = [
  orderEntry({
    name: 'order.number',
    label: 'Order number',
    type: 'text',
    meaning: 'The number that the buyer sees.',
    from: 'Shopify: Order.name',
    formula: 'as given',
    privacy: 'pseudonym',
    minimumOf: ['core'],
    value: (order) => order.name,
  }),
  orderEntry({
    name: 'order.external_id',
    label: 'Shopify order ID',
    type: 'text',
    meaning: "Shopify's own number of the order.",
    from: 'Shopify: Order.legacyResourceId',
    formula: 'as given',
    privacy: 'pseudonym',
    minimumOf: ['core'],
    value: (order) => order.id,
  }),
];

/** When it was placed, and how far it has got. */
const stateEntries: readonly OrderEntry[] = [
  orderEntry({
    name: 'order.date',
    label: 'Order date',
    type: 'datetime',
    unit: 'a moment',
    meaning: 'When the buyer ordered; for orders moved into Shopify the original date.',
    from: 'Shopify: Order.processedAt',
    formula: 'as given',
    privacy: 'pseudonym',
    minimumOf: ['core'],
    value: (order) => order.processedAt,
  }),
  orderEntry({
    name: 'order.payment_status',
    label: 'Payment status',
    type: 'text',
    meaning: 'Paid, pending, partially refunded, refunded, voided …: refunded gives money back, voided never took any.',
    from: 'Shopify: displayFinancialStatus',
    formula: 'in words; "No payment" where Shopify has none',
    privacy: 'pseudonym',
    minimumOf: ['core'],
    value: paymentLabel,
  }),
  orderEntry({
    name: 'order.fulfillment_status',
    label: 'Fulfillment status',
    type: 'text',
    meaning: 'How much of the order has been shipped.',
    from: 'Shopify: displayFulfillmentStatus',
    formula: 'in words',
    privacy: 'pseudonym',
    minimumOf: ['core'],
    value: (order) => statusLabel(order.fulfillmentStatus),
  }),
  orderEntry({
    name: 'order.state',
    label: 'Order state',
    type: 'text',
    meaning: 'Cancelled, return requested, return in progress, returned, edited, open or archived.',
    from: 'Shopify: cancelledAt, returnStatus, edited, closedAt, in this order',
    formula: 'the first of them that says something',
    privacy: 'pseudonym',
    minimumOf: ['core'],
    value: orderState,
  }),
  orderEntry({
    name: 'order.stage',
    label: 'Pipeline stage',
    type: 'choice',
    meaning: 'The order pipeline shows shipping: open, processed, shipped, delivered or cancelled.',
    from: 'Shopify: cancelledAt, displayFulfillmentStatus, Fulfillment.deliveredAt',
    formula: 'cancelled beats everything; delivered when every parcel that left has arrived',
    privacy: 'pseudonym',
    minimumOf: ['core'],
    reads: ['fulfillments'],
    choices: [
      { value: 'open', label: 'Open' },
      { value: 'processed', label: 'Processed' },
      { value: 'shipped', label: 'Shipped' },
      { value: 'delivered', label: 'Delivered' },
      { value: 'cancelled', label: 'Cancelled' },
    ],
    value: shippingStage,
  }),
];

/** Where it was sold, how the buyer came, and the way back to the original. */
const sourceEntries: readonly OrderEntry[] = [
  orderEntry({
    name: 'order.channel',
    label: 'Sales channel',
    type: 'text',
    meaning: 'Where it was sold: online store, point of sale, an app by its name.',
    from: 'Shopify: Order.attribution',
    formula: 'its name for people, else its handle',
    privacy: 'none',
    minimumOf: ['core'],
    value: (order) => order.channel.name ?? order.channel.handle,
  }),
  orderEntry({
    name: 'order.acquisition_source',
    label: 'Acquisition source',
    type: 'text',
    meaning:
      'How the buyer came: campaign source of the first visit that Shopify saw, else where that visit came from.',
    from: 'Shopify: customerJourneySummary.firstVisit',
    formula: 'utm_source, else source; of the last visit where there is no first one',
    privacy: 'none',
    minimumOf: ['core'],
    reads: ['acquisition'],
    value: acquisitionSource,
  }),
  orderEntry({
    name: 'order.shopify_url',
    label: 'Shopify order',
    type: 'url',
    meaning: 'Opens the order in the Shopify admin.',
    from: 'Shopify: admin address',
    formula: 'the address of the order',
    privacy: 'pseudonym',
    minimumOf: ['core'],
    value: (order) => order.adminUrl,
  }),
  orderEntry({
    name: 'order.note',
    label: 'Order note',
    type: 'text',
    meaning: 'Notes of your team.',
    from: 'the CRM alone',
    formula: 'none: people write it',
    scopes: [],
    privacy: 'personal',
    owner: 'crm',
    minimumOf: ['core'],
  }),
];

/** Read by everybody and decided by one: off until a map names the team that owns them. */
const tagEntries: readonly OrderEntry[] = [
  orderEntry({
    name: 'order.tags',
    label: 'Tags',
    type: 'text',
    meaning: 'The tags of the order in the store; changes made here are overwritten.',
    from: 'Shopify: Order.tags',
    formula: 'all of them in the order of the alphabet, separated by commas',
    privacy: 'personal',
    minimumOf: [],
    reads: ['tags'],
    value: (order) => order.tags?.toSorted().join(', ') || null,
  }),
];

export const orderEntries: readonly OrderEntry[] = [
  ...identityEntries,
  ...moneyEntries,
  ...stateEntries,
  ...sourceEntries,
  ...tagEntries,
  ...supportEntries,
  ...visitEntries,
];
